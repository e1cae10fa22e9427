/** How long to wait before the next try. */

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Doubling waits with jitter: after a restart of the server its readers come back spread out.
 * `failures` counts from 1, `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return ceiling / 2 + (ceiling / 2) * random;
}
