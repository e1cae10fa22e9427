// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useDeletions } from "../../../src/components/history/useDeletions";

function deletions(remove = vi.fn(async (_taskId: number, _leaving: boolean) => undefined)) {
  const hook = renderHook(({ accountId }) => useDeletions(accountId, remove), { initialProps: { accountId: 1 } });
  act(() => hook.result.current.start(7));
  return { ...hook, remove };
}

async function pass(milliseconds: number) {
  await act(() => vi.advanceTimersByTimeAsync(milliseconds));
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("the server hears of a deletion after 8 s", async () => {
  const { result, remove } = deletions();
  await pass(7_900);
  expect(remove).not.toHaveBeenCalled();
  expect(result.current.waiting).toEqual([7]);

  await pass(200);

  expect(remove).toHaveBeenCalledExactlyOnceWith(7, false);
  expect(result.current.waiting).toEqual([]);
});

test("what is undone is never deleted", async () => {
  const { result, remove } = deletions();
  act(() => result.current.undo(7));
  await pass(20_000);

  expect(remove).not.toHaveBeenCalled();
  expect(result.current.waiting).toEqual([]);
});

test("leaving the page deletes at once", async () => {
  const { remove } = deletions();
  window.dispatchEvent(new Event("pagehide"));
  await pass(20_000);

  expect(remove).toHaveBeenCalledExactlyOnceWith(7, true);
});

test("another account's page deletes nothing of the one before", async () => {
  const { rerender, remove } = deletions();
  rerender({ accountId: 2 });
  await pass(20_000);

  expect(remove).not.toHaveBeenCalled();
});

test("what could not be deleted is back, with the reason", async () => {
  const broken = new Error("no line");
  const { result } = deletions(vi.fn(async () => Promise.reject(broken)));
  await pass(8_100);

  expect(result.current).toMatchObject({ waiting: [], error: broken });
});
