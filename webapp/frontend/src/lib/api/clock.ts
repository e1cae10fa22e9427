/** The server's clock, so that "12 s ago" is true on a machine whose own clock is wrong. */

let offsetMs = 0;

/** Learn from an answer's `Date` header. */
export function learnServerTime(dateHeader: string | null): void {
  const date = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (!Number.isNaN(date)) {
    const difference = date - Date.now();
    // the header counts whole seconds: a smaller difference says nothing
    offsetMs = Math.abs(difference) > 2000 ? difference : 0;
  }
}

/** Milliseconds since the epoch as the server counts them. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
