/**
 * One stream per browser and task, shared by its tabs: a browser opens only six connections to an HTTP/1.1 server.
 *
 * Each tab has an object that looks like an EventSource. The tab that holds the lock leads: it has the real EventSource
 * and repeats everything on a channel. The others join with the seq of their last row; the leader answers with the task
 * as it stands and the rows after that one, then forwards what it receives. When the leader goes, the browser gives the
 * lock to the next tab, which resumes after its own last row, and the others join it.
 * If a leader does not answer (phones freeze hidden tabs), the tab that asked steals the lock.
 */
import { randomId } from "../randomId";
import type { EventSourceLike } from "./connection";
import { StreamLog, type StreamEvent } from "./StreamLog";

/** The part of BroadcastChannel that is used. */
export interface ChannelLike {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** What sharing needs of the browser, replaced in tests. */
export interface SharingEnvironment {
  openEventSource(url: string): EventSourceLike;
  openChannel(name: string): ChannelLike;
  /**
   * Runs `whileLeading` under the lock `name`, once it is free, or at once with `steal`.
   * Rejects when `signal` aborts the wait, or when another tab steals the lock.
   */
  lead(name: string, how: { signal: AbortSignal } | { steal: true }, whileLeading: () => Promise<void>): Promise<void>;
  now(): number;
}

type Message =
  | { type: "join"; from: string; after: number }
  | { type: "wait"; to: string }
  | { type: "welcome"; to: string; events: readonly StreamEvent[] }
  | { type: "lead" }
  | { type: "open" }
  | { type: "drop" }
  | { type: "event"; event: StreamEvent };

type EventListener = (event: MessageEvent<string>) => void;

const NAME_PREFIX = "limelight.stream:";
const NAMED_EVENTS = ["snapshot", "preview", "script", "eta"] as const;
// a tab that is alive answers in milliseconds, in the background, too
export const ANSWER_MS = 3000;
const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** Give an `openEventSource` whose streams are shared with the other tabs. */
export function sharedEventSources(environment: SharingEnvironment): (url: string) => EventSourceLike {
  // what this tab has received of each task, kept over reconnects, so that a leader can send all of it
  const logs = new Map<string, StreamLog>();
  return (url) => {
    const path = url.split("?")[0]!;
    const log = logs.get(path) ?? new StreamLog();
    logs.set(path, log);
    return new SharedEventSource(url, NAME_PREFIX + path, log, environment);
  };
}

class SharedEventSource implements EventSourceLike {
  readyState = CONNECTING;
  onopen: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onmessage: EventListener | null = null;
  private readonly url: string;
  private readonly name: string;
  private readonly log: StreamLog;
  private readonly environment: SharingEnvironment;
  private readonly named = new Map<string, EventListener>();
  private readonly id = randomId();
  private readonly channel: ChannelLike;
  private readonly waiting = new AbortController();
  private answerTimer: ReturnType<typeof setTimeout> | undefined;
  private resign: () => void = () => undefined;
  private real: EventSourceLike | null = null;
  private lastSeq: number;
  /** As a follower: whether the leader has sent what we missed, so that its next event is ours too. */
  private welcomed = false;
  /** As the leader: whether this connection has brought a snapshot, which a joining tab needs first. */
  private hasSnapshot = false;
  private readonly joining = new Map<string, number>();

  constructor(url: string, name: string, log: StreamLog, environment: SharingEnvironment) {
    this.url = url;
    this.name = name;
    this.log = log;
    this.environment = environment;
    this.lastSeq = Number(new URLSearchParams(url.split("?")[1]).get("last_event_id") ?? 0);
    this.channel = environment.openChannel(name);
    this.channel.onmessage = ({ data }) => this.receive(data as Message);
    this.join();
    this.requestLead({ signal: this.waiting.signal });
  }

  addEventListener(name: string, listener: EventListener): void {
    this.named.set(name, listener);
  }

  close(): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    clearTimeout(this.answerTimer);
    this.waiting.abort();
    this.real?.close();
    this.channel.close();
    this.resign();
  }

  // -- following

  private join(): void {
    this.welcomed = false;
    this.post({ type: "join", from: this.id, after: this.lastSeq });
    clearTimeout(this.answerTimer);
    this.answerTimer = setTimeout(() => this.requestLead({ steal: true }), ANSWER_MS);
  }

  private receive(message: Message): void {
    if (this.readyState === CLOSED) return;
    if (this.real) {
      if (message.type === "join") this.admit(message.from, message.after);
    } else if (message.type === "lead") {
      this.leaderless();
      this.join();
    } else if (message.type === "wait" || message.type === "welcome") {
      if (message.to !== this.id) return;
      clearTimeout(this.answerTimer);
      if (message.type === "welcome") this.onWelcome(message.events);
    } else if (this.welcomed) {
      this.repeat(message);
    }
  }

  private onWelcome(events: readonly StreamEvent[]): void {
    this.welcomed = true;
    this.opened();
    for (const event of events) this.deliver(event);
  }

  private repeat(message: Message): void {
    if (message.type === "event") this.deliver(message.event);
    else if (message.type === "open") this.opened();
    else if (message.type === "drop") this.dropped();
  }

  // -- leading

  private requestLead(how: Parameters<SharingEnvironment["lead"]>[1]): void {
    this.environment.lead(this.name, how, () => this.lead()).catch(() => {
      if (this.real) this.lose();
    });
  }

  private lead(): Promise<void> {
    if (this.readyState === CLOSED || this.real) return Promise.resolve();
    clearTimeout(this.answerTimer);
    const over = new Promise<void>((resolve) => {
      this.resign = resolve;
    });
    this.leaderless();
    this.real = this.environment.openEventSource(this.urlFromHere());
    this.real.onopen = () => {
      this.opened();
      this.post({ type: "open" });
    };
    this.real.onerror = () => (this.real?.readyState === CLOSED ? this.lose() : this.dropped());
    this.real.onmessage = this.listener("message");
    for (const name of NAMED_EVENTS) this.real.addEventListener(name, this.listener(name));
    this.post({ type: "lead" });
    return over;
  }

  private urlFromHere(): string {
    const [path, query] = this.url.split("?");
    const params = new URLSearchParams(query);
    params.set("last_event_id", String(this.lastSeq));
    return `${path}?${params}`;
  }

  private listener(name: string): EventListener {
    return ({ data }) => {
      if (this.readyState === CLOSED) return;
      // post first: after the last row we close, and the others would miss it
      this.post({ type: "event", event: [name, data] });
      if (name === "snapshot") this.hasSnapshot = true;
      this.deliver([name, data]);
      if (name === "snapshot") for (const [tab, after] of this.joining) this.admit(tab, after);
    };
  }

  private admit(tab: string, after: number): void {
    if (!this.hasSnapshot) {
      this.joining.set(tab, after);
      return this.post({ type: "wait", to: tab });
    }
    this.joining.delete(tab);
    this.post({ type: "welcome", to: tab, events: this.log.since(after, this.environment.now()) });
  }

  /** The real EventSource has given up; the next tab may try its own token. */
  private lose(): void {
    if (this.readyState === CLOSED) return;
    const tell = this.onerror;
    this.close();
    tell?.({} as never);
  }

  // -- what our own reader sees

  /** The leader is gone, and with it our connection, for now. */
  private leaderless(): void {
    if (this.readyState === OPEN) this.dropped();
  }

  private opened(): void {
    this.readyState = OPEN;
    this.onopen?.({} as never);
  }

  private dropped(): void {
    this.readyState = CONNECTING;
    if (this.real) this.post({ type: "drop" });
    this.onerror?.({} as never);
  }

  private deliver([name, data]: StreamEvent): void {
    const seq = this.log.add(name, JSON.parse(data), this.environment.now());
    this.lastSeq = Math.max(this.lastSeq, seq);
    const ours = name === "message" ? this.onmessage : this.named.get(name);
    ours?.({ data } as MessageEvent<string>);
  }

  private post(message: Message): void {
    if (this.readyState !== CLOSED) this.channel.postMessage(message);
  }
}
