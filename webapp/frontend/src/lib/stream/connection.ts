/** One EventSource, from opening to closing, and what its silences mean. */

/** The part of EventSource that is used, so that any look-alike will do. */
export interface EventSourceLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onmessage: ((event: MessageEvent<string>) => void) | null;
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface ConnectionHandlers {
  /** The server has accepted a (re)connection. */
  onOpen(): void;
  /** An event came; `name` is "message" for a progress row. */
  onEvent(name: string, data: unknown): void;
  /** The connection dropped, and the EventSource is reconnecting. */
  onDrop(): void;
  /** This connection is over. */
  onLost(): void;
  /** Nothing came for a while, though the connection looks open; heartbeats are invisible here. */
  onSilence(): void;
}

const NAMED_EVENTS = ["snapshot", "preview", "script", "eta"] as const;
// the server sends a snapshot at once: without one, a proxy is buffering
export const FIRST_EVENT_MS = 10_000;
// a restarting server spreads its readers over several seconds by `retry:`
export const REDIAL_MS = 12_000;
export const SILENCE_MS = 45_000;

const OPEN = 1;
const CLOSED = 2;

/** Listen to an EventSource; call the returned function to close it. */
export function listen(source: EventSourceLike, handlers: ConnectionHandlers): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dropped = false;

  const close = () => {
    clearTimeout(timer);
    source.onopen = source.onerror = source.onmessage = null;
    source.close();
  };
  const lose = () => {
    close();
    handlers.onLost();
  };
  const expect = (ms: number, onTimeout: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(onTimeout, ms);
  };
  const watchForSilence = () => expect(SILENCE_MS, () => {
    watchForSilence();
    if (source.readyState === OPEN) handlers.onSilence();
  });
  const listener = (name: string) => (event: MessageEvent<string>) => {
    // ignore events that were queued when the connection was closed
    if (source.readyState === CLOSED) return;
    dropped = false;
    watchForSilence();
    handlers.onEvent(name, JSON.parse(event.data));
  };

  source.onopen = () => {
    dropped = false;
    handlers.onOpen();
  };
  source.onerror = () => {
    if (source.readyState === CLOSED) return lose();
    if (dropped) return;
    dropped = true;
    expect(REDIAL_MS, lose);
    handlers.onDrop();
  };
  source.onmessage = listener("message");
  for (const name of NAMED_EVENTS) source.addEventListener(name, listener(name));
  expect(FIRST_EVENT_MS, lose);
  return close;
}
