// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useBackgroundChange } from "../../../src/components/result/useBackgroundChange";
import { aiService } from "../../../src/lib/api/aiService";
import { ApiError } from "../../../src/lib/api/errors";
import type { SubmittedTask } from "../../../src/lib/api/types";
import type { TaskStreamOptions } from "../../../src/lib/hooks/useTaskStream";
import { aTask, TASK_ID } from "../../support/factories";

const COMPOSITION = { ...aTask({ id: 99, enhancement_id: TASK_ID }), kind: "composition", stream_token: "token" } as unknown as SubmittedTask;

/** What the stream was last asked to follow. */
const stream = vi.hoisted(() => ({ options: { taskId: null } as TaskStreamOptions }));
vi.mock("../../../src/lib/hooks/useCompositionStream", () => ({
  useCompositionStream: (options: TaskStreamOptions) => ((stream.options = options), { progress: 40 }),
}));

function opened() {
  const onChanged = vi.fn(async () => undefined);
  const { result, unmount } = renderHook(() => useBackgroundChange(TASK_ID, onChanged));
  return { onChanged, unmount, shown: () => result.current };
}

beforeEach(async () => {
  localStorage.clear();
  vi.spyOn(aiService, "changeBackground").mockResolvedValue(COMPOSITION);
  // a background is being made when the page is left
  const { shown, unmount } = opened();
  await act(async () => shown().change("dark"));
  unmount();
});

afterEach(cleanup);

test("a page that is loaded while a background is being made follows it to its end, once", async () => {
  const { shown, onChanged } = opened();
  expect(shown()).toMatchObject({ asked: "dark", progress: 40 });
  expect(stream.options.taskId).toBe(99);

  await act(async () => stream.options.onComplete?.(COMPOSITION));

  expect(onChanged).toHaveBeenCalledOnce();
  expect(shown().asked).toBeNull();
  expect(opened().shown().asked).toBeNull();
});

test("what failed is said, and what is not there any more is not waited for", async () => {
  const { shown } = opened();
  const gone = new ApiError(404, "task_not_found", "No such task.");
  await act(async () => stream.options.onError?.("", gone, null));
  expect(shown()).toMatchObject({ asked: null, error: null });

  await act(async () => shown().change("white"));
  const failed = new ApiError(0, "engine_failed", "Try again.");
  await act(async () => stream.options.onError?.("", failed, null));
  expect(shown()).toMatchObject({ asked: null, error: failed });
  expect(opened().shown().asked).toBeNull();
});
