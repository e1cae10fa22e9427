/**
 * Follows one task to its end over any network.
 *
 * Uses Server-Sent Events while they work. The EventSource handles dropped connections; when it
 * gives up, we ask for the status, take a new stream token and resume after the last row. If streams
 * keep failing we poll, show the same state, and retry the stream now and then.
 * 401, 403 and 404 are final, drops are not.
 */
import { apiErrorOf } from "../api/errors";
import { isTerminal, type ProgressEvent, type Task } from "../api/types";
import { backoffMs } from "./backoff";
import { listen } from "./connection";
import { RowGate } from "./RowGate";
import {
  INITIAL_STATE,
  newestSeq,
  withNamedEvent,
  withPolledTask,
  withRow,
  withTask,
  type NamedEvent,
} from "./taskState";
import {
  outcomeOf,
  type StreamEnvironment,
  type StreamListener,
  type StreamOutcome,
  type StreamState,
  type TaskSource,
} from "./types";

const FAILURES_BEFORE_POLLING = 3;
export const STREAM_RETRY_MS = 30_000;
const POLL_DEFAULT_SECONDS = 2;
// after this long without an event, check the status when the reader looks again
export const STALE_MS = 20_000;

/** Nothing to follow. */
export const IDLE: StreamState = { ...INITIAL_STATE, connection: "idle", lastHeardAt: null, etaAt: 0, trouble: null };

export const STARTING: StreamState = { ...IDLE, connection: "connecting" };

export class TaskStream {
  private state = STARTING;
  private aborter = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hangUp: (() => void) | null = null;
  private stopWaking: () => void = () => undefined;
  /** Tries in a row that brought nothing. */
  private failures = 0;
  private lastStreamTryAt = 0;
  private readonly gate = new RowGate();
  private readonly source: TaskSource;
  private readonly environment: StreamEnvironment;
  private readonly listener: StreamListener;

  constructor(source: TaskSource, environment: StreamEnvironment, listener: StreamListener) {
    this.source = source;
    this.environment = environment;
    this.listener = listener;
  }

  /** Begin; a stream token from the upload's answer saves two requests. */
  start(streamToken?: string): void {
    this.aborter = new AbortController();
    this.update({ connection: "connecting" });
    this.stopWaking = this.environment.onWake(() => this.wake());
    if (streamToken && this.environment.openEventSource) this.connect(streamToken);
    else void this.round();
  }

  /** Leave: nothing is called back any more. */
  stop(): void {
    this.stopWaking();
    this.aborter.abort();
    this.disconnect();
  }

  /** Follow a task again that had ended, after a retry. */
  restart(): void {
    this.stop();
    this.failures = 0;
    this.start();
  }

  /** Ask for the task as it stands, then get back on the stream if one may be tried. */
  private async round(): Promise<void> {
    const { signal } = this.aborter;
    clearTimeout(this.timer);
    try {
      const { retry_after_seconds: waitSeconds, ...task } = await this.source.readStatus(signal);
      if (signal.aborted) return;
      this.takeStatus(task);
      if (isTerminal(task.status)) return this.settle(outcomeOf(task));
      if (this.isPolling()) this.schedule((waitSeconds ?? POLL_DEFAULT_SECONDS) * 1000);
      if (this.mayTryStream()) await this.dial(signal);
    } catch (error) {
      if (!signal.aborted) this.fail(error, false);
    }
  }

  private async dial(signal: AbortSignal): Promise<void> {
    this.lastStreamTryAt = this.environment.now();
    try {
      const token = await this.source.takeStreamToken(signal);
      if (!signal.aborted && !this.hangUp) this.connect(token);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  private connect(token: string): void {
    const { openEventSource } = this.environment;
    if (!openEventSource) return this.fail();
    const query = new URLSearchParams({ token, last_event_id: String(this.gate.lastSeq) });
    this.gate.reconnected();
    this.lastStreamTryAt = this.environment.now();
    this.hangUp = listen(openEventSource(`${this.source.streamUrl}?${query}`), {
      onOpen: () => this.gate.reconnected(),
      onEvent: (name, data) => this.hear(name, data),
      onDrop: () => {
        if (!this.isPolling()) this.update({ connection: "reconnecting" });
      },
      onLost: () => {
        this.hangUp = null;
        this.fail();
      },
      onSilence: () => void this.checkForMissedRows(),
    });
  }

  private hear(name: string, data: unknown): void {
    this.failures = 0;
    clearTimeout(this.timer);
    this.update({ connection: "connected", lastHeardAt: this.environment.now(), trouble: null });
    if (name === "message") this.takeRow(data as ProgressEvent);
    else if (name === "snapshot") this.takeSnapshot(data as Task);
    else this.update(withNamedEvent(this.state, { name, data } as NamedEvent));
  }

  private takeSnapshot(task: Task): void {
    this.update(withTask(this.state, task));
    if (isTerminal(task.status) && task.seq <= this.gate.lastSeq) this.settle(outcomeOf(task));
  }

  private takeRow(row: ProgressEvent): void {
    const verdict = this.gate.judge(row.seq);
    if (verdict === "gap") return this.reconnect();
    if (verdict === "seen") return;
    const newest = this.state.messages.at(-1)?.seq ?? 0;
    this.update(withRow(this.state, row));
    if (row.seq > newest) this.listener.onRow(row);
    // a retried task's history holds terminal rows of earlier attempts: only its newest row ends it
    if (isTerminal(row.status) && row.seq >= newestSeq(this.state)) this.finish();
  }

  private takeStatus(task: Task): void {
    const watchingByPoll = this.isPolling() || isTerminal(task.status);
    const known = this.state.messages.at(-1)?.seq ?? 0;
    const now = this.environment.now();
    this.update({ lastHeardAt: now, trouble: null });
    if (this.isPolling()) this.update({ connection: "polling" });
    this.update(watchingByPoll ? withPolledTask(this.state, task, now) : withTask(this.state, task));
    const newest = this.state.messages.at(-1);
    if (newest && newest.seq > known) this.listener.onRow(newest);
  }

  /** The stream has been silent though it looks open: is there anything that it did not bring? */
  private async checkForMissedRows(): Promise<void> {
    const { signal } = this.aborter;
    try {
      const { retry_after_seconds: _, ...task } = await this.source.readStatus(signal);
      if (signal.aborted) return;
      if (task.seq > this.gate.lastSeq) return this.reconnect();
      this.takeStatus(task);
    } catch (error) {
      if (signal.aborted) return;
      this.disconnect();
      this.fail(error);
    }
  }

  private reconnect(): void {
    this.disconnect();
    this.fail();
  }

  private wake(): void {
    const { connection, lastHeardAt } = this.state;
    if (connection === "reconnecting" || connection === "polling") {
      this.disconnect();
      this.lastStreamTryAt = 0;
      void this.round();
    } else if (connection === "connected" && this.environment.now() - (lastHeardAt ?? 0) > STALE_MS) {
      void this.checkForMissedRows();
    }
  }

  /** Try again later; while polling, a stream that fails again changes nothing: a poll is due anyway. */
  private fail(error?: unknown, pollIsDue = this.state.connection === "polling"): void {
    const trouble = apiErrorOf(error);
    if (trouble?.isFinal) return this.settle({ task: this.state.task, error: trouble });
    this.failures += 1;
    if (pollIsDue) return;
    this.update({ connection: "reconnecting", trouble: trouble ?? this.state.trouble });
    const asked = (trouble?.retryAfterSeconds ?? 0) * 1000;
    this.schedule(Math.max(asked, backoffMs(this.failures, this.environment.random())));
  }

  private finish(): void {
    if (this.state.task) return this.settle(outcomeOf(this.state.task));
    this.disconnect();
    void this.round();
  }

  private settle(outcome: StreamOutcome): void {
    this.stop();
    this.update({ connection: "ended", task: outcome.task });
    this.listener.onEnd(outcome);
  }

  private disconnect(): void {
    clearTimeout(this.timer);
    this.hangUp?.();
    this.hangUp = null;
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.round(), ms);
  }

  private isPolling(): boolean {
    return !this.environment.openEventSource || this.failures >= FAILURES_BEFORE_POLLING;
  }

  private mayTryStream(): boolean {
    if (!this.environment.openEventSource || this.hangUp) return false;
    return !this.isPolling() || this.environment.now() - this.lastStreamTryAt >= STREAM_RETRY_MS;
  }

  private update(change: Partial<StreamState>): void {
    const etaIsNew = change.eta !== undefined && change.eta !== this.state.eta;
    this.state = { ...this.state, ...change, etaAt: etaIsNew ? this.environment.now() : this.state.etaAt };
    this.listener.onState(this.state);
  }
}
