/** Edited storyboards, kept in this browser: what is not saved yet, and what was written for other lengths. */
import { remember, remembered } from "../../lib/memory";
import type { Storyboard } from "../../lib/api/types";
import type { Duration } from "../task/durations";

export interface Draft {
  /** The server does not have it yet. */
  unsaved: boolean;
  duration: Duration;
  /** By the length of the video. */
  storyboards: Partial<Record<Duration, Storyboard>>;
}

const STORAGE_KEY = "limelight.storyboards";
const DRAFTS_MAX = 20;

export function draftOf(taskId: number): Draft | null {
  return drafts().find(([id]) => id === taskId)?.[1] ?? null;
}

/** Keep a task's draft as the newest; the oldest that is saved makes room for it. */
export function keepDraft(taskId: number, draft: Draft): void {
  const kept = drafts().filter(([id]) => id !== taskId);
  const oldest = kept.findIndex(([, { unsaved }]) => !unsaved);
  if (kept.length >= DRAFTS_MAX) kept.splice(Math.max(0, oldest), 1);
  remember(STORAGE_KEY, JSON.stringify([...kept, [taskId, draft]]));
}

function drafts(): [taskId: number, Draft][] {
  try {
    return JSON.parse(remembered(STORAGE_KEY) ?? "[]") as [number, Draft][];
  } catch {
    return [];
  }
}
