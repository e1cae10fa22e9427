/** An EventSource whose server is the test. */
import type { EventSourceLike } from "../../src/lib/stream/connection";

export class FakeEventSource implements EventSourceLike {
  /** All that were made since the last `forget`, oldest first. */
  static readonly made: FakeEventSource[] = [];

  static forget(): void {
    FakeEventSource.made.length = 0;
  }

  static get open(): FakeEventSource[] {
    return FakeEventSource.made.filter((source) => source.readyState !== 2);
  }

  static get newest(): FakeEventSource {
    const newest = FakeEventSource.made.at(-1);
    if (!newest) throw new Error("no EventSource was opened");
    return newest;
  }

  readyState = 0;
  onopen: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  readonly url: string;
  private readonly named = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(url: string) {
    this.url = url;
    FakeEventSource.made.push(this);
  }

  get query(): Record<string, string> {
    return Object.fromEntries(new URL(this.url, "http://limelight.test").searchParams);
  }

  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void {
    this.named.set(name, listener);
  }

  close(): void {
    this.readyState = 2;
  }

  // -- what the server does

  /** Answer 200. */
  accept(): this {
    this.readyState = 1;
    this.onopen?.({} as never);
    return this;
  }

  /** Send an event; "message" is the default one. */
  send(name: string, data: unknown): this {
    const event = { data: JSON.stringify(data) } as MessageEvent<string>;
    if (name === "message") this.onmessage?.(event);
    else this.named.get(name)?.(event);
    return this;
  }

  /** Break the line: the browser dials again by itself. */
  drop(): this {
    this.readyState = 0;
    this.onerror?.({} as never);
    return this;
  }

  /** Answer with an error status, or 204: the browser gives up. */
  refuse(): this {
    this.readyState = 2;
    this.onerror?.({} as never);
    return this;
  }
}
