/** What the stream client needs from its environment, and what it reports. */
import { ApiError } from "../api/errors";
import type { ProgressEvent, Task, TaskAnswer } from "../api/types";
import type { EventSourceLike } from "./connection";
import type { TaskState } from "./taskState";

/** Where one task's news comes from. */
export interface TaskSource {
  readonly streamUrl: string;
  readStatus(signal: AbortSignal): Promise<TaskAnswer>;
  takeStreamToken(signal: AbortSignal): Promise<string>;
}

/** The outside world, replaced in tests. */
export interface StreamEnvironment {
  /** null where and while streams cannot be had. */
  readonly openEventSource: ((url: string) => EventSourceLike) | null;
  /** Calls back when a try is worth more than usual: back online, back in view. */
  onWake(listener: () => void): () => void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** In [0, 1). */
  random(): number;
}

export type ConnectionState = "idle" | "connecting" | "connected" | "reconnecting" | "polling" | "ended";

export interface StreamState extends TaskState {
  connection: ConnectionState;
  /** When the server last said anything about this task, milliseconds since the epoch. */
  lastHeardAt: number | null;
  /** When `eta` was received, by the same clock: it counts down from there. */
  etaAt: number;
  /** Why there is no connection, when the server or the network has said so. */
  trouble: ApiError | null;
}

export type StreamOutcome = { task: Task; error: null } | { task: Task | null; error: ApiError };

/** How a task has ended: completed, or with the error it ended with. */
export function outcomeOf(task: Task): StreamOutcome {
  if (task.status === "completed") return { task, error: null };
  const { code, message, ...details } = task.error ?? { code: "task_cancelled", message: "The task was cancelled." };
  return { task, error: new ApiError(0, code, message, null, details) };
}

export interface StreamListener {
  onState(state: StreamState): void;
  /** A row that is newer than all before it; each at most once, in order. */
  onRow(row: ProgressEvent): void;
  /** Nothing more will come: completed, or why not. Once per start. */
  onEnd(outcome: StreamOutcome): void;
}
