/** The server's clock, so that "12 s ago" is true on a machine whose own clock is wrong. */

let offsetMs = 0;
const listeners = new Set<() => void>();

/** Call `listener` when the server's time turns out to be another than was thought. */
export function onServerTime(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Learn from an answer's `Date` header. */
export function learnServerTime(dateHeader: string | null): void {
  const date = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (!Number.isNaN(date)) {
    const difference = date - Date.now();
    // the header counts whole seconds: a smaller difference says nothing
    const learned = Math.abs(difference) > 2000 ? difference : 0;
    const news = Math.abs(learned - offsetMs) > 2000;
    offsetMs = learned;
    if (news) for (const listener of [...listeners]) listener();
  }
}

/** Milliseconds since the epoch as the server counts them. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
