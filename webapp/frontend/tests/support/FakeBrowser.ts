/** Several tabs of one browser: a channel between them, one lock, and each with EventSources of its own. */
import type { EventSourceLike } from "../../src/lib/stream/connection";
import { sharedEventSources, type ChannelLike } from "../../src/lib/stream/shared";
import { FakeEventSource } from "./FakeEventSource";

interface Candidate {
  tab: FakeTab;
  whileLeading: () => Promise<void>;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

export class FakeBrowser {
  private readonly channels = new Set<FakeChannel>();
  private holder: Candidate | null = null;
  private queue: Candidate[] = [];

  openTab(): FakeTab {
    return new FakeTab(this);
  }

  // -- for its tabs

  channel(tab: FakeTab): ChannelLike {
    const channel = new FakeChannel(tab, this.channels);
    this.channels.add(channel);
    return channel;
  }

  lead(tab: FakeTab, how: { signal: AbortSignal } | { steal: true }, whileLeading: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const candidate: Candidate = { tab, whileLeading, resolve, reject };
      if ("steal" in how) {
        this.holder?.reject(new DOMException("stolen", "AbortError"));
        this.grant(candidate);
        return;
      }
      how.signal.addEventListener("abort", () => {
        this.queue = this.queue.filter((waiting) => waiting !== candidate);
        reject(how.signal.reason);
      });
      this.queue.push(candidate);
      queueMicrotask(() => this.next());
    });
  }

  /** What the browser does when a tab is closed or crashes: nothing of it is run any more. */
  forget(tab: FakeTab): void {
    for (const channel of this.channels) if (channel.tab === tab) channel.close();
    this.queue = this.queue.filter((candidate) => candidate.tab !== tab);
    if (this.holder?.tab === tab) {
      this.holder = null;
      this.next();
    }
  }

  private next(): void {
    const candidate = this.holder ? undefined : this.queue.shift();
    if (candidate) this.grant(candidate);
  }

  private grant(candidate: Candidate): void {
    this.holder = candidate;
    void candidate.whileLeading().then(() => {
      candidate.resolve();
      if (this.holder === candidate) {
        this.holder = null;
        this.next();
      }
    });
  }
}

export class FakeTab {
  /** Stopped by the system: it neither hears nor says anything. */
  frozen = false;
  readonly sources: FakeEventSource[] = [];
  readonly openEventSource: (url: string) => EventSourceLike;

  private readonly browser: FakeBrowser;

  constructor(browser: FakeBrowser) {
    this.browser = browser;
    this.openEventSource = sharedEventSources({
      openEventSource: (url) => {
        const source = new FakeEventSource(url);
        this.sources.push(source);
        return source;
      },
      openChannel: () => browser.channel(this),
      lead: (_name, how, whileLeading) => browser.lead(this, how, whileLeading),
      now: Date.now,
    });
  }

  get isLeading(): boolean {
    return this.sources.some(({ readyState }) => readyState !== 2);
  }

  /** Close the tab without any goodbye. */
  crash(): void {
    for (const source of this.sources) source.close();
    this.browser.forget(this);
  }
}

class FakeChannel implements ChannelLike {
  onmessage: ((event: MessageEvent) => void) | null = null;

  readonly tab: FakeTab;
  private readonly all: Set<FakeChannel>;

  constructor(tab: FakeTab, all: Set<FakeChannel>) {
    this.tab = tab;
    this.all = all;
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    const others = [...this.all].filter((channel) => channel !== this);
    queueMicrotask(() => {
      for (const other of others) {
        if (this.all.has(other) && !other.tab.frozen) other.onmessage?.({ data } as MessageEvent);
      }
    });
  }

  close(): void {
    this.all.delete(this);
  }
}
