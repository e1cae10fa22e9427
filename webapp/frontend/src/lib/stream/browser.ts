/** The browser as the stream client's environment. */
import type { EventSourceLike } from "./connection";
import { sharedEventSources } from "./shared";
import type { StreamEnvironment } from "./types";
import { pauseWhenHidden } from "./pauseWhenHidden";

type OpenEventSource = (url: string) => EventSourceLike;

// one for all streams of this tab, made when the first one is wanted
let opener: (() => OpenEventSource | null) | null = null;

export function browserEnvironment(): StreamEnvironment {
  const current = typeof EventSource === "undefined" ? () => null : (opener ??= sharingIfPossible());
  return {
    get openEventSource() {
      return current();
    },
    onWake,
    now: Date.now,
    random: Math.random,
  };
}

/** Streams shared between tabs; locks are missing on plain http to another machine, and in old browsers. */
function sharingIfPossible(): () => OpenEventSource | null {
  const open: OpenEventSource = (url) => new EventSource(url);
  const { locks } = navigator;
  if (!locks || typeof BroadcastChannel === "undefined") return pauseWhenHidden(open, document);
  const openShared = sharedEventSources({
    openEventSource: open,
    openChannel: (name) => new BroadcastChannel(name),
    lead: async (name, how, whileLeading) => locks.request(name, how, whileLeading),
    now: Date.now,
  });
  return () => openShared;
}

function onWake(listener: () => void): () => void {
  const onVisible = () => {
    if (document.visibilityState === "visible") listener();
  };
  window.addEventListener("online", listener);
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    window.removeEventListener("online", listener);
    document.removeEventListener("visibilitychange", onVisible);
  };
}
