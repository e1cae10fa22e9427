/** What one tab has heard of a task, and what another one that joins has to be told. */
import type { ProgressEvent, Task } from "../api/types";
import { aged } from "./eta";
import { BLANK, withExtra, withRow, withTask, type Extra } from "./picture";

/** An event as it came: its name, and its data as JSON. */
export type StreamEvent = readonly [name: string, data: string];

export class StreamLog {
  private picture = BLANK;
  private etaAt = 0;

  /** Take an event in; gives a row's `seq`, 0 for anything else. */
  add(name: string, data: unknown, now: number): number {
    const { eta } = this.picture;
    if (name === "message") this.picture = withRow(this.picture, data as ProgressEvent);
    else if (name === "snapshot") this.picture = withTask(this.picture, data as Task);
    else this.picture = withExtra(this.picture, { name, data } as Extra);
    if (this.picture.eta !== eta) this.etaAt = now;
    return name === "message" ? (data as ProgressEvent).seq : 0;
  }

  /** A snapshot as the server would make it now, and the rows after `seq`; nothing before the first snapshot. */
  since(seq: number, now: number): StreamEvent[] {
    const { task, messages, preview, script, eta } = this.picture;
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
