/** Lengths of a video, in seconds. */
import type { Task } from "../../lib/api/types";

export const DURATIONS = [4, 8, 12] as const;
export type Duration = (typeof DURATIONS)[number];

/** What a task was asked for; the shortest where that is offered no more. */
export function durationOf({ duration }: Task): Duration {
  return DURATIONS.find((offered) => offered === duration) ?? DURATIONS[0];
}
