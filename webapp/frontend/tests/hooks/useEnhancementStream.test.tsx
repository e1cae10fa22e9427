// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { StrictMode, useEffect } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useEnhancementStream, type EnhancementStreamOptions } from "../../src/lib/hooks/useEnhancementStream";
import { aRow, aTask, ENGINE_FAILED, TASK_ID, theLastRow } from "../support/factories";
import { FakeEventSource } from "../support/FakeEventSource";

const api = {
  getStatus: vi.fn(async () => ({ ...aTask(), retry_after_seconds: 2 })),
  getStreamToken: vi.fn(async () => ({ stream_token: "token" })),
};

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(aTask().created_at) });
  vi.stubGlobal("EventSource", FakeEventSource);
  FakeEventSource.forget();
  api.getStatus.mockClear();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function follow(options: Partial<EnhancementStreamOptions> = {}) {
  const hook = renderHook(
    // callbacks and api are new objects at every render, as in any component
    (props: Partial<EnhancementStreamOptions>) =>
      useEnhancementStream({ taskId: TASK_ID, api: { ...api }, ...props }),
    { wrapper: StrictMode, initialProps: options },
  );
  await act(() => vi.advanceTimersByTimeAsync(0));
  return hook;
}

function say(...rows: ReturnType<typeof aRow>[]) {
  act(() => {
    for (const row of rows) FakeEventSource.newest.send("message", row);
  });
}

function greet() {
  act(() => void FakeEventSource.newest.accept().send("snapshot", aTask()));
}

test("StrictMode's double mount leaves one open stream, with this task's address", async () => {
  await follow();

  expect(FakeEventSource.open).toHaveLength(1);
  expect(FakeEventSource.newest.url).toMatch(`/ai/enhance-and-script/${TASK_ID}/stream?token=token&last_event_id=0`);
});

test("messages, connection and progress are what the stream says", async () => {
  const onProgress = vi.fn();
  const { result } = await follow({ onProgress: (progress, message, { seq }) => onProgress(progress, message, seq) });
  expect(result.current).toMatchObject({ isConnected: false, messages: [], lastMessage: null, progress: 0 });

  greet();
  say(aRow(1), aRow(2));

  expect(result.current.isConnected).toBe(true);
  expect(result.current.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(result.current.lastMessage?.seq).toBe(2);
  expect(result.current.progress).toBe(10);
  expect(onProgress.mock.calls).toEqual([
    [5, "row 1", 1],
    [10, "row 2", 2],
  ]);
});

test("new inline callbacks do not open another stream, and the newest is called", async () => {
  const first = vi.fn();
  const second = vi.fn();
  const { rerender } = await follow({ onComplete: (task) => first(task) });
  greet();

  rerender({ onComplete: (task) => second(task) });
  say(theLastRow(1));

  expect(FakeEventSource.made.filter(({ url }) => url.includes("token="))).toHaveLength(1);
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
  expect(second.mock.calls[0]?.[0]).toMatchObject({ status: "completed", script: "Buy it." });
});

test("completion is told exactly once and closes the stream", async () => {
  const onComplete = vi.fn();
  const { result, rerender } = await follow({ onComplete });
  greet();

  say(theLastRow(1), theLastRow(1));
  rerender({ onComplete });
  await act(() => vi.advanceTimersByTimeAsync(120_000));

  expect(onComplete).toHaveBeenCalledOnce();
  expect(result.current).toMatchObject({ connection: "ended", isConnected: false, progress: 100 });
  expect(FakeEventSource.open).toHaveLength(0);
});

test("failure is told with the task's error", async () => {
  const onError = vi.fn();
  await follow({ onError });
  greet();

  say(aRow(1, { status: "failed", error: ENGINE_FAILED }));

  expect(onError).toHaveBeenCalledOnce();
  const [message, error, task] = onError.mock.calls[0]!;
  expect(message).toBe(ENGINE_FAILED.message);
  expect(error).toMatchObject({ code: "engine_failed", details: { stage: "script", retryable: true } });
  expect(task).toMatchObject({ id: TASK_ID, status: "failed" });
});

test("another task closes the stream and opens its own, with nothing left of the first", async () => {
  const { result, rerender } = await follow();
  greet();
  say(aRow(1));

  rerender({ taskId: 13 });
  expect(result.current.messages).toEqual([]);
  await act(() => vi.advanceTimersByTimeAsync(0));

  expect(FakeEventSource.open).toHaveLength(1);
  expect(FakeEventSource.newest.url).toContain("/13/stream");
});

test("no task means no stream: the hook is idle, also when there was one before", async () => {
  const idle = { connection: "idle", isConnected: false, messages: [], lastMessage: null, progress: 0, task: null };
  const { result, rerender } = await follow({ taskId: null });
  expect(result.current).toMatchObject(idle);

  rerender({ taskId: TASK_ID });
  expect(result.current.connection).toBe("connecting");
  await act(() => vi.advanceTimersByTimeAsync(0));
  greet();
  say(aRow(1));
  rerender({ taskId: null });

  expect(result.current).toMatchObject(idle);
  expect(FakeEventSource.open).toHaveLength(0);
});

test("no task means no request", async () => {
  await follow({ taskId: null });

  expect(FakeEventSource.made).toHaveLength(0);
  expect(api.getStatus).not.toHaveBeenCalled();
});

test("unmounting closes the stream and calls nothing back", async () => {
  const onComplete = vi.fn();
  const { unmount } = await follow({ onComplete });
  greet();
  const source = FakeEventSource.newest;

  unmount();
  source.send("message", theLastRow(1));

  expect(FakeEventSource.open).toHaveLength(0);
  expect(onComplete).not.toHaveBeenCalled();
});

test("seconds are counted from the task's making until its end", async () => {
  const { result } = await follow();
  greet();

  await act(() => vi.advanceTimersByTimeAsync(7000));
  expect(result.current.elapsedSeconds).toBe(7);
  const finished = Date.now() / 1000;
  say({ ...theLastRow(1), ts: finished });
  await act(() => vi.advanceTimersByTimeAsync(30_000));

  expect(result.current.elapsedSeconds).toBe(7);
});

test("what an app's own callback throws is reported, and troubles the stream no more than it must", async () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  const mistake = new Error("in the app");
  const { result } = await follow({
    onProgress: () => {
      throw mistake;
    },
    onComplete: () => {
      throw mistake;
    },
  });
  greet();

  say(aRow(1), theLastRow(2));

  expect(result.current).toMatchObject({ connection: "ended", progress: 100 });
  expect(reported.mock.calls).toEqual([[mistake], [mistake], [mistake]]);
});

test("a restart that comes after the component has gone opens nothing", async () => {
  const { result, unmount } = await follow();
  greet();
  unmount();

  result.current.restart();
  await vi.advanceTimersByTimeAsync(0);

  expect(FakeEventSource.open).toHaveLength(0);
});

test("a task that is followed again starts from nothing, in its very first render", async () => {
  const rendered: number[] = [];
  const { rerender } = renderHook(
    ({ taskId }: { taskId: number | null }) => {
      const { messages } = useEnhancementStream({ taskId, api });
      useEffect(() => void rendered.push(messages.length));
    },
    { initialProps: { taskId: TASK_ID as number | null } },
  );
  await act(() => vi.advanceTimersByTimeAsync(0));
  greet();
  say(aRow(1));
  expect(rendered.at(-1)).toBe(1);
  rerender({ taskId: null });
  rendered.length = 0;

  rerender({ taskId: TASK_ID });

  expect(new Set(rendered)).toEqual(new Set([0]));
});

test("messages are the app's own: it may reverse them", async () => {
  const { result } = await follow();
  greet();
  say(aRow(1), aRow(2));

  result.current.messages.reverse();
  say(aRow(3));

  expect(result.current.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("files that have been deleted since are an empty address", async () => {
  const onComplete = vi.fn();
  await follow({ onComplete });

  act(() => void FakeEventSource.newest.accept().send("snapshot", aTask({ status: "completed" })));

  expect(onComplete.mock.calls[0]?.[0]).toMatchObject({ enhanced_image_url: "", script: "" });
});
