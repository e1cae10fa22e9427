// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useVideoStream } from "../../src/lib/hooks/useVideoStream";
import { aRow, aTask, TASK_ID } from "../support/factories";
import { FakeEventSource } from "../support/FakeEventSource";

const aVideo = aTask({ kind: "video", step: 0, enhancement_id: 7 });
const api = {
  getStatus: async () => ({ ...aVideo, retry_after_seconds: 2 }),
  getStreamToken: async () => ({ stream_token: "token" }),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  FakeEventSource.forget();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("a video's messages have their step, the last one the video", async () => {
  const onComplete = vi.fn();
  const { result } = renderHook(() => useVideoStream({ taskId: TASK_ID, api, onComplete }));
  await act(() => vi.advanceTimersByTimeAsync(0));
  const last = { step: 9, progress: 100, status: "completed", code: "video.completed" } as const;

  act(() => {
    FakeEventSource.newest
      .accept()
      .send("snapshot", aVideo)
      .send("message", aRow(1, { step: 1 }))
      .send("message", aRow(2, { step: 6, code: "video.rendering", params: { percent: 40 } }))
      .send("message", aRow(3, { ...last, video_url: "/media/clip", poster_url: "/media/still" }));
  });

  expect(FakeEventSource.newest.url).toMatch(`/videos/${TASK_ID}/stream?token=token`);
  expect(result.current.messages.map(({ step, video_url: url }) => [step, url])).toEqual([
    [1, null],
    [6, null],
    [9, "/media/clip"],
  ]);
  expect(onComplete).toHaveBeenCalledOnce();
  expect(onComplete.mock.calls[0]?.[0]).toMatchObject({ video_url: "/media/clip", poster_url: "/media/still" });
});
