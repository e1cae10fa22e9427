/** What one tab has received of a task, and what a joining tab needs of it. */
import type { ProgressEvent, Task } from "../api/types";
import { aged } from "./eta";
import { INITIAL_STATE, withNamedEvent, withRow, withTask, type NamedEvent } from "./taskState";

/** An event as it came: its name, and its data as JSON. */
export type StreamEvent = readonly [name: string, data: string];

export class StreamLog {
  private state = INITIAL_STATE;
  private etaAt = 0;

  /** Take an event in; gives a row's `seq`, 0 for anything else. */
  add(name: string, data: unknown, now: number): number {
    const { eta } = this.state;
    if (name === "message") this.state = withRow(this.state, data as ProgressEvent);
    else if (name === "snapshot") this.state = withTask(this.state, data as Task);
    else this.state = withNamedEvent(this.state, { name, data } as NamedEvent);
    if (this.state.eta !== eta) this.etaAt = now;
    return name === "message" ? (data as ProgressEvent).seq : 0;
  }

  /** A snapshot as the server would make it now, and the rows after `seq`; nothing before the first snapshot. */
  since(seq: number, now: number): StreamEvent[] {
    const { task, messages, preview, script, eta } = this.state;
    if (!task) return [];
    const snapshot: Task = {
      ...task,
      preview_url: preview,
      script_draft: script || null,
      eta_seconds: eta && aged(eta, (now - this.etaAt) / 1000),
    };
    const rows = messages.filter((row) => row.seq > seq);
    return [["snapshot", JSON.stringify(snapshot)], ...rows.map((row): StreamEvent => ["message", JSON.stringify(row)])];
  }
}
