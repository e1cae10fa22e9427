/** Lengths of a video, in seconds. */
import type { Task } from "../../lib/api/types";

export const DURATIONS = [4, 8, 12] as const;
export type Duration = (typeof DURATIONS)[number];

/** The duration a task asked for; the shortest if it is no longer offered. */
export function durationOf({ duration }: Task): Duration {
  return DURATIONS.find((offered) => offered === duration) ?? DURATIONS[0];
}
