/** For browsers whose tabs cannot share a stream: a tab has one only while it is visible, and polls while hidden. */
import type { EventSourceLike } from "./connection";

type OpenEventSource = (url: string) => EventSourceLike;

/** The part of `document` that is used. */
export interface Visibility {
  readonly visibilityState: DocumentVisibilityState;
  addEventListener(name: "visibilitychange", listener: () => void): void;
}

// a tab hidden only for a moment keeps the stream
export const HIDDEN_MS = 10_000;
const CLOSED = 2;

/**
 * Returns a function that gives what opens streams now: null once the page has been hidden for a while. Open streams
 * then end as if the server had ended them.
 */
export function pauseWhenHidden(open: OpenEventSource, page: Visibility): () => OpenEventSource | null {
  const sources = new Set<EventSourceLike>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let away = false;

  const opened: OpenEventSource = (url) => {
    const source = open(url);
    const close = source.close.bind(source);
    source.close = () => {
      sources.delete(source);
      close();
    };
    sources.add(source);
    return source;
  };
  const leave = () => {
    away = true;
    for (const source of [...sources]) {
      const tell = source.onerror;
      source.close();
      if (source.readyState === CLOSED) tell?.({} as never);
    }
  };
  const follow = () => {
    clearTimeout(timer);
    if (page.visibilityState === "hidden") timer = setTimeout(leave, HIDDEN_MS);
    else away = false;
  };

  page.addEventListener("visibilitychange", follow);
  follow();
  return () => (away ? null : opened);
}
