/** The hook under all task streams: gives one TaskStream the life of a component. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ApiError } from "../api/errors";
import type { ProgressEvent, Task, TaskAnswer } from "../api/types";
import { browserEnvironment } from "../stream/browser";
import { progressOf } from "../stream/taskState";
import { IDLE, STARTING, TaskStream } from "../stream/TaskStream";
import type { StreamState } from "../stream/types";
import { useElapsedSeconds } from "./useElapsedSeconds";

/**
 * The calls a stream needs.
 * Of what they throw, only the HTTP status matters, as `status` or `response.status`: 401, 403, 404 and 410 end the
 * stream, anything else is tried again.
 */
export interface TaskStreamApi {
  streamUrl(taskId: number): string;
  getStatus(taskId: number, options: { signal: AbortSignal }): Promise<TaskAnswer>;
  getStreamToken(taskId: number, options: { signal: AbortSignal }): Promise<{ stream_token: string }>;
}

export interface TaskStreamOptions<Result extends Task = Task, Message extends ProgressEvent = ProgressEvent> {
  /** null while there is nothing to follow. */
  taskId: number | null;
  /** The token from the upload's answer, if at hand: it saves two requests. */
  streamToken?: string | undefined;
  /** Called once, when the task has completed. */
  onComplete?: ((result: Result) => void) | undefined;
  /** Called once, when the task failed or was cancelled (`task_cancelled`), or may not be read. */
  onError?: ((message: string, error: ApiError, task: Task | null) => void) | undefined;
  /** Called for every progress row, in order; while polling, for the newest one of each answer. */
  onProgress?: ((progress: number, message: string, row: Message) => void) | undefined;
  /** Calls to use in place of this library's own, for an app with its own way to sign in. */
  api?: Partial<TaskStreamApi> | undefined;
}

export interface TaskStreamResult<Message extends ProgressEvent = ProgressEvent> extends Omit<StreamState, "messages"> {
  /** The progress rows so far, in order, each once. */
  messages: Message[];
  isConnected: boolean;
  lastMessage: Message | null;
  /** 0 to 100. */
  progress: number;
  /** Since the task was made, by the server's clock. */
  elapsedSeconds: number;
  /** Follow the same task again, after a retry. */
  restart: () => void;
}

/**
 * Follow a task; callbacks and `api` may be written inline, only another task opens another stream.
 * `asResult` makes of a completed task what `onComplete` gets; `Message` names what the server promises of its rows.
 */
export function useTaskStream<Result extends Task, Message extends ProgressEvent>(
  api: TaskStreamApi,
  asResult: (task: Task) => Result,
  options: TaskStreamOptions<Result, Message>,
): TaskStreamResult<Message> {
  const { taskId } = options;
  const latest = useRef({ api, asResult, options });
  const stream = useRef<TaskStream | null>(null);
  const [shown, setShown] = useState(() => beginning(taskId));
  // at once, so that nothing of another task is shown meanwhile
  if (shown.taskId !== taskId) setShown(beginning(taskId));

  useLayoutEffect(() => {
    latest.current = { api, asResult, options };
  });

  useEffect(() => {
    if (taskId === null) return;
    const calls = () => ({ ...latest.current.api, ...latest.current.options.api });
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
        onRow: (row) => guarded(() => callbacks().onProgress?.(row.progress, row.message, row as Message)),
        onEnd: ({ task, error }) =>
          guarded(() => {
            if (error) callbacks().onError?.(error.message, error, task);
            else callbacks().onComplete?.(latest.current.asResult(task));
          }),
      },
    );
    stream.current = opened;
    opened.start(callbacks().streamToken);
    return () => {
      opened.stop();
      stream.current = null;
    };
  }, [taskId]);

  const { state } = shown;
  // a copy, which an app may sort or reverse
  const messages = useMemo(() => [...state.messages] as Message[], [state.messages]);
  return {
    ...state,
    messages,
    isConnected: state.connection === "connected",
    lastMessage: messages.at(-1) ?? null,
    progress: progressOf(state),
    elapsedSeconds: useElapsedSeconds(state.task?.created_at ?? null, state.task?.finished_at ?? null),
    restart: useCallback(() => stream.current?.restart(), []),
  };
}

function beginning(taskId: number | null): { taskId: number | null; state: StreamState } {
  return { taskId, state: taskId === null ? IDLE : STARTING };
}

/** Report an error of the app's own callback to the app, and keep the stream going. */
function guarded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    reportError(error);
  }
}
