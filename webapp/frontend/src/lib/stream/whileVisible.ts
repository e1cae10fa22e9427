/** For browsers whose tabs cannot share a stream: a tab has one only while it is looked at, and polls meanwhile. */
import type { EventSourceLike } from "./connection";

/** The part of `document` that is used. */
export interface Visibility {
  readonly visibilityState: DocumentVisibilityState;
  addEventListener(name: "visibilitychange", listener: () => void): void;
  removeEventListener(name: "visibilitychange", listener: () => void): void;
}

// whoever looks elsewhere for a moment keeps the stream
export const HIDDEN_MS = 10_000;
const CLOSED = 2;

/** Give an `openEventSource` whose streams end, as a server would end them, once the page has been hidden for a while. */
export function eventSourcesWhileVisible(
  openEventSource: (url: string) => EventSourceLike,
  page: Visibility,
): (url: string) => EventSourceLike {
  return (url) => {
    const source = openEventSource(url);
    const close = source.close.bind(source);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const giveUp = () => {
      const tell = source.onerror;
      source.close();
      if (source.readyState === CLOSED) tell?.({} as never);
    };
    const follow = () => {
      clearTimeout(timer);
      if (page.visibilityState === "hidden") timer = setTimeout(giveUp, HIDDEN_MS);
    };
    source.close = () => {
      clearTimeout(timer);
      page.removeEventListener("visibilitychange", follow);
      close();
    };
    page.addEventListener("visibilitychange", follow);
    follow();
    return source;
  };
}
