/** What a reader knows about a task: each event makes a new state; nothing here does I/O. */
import { isTerminal, type EtaSeconds, type ProgressEvent, type Task } from "../api/types";

export interface TaskState {
  /** The task resource as last received, kept up to date by the progress rows. */
  task: Task | null;
  /** Progress rows in the order of their `seq`, each once. */
  messages: readonly ProgressEvent[];
  /** Address of the newest partial picture. */
  preview: string | null;
  /** The script as far as it is written. */
  script: string;
  eta: EtaSeconds | null;
}

/** The named events beside the rows: a partial picture, a piece of the script, how long it still takes. */
export type NamedEvent =
  | { name: "preview"; data: { preview_url: string } }
  | { name: "script"; data: { offset: number; text: string } }
  | { name: "eta"; data: EtaSeconds };

export const INITIAL_STATE: TaskState = { task: null, messages: [], preview: null, script: "", eta: null };

// the fields of a task that its last row carries
const RESULTS = [
  "before_image_url",
  "enhanced_image_url",
  "thumbnail_url",
  "video_frame_url",
  "script",
  "video_url",
  "poster_url",
] as const satisfies readonly (keyof Task)[];

/** The newest row's `seq`; 0 before the first. */
export function newestSeq({ task, messages }: TaskState): number {
  return Math.max(task?.seq ?? 0, messages.at(-1)?.seq ?? 0);
}

/** 0 to 100, from whichever of task and rows is newer. */
export function progressOf({ task, messages }: TaskState): number {
  const last = messages.at(-1);
  return (last && last.seq >= (task?.seq ?? 0) ? last.progress : task?.progress) ?? 0;
}

/** Add a row; one that is known already replaces its polled stand-in. */
export function withRow(state: TaskState, row: ProgressEvent): TaskState {
  const { messages, task } = state;
  const last = messages.at(-1);
  const rest = messages.filter((message) => message.seq !== row.seq);
  const rows = !last || last.seq < row.seq ? [...messages, row] : [...rest, row].sort((a, b) => a.seq - b.seq);
  return { ...state, messages: rows, task: task && row.seq >= task.seq ? advanced(task, row) : task };
}

/** Take over a task resource, unless newer rows have come. */
export function withTask(state: TaskState, task: Task): TaskState {
  if (task.seq < newestSeq(state)) return state;
  return {
    ...state,
    task,
    preview: task.preview_url ?? state.preview,
    script: task.script ?? task.script_draft ?? state.script,
    eta: isTerminal(task.status) ? null : task.eta_seconds,
  };
}

/** Take over a polled task, with a message that stands in for the row a stream would have brought. */
export function withPolledTask(state: TaskState, task: Task, now: number): TaskState {
  const next = withTask(state, task);
  const known = state.messages.some((message) => message.seq === task.seq);
  return next.task === task && task.seq > 0 && !known ? withRow(next, rowOf(task, now)) : next;
}

/** Take over one of the events that come beside the rows. */
export function withNamedEvent(state: TaskState, event: NamedEvent): TaskState {
  if (event.name === "preview") return { ...state, preview: event.data.preview_url };
  if (event.name === "eta") return { ...state, eta: event.data };
  return { ...state, script: patched(state.script, event.data) };
}

/** A text that was changed from `offset` on, which counts code points: an emoji is one. */
export function patched(text: string, change: { offset: number; text: string }): string {
  return [...text].slice(0, change.offset).join("") + change.text;
}

function advanced(task: Task, row: ProgressEvent): Task {
  const ended = isTerminal(row.status);
  return {
    ...task,
    seq: row.seq,
    status: row.status,
    progress: row.progress,
    step: row.step,
    code: row.code,
    message: row.message,
    params: row.params,
    queue_position: row.status === "queued" ? task.queue_position : null,
    started_at: task.started_at ?? (row.status === "running" ? timestamp(row) : null),
    finished_at: ended ? (task.finished_at ?? timestamp(row)) : null,
    eta_seconds: ended ? null : task.eta_seconds,
    ...results(row),
    error: row.error ?? null,
  };
}

/** What the row brings of the result. */
function results(row: Partial<Task>): Partial<Task> {
  const brought = RESULTS.filter((name) => row[name]);
  return Object.fromEntries(brought.map((name) => [name, row[name]]));
}

function timestamp(row: ProgressEvent): string {
  return new Date(row.ts * 1000).toISOString();
}

function rowOf(task: Task, now: number): ProgressEvent {
  return {
    task_id: task.id,
    seq: task.seq,
    progress: task.progress,
    step: task.step,
    code: task.code ?? "",
    message: task.message,
    status: task.status,
    ts: now / 1000,
    params: task.params,
    preview_url: task.preview_url,
    before_image_url: task.before_image_url,
    enhanced_image_url: task.enhanced_image_url,
    video_frame_url: task.video_frame_url,
    script: task.script,
    video_url: task.video_url,
    poster_url: task.poster_url,
    error: task.error,
  };
}
