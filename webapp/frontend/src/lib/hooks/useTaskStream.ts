/** The hook under all task streams: gives one TaskStream the life of a component. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ApiError } from "../api/errors";
import type { ProgressEvent, Task, TaskAnswer } from "../api/types";
import { browserEnvironment } from "../stream/browser";
import { progressOf } from "../stream/picture";
import { STARTING, TaskStream } from "../stream/TaskStream";
import type { ConnectionState, StreamState } from "../stream/types";
import { useElapsedSeconds } from "./useElapsedSeconds";

/**
 * The calls a stream needs; an app with its own client passes its own.
 * Of what they throw the HTTP status is looked at, `status` or `response.status`: 401, 403, 404 and 410 end the
 * stream, anything else is tried again.
 */
export interface TaskStreamApi {
  streamUrl(taskId: number): string;
  getStatus(taskId: number, options: { signal: AbortSignal }): Promise<TaskAnswer>;
  getStreamToken(taskId: number, options: { signal: AbortSignal }): Promise<{ stream_token: string }>;
}

export interface TaskStreamOptions {
  /** null while there is nothing to follow. */
  taskId: number | null;
  /** The token from the upload's answer, if at hand: it saves two requests. */
  streamToken?: string | undefined;
  /** Called once, when the task has completed. */
  onComplete?: ((task: Task) => void) | undefined;
  /** Called once, when the task failed or was cancelled (`task_cancelled`), or may not be read. */
  onError?: ((error: ApiError, task: Task | null) => void) | undefined;
  /** Called for every progress row, in order; while it is polled, for the newest one of each answer. */
  onProgress?: ((row: ProgressEvent) => void) | undefined;
}

export interface TaskStreamResult extends Omit<StreamState, "connection"> {
  /** What the connection is doing right now. */
  connection: ConnectionState;
  isConnected: boolean;
  lastMessage: ProgressEvent | null;
  /** 0 to 100. */
  progress: number;
  /** Since the task was made, by the server's clock. */
  elapsedSeconds: number;
  /** Follow the same task again, after a retry. */
  restart: () => void;
}

/** Follow a task; callbacks and `api` may be written inline, only another task opens another stream. */
export function useTaskStream(api: TaskStreamApi, options: TaskStreamOptions): TaskStreamResult {
  const { taskId } = options;
  const latest = useRef({ api, options });
  const stream = useRef<TaskStream | null>(null);
  const [shown, setShown] = useState<{ taskId: number | null; state: StreamState }>({ taskId, state: STARTING });

  useLayoutEffect(() => {
    latest.current = { api, options };
  });

  useEffect(() => {
    if (taskId === null) return;
    const calls = () => latest.current.api;
    const callbacks = () => latest.current.options;
    const opened = new TaskStream(
      {
        streamUrl: calls().streamUrl(taskId),
        readStatus: (signal) => calls().getStatus(taskId, { signal }),
        takeStreamToken: async (signal) => (await calls().getStreamToken(taskId, { signal })).stream_token,
      },
      browserEnvironment(),
      {
        onState: (state) => setShown({ taskId, state }),
        onRow: (row) => guarded(() => callbacks().onProgress?.(row)),
        onEnd: ({ task, error }) =>
          guarded(() => (error ? callbacks().onError?.(error, task) : callbacks().onComplete?.(task))),
      },
    );
    stream.current = opened;
    opened.start(callbacks().streamToken);
    return () => {
      opened.stop();
      stream.current = null;
    };
  }, [taskId]);

  const state = shown.taskId === taskId ? shown.state : STARTING;
  return {
    ...state,
    isConnected: state.connection === "connected",
    lastMessage: state.messages.at(-1) ?? null,
    progress: progressOf(state),
    elapsedSeconds: useElapsedSeconds(state.task?.created_at ?? null, state.task?.finished_at ?? null),
    restart: useCallback(() => stream.current?.restart(), []),
  };
}

/** What goes wrong in the app's own callback is the app's to see, and no trouble of the stream. */
function guarded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    reportError(error);
  }
}
