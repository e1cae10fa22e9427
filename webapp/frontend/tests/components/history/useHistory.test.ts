// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useHistory } from "../../../src/components/history/useHistory";
import type { Task } from "../../../src/lib/api/types";
import { aTask } from "../../support/factories";

const RUNNING = aTask({ id: 1, seq: 3, progress: 15 });
const DONE = aTask({ id: 1, seq: 9, progress: 100, status: "completed" });

/** What the server lists, and how often it was asked; it answers anything else with 404. */
function listed(...tasks: Task[]) {
  const fetched = vi.fn(async (path: string) =>
    path.startsWith("/tasks?")
      ? Response.json({ tasks, next_cursor: null })
      : Response.json({ error: { code: "task_not_found", message: "" } }, { status: 404 }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

async function history(followedId: number | null = null) {
  const hook = renderHook(() => useHistory(1, followedId));
  await act(() => vi.advanceTimersByTimeAsync(0));
  return hook;
}

/** Look at the page again. */
async function comeBack() {
  await act(async () => {
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(0);
  });
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("what goes on beside the page's own task is asked for until it is over", async () => {
  listed(RUNNING);
  const { result } = await history();
  expect(result.current.tasks).toEqual([RUNNING]);

  const asked = listed(DONE);
  await act(() => vi.advanceTimersByTimeAsync(10_000));
  expect(result.current.tasks).toEqual([DONE]);
  await act(() => vi.advanceTimersByTimeAsync(60_000));

  expect(asked).toHaveBeenCalledOnce();
});

test("the page's own task is no reason to ask, and nor is anything on a page nobody sees", async () => {
  const asked = listed(RUNNING);
  await history(RUNNING.id);
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(asked).toHaveBeenCalledOnce();

  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  await history();
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(asked).toHaveBeenCalledTimes(2);
});

test("whoever comes back to the page sees what other tabs have made", async () => {
  listed();
  const { result } = await history();

  listed(DONE);
  await comeBack();

  expect(result.current.tasks).toEqual([DONE]);
});

test("a list that is older than what the stream has told changes nothing", async () => {
  listed(RUNNING);
  const { result } = await history();
  act(() => result.current.put(DONE));

  await comeBack();

  expect(result.current.tasks).toEqual([DONE]);
});

test("another account never sees the tasks of the one before, nor one that has signed out", async () => {
  listed(DONE);
  const seen: [account: number | null, tasks: number][] = [];
  const { rerender } = renderHook(
    ({ account }: { account: number | null }) => {
      const { tasks } = useHistory(account, null);
      useEffect(() => void seen.push([account, tasks.length]));
    },
    { initialProps: { account: 1 as number | null } },
  );
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(seen.at(-1)).toEqual([1, 1]);

  listed();
  rerender({ account: 2 });
  rerender({ account: null });
  await act(() => vi.advanceTimersByTimeAsync(0));

  expect(seen.filter(([account, tasks]) => account !== 1 && tasks > 0)).toEqual([]);
});

test("what another tab has deleted can be deleted", async () => {
  listed(DONE);
  const { result } = await history();

  await act(() => result.current.remove(DONE.id));

  expect(result.current.tasks).toEqual([]);
});

test("what was deleted while a page was read does not come back", async () => {
  listed(DONE);
  const { result } = await history();
  let answer = (_: Response) => {};
  vi.stubGlobal("fetch", vi.fn((path: string) =>
    path.startsWith("/tasks?")
      ? new Promise<Response>((resolve) => {
          answer = resolve;
        })
      : Promise.resolve(new Response(null, { status: 204 }))));
  await comeBack();

  await act(() => result.current.remove(DONE.id));
  await act(async () => {
    answer(Response.json({ tasks: [DONE], next_cursor: null }));
    await vi.advanceTimersByTimeAsync(0);
  });

  expect(result.current.tasks).toEqual([]);
});
