// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useFreshTask } from "../../../src/components/task/useFreshTask";
import { aTask } from "../../support/factories";

const DONE = aTask({ seq: 9, progress: 100, status: "completed", enhanced_image_url: "/media/a?old" });

/** A server whose links are other ones at every answer. */
function linkingServer() {
  let answers = 0;
  const fetched = vi.fn(async () => Response.json({ ...DONE, enhanced_image_url: `/media/a?${++answers}` }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

async function pass(milliseconds = 0) {
  await act(() => vi.advanceTimersByTimeAsync(milliseconds));
}

async function fresh() {
  const { result } = renderHook(() => useFreshTask(DONE));
  await pass();
  return result;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("links that work are left as they are", async () => {
  linkingServer();
  const result = await fresh();

  expect(result.current.task?.enhanced_image_url).toBe("/media/a?old");
});

test("two pictures whose links have expired get new ones, and are not called gone", async () => {
  linkingServer();
  const result = await fresh();

  act(() => {
    result.current.onBroken();
    result.current.onBroken();
  });
  expect(result.current.gone).toBe(false);
  await pass();

  expect(result.current.gone).toBe(false);
  expect(result.current.task?.enhanced_image_url).not.toBe("/media/a?old");
});

test("what cannot be loaded by a new link is gone", async () => {
  linkingServer();
  const result = await fresh();
  act(() => result.current.onBroken());
  await pass();

  act(() => result.current.onBroken());

  expect(result.current.gone).toBe(true);
});

test("whoever comes back after hours gets new links before the old ones fail", async () => {
  linkingServer();
  const result = await fresh();

  document.dispatchEvent(new Event("visibilitychange"));
  await pass();
  expect(result.current.task?.enhanced_image_url).toBe("/media/a?old");
  await pass(8 * 3_600_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await pass();

  expect(result.current.task?.enhanced_image_url).not.toBe("/media/a?old");
});
