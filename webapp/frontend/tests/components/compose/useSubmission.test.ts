// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useSubmission } from "../../../src/components/compose/useSubmission";
import { forgetSession, keepSession } from "../../../src/lib/api/session";
import { aSession, aTask } from "../../support/factories";
import { FakeXhr } from "../../support/FakeXhr";
import { PATIENT } from "../../support/patience";

const PHOTO = new File(["photo"], "cup.jpg");
const INPUT = [PHOTO, "hot", { duration: 4, language: "en" }] as const;
const ACCEPTED = JSON.stringify({ ...aTask(), stream_token: "st" });

beforeEach(() => {
  FakeXhr.forget();
  vi.stubGlobal("XMLHttpRequest", FakeXhr);
});

afterEach(cleanup);

function submission(prepare = async () => true) {
  const onSubmitted = vi.fn();
  const { result } = renderHook(() => useSubmission(prepare, onSubmitted));
  /** Submit, and give back the request that this makes. */
  const submit = async (input: Parameters<typeof result.current.submit> = [...INPUT]) => {
    const before = FakeXhr.count;
    act(() => result.current.submit(...input));
    await waitFor(() => expect(FakeXhr.count).toBe(before + 1), PATIENT);
    return FakeXhr.sent();
  };
  const happen = async (what: () => void) => {
    act(what);
    await waitFor(() => expect(result.current.share).toBeNull(), PATIENT);
  };
  return { result, onSubmitted, submit, happen };
}

test("a double click sends once", async () => {
  const { result, submit, happen, onSubmitted } = submission();

  const xhr = await submit();
  act(() => result.current.submit(...INPUT));
  act(() => xhr.progress(1, 4));
  expect(result.current.share).toBe(0.25);
  await happen(() => xhr.answer(202, ACCEPTED));

  expect(FakeXhr.count).toBe(1);
  expect(onSubmitted).toHaveBeenCalledOnce();
});

test("the same again after a broken line has the same key, so it makes no second task", async () => {
  const { result, submit, happen } = submission();
  const first = await submit();
  await happen(() => first.break());
  expect(result.current.failure).toMatchObject({ error: { code: "network_unreachable" }, file: PHOTO });

  const second = await submit([PHOTO, "hot", { duration: 4, language: "en" }]);

  expect(second.headers["Idempotency-Key"]).toBe(first.headers["Idempotency-Key"]);
  expect(result.current.failure).toBeNull();
});

test.each([
  ["another description", "break", [PHOTO, "cold", INPUT[2]]],
  ["another wish", "break", [PHOTO, "hot", { duration: 8, language: "en" }]],
  ["another photo", "break", [new File(["photo"], "cup.jpg"), "hot", INPUT[2]]],
  ["the same after it has become a task", "accept", [...INPUT]],
] as const)("%s has a key of its own", async (_, end, next) => {
  const { submit, happen } = submission();
  const first = await submit();
  await happen(() => (end === "break" ? first.break() : first.answer(202, ACCEPTED)));

  const second = await submit([...next]);

  expect(second.headers["Idempotency-Key"]).not.toBe(first.headers["Idempotency-Key"]);
});

test("a photo that can no longer be read is not blamed on the line", async () => {
  const { result, submit, happen } = submission();
  const file = new File(["photo"], "cup.jpg");
  vi.spyOn(file, "slice").mockImplementation(() => {
    throw new DOMException("It was changed on disk.", "NotReadableError");
  });

  const xhr = await submit([file, INPUT[1], INPUT[2]]);
  await happen(() => xhr.break());

  expect(result.current.failure).toMatchObject({ error: { code: "file_changed" } });
});

test("an answer that never comes ends as a broken line", async () => {
  const { result, submit, happen } = submission();

  const xhr = await submit();
  xhr.upload.onload?.();
  expect(xhr.timeout).toBeGreaterThan(30_000);
  await happen(() => xhr.ontimeout?.());

  expect(result.current.failure).toMatchObject({ error: { code: "network_unreachable" } });
});

test("whoever has left during the upload does not get its task on their page", async () => {
  keepSession(aSession(1));
  const { submit, happen, onSubmitted } = submission();

  const xhr = await submit();
  act(() => forgetSession());
  await happen(() => xhr.answer(202, ACCEPTED));

  expect(onSubmitted).not.toHaveBeenCalled();
});

test("nothing is sent before the visitor is signed in", async () => {
  const { result, onSubmitted } = submission(async () => false);

  await act(async () => result.current.submit(...INPUT));

  expect(FakeXhr.count).toBe(0);
  expect(result.current.share).toBeNull();
  expect(onSubmitted).not.toHaveBeenCalled();
});

test("a cancelled upload is not an error", async () => {
  const { result, submit, happen } = submission();
  const xhr = await submit();

  await happen(() => result.current.cancel());

  expect(xhr.aborted).toBe(true);
  expect(result.current.failure).toBeNull();
});
