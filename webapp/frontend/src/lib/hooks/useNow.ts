/** A clock in milliseconds, which counts whole seconds while `ticking`. */
import { useSyncExternalStore } from "react";

const TICK_MS = 1000;

/** `clock` gives milliseconds since the epoch: this machine's, or the server's. */
export function useNow(ticking: boolean, clock: () => number = Date.now): number {
  return useSyncExternalStore(ticking ? everySecond : never, () => Math.floor(clock() / TICK_MS) * TICK_MS);
}

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, TICK_MS);
  return () => clearInterval(timer);
}

function never(): () => void {
  return () => undefined;
}
