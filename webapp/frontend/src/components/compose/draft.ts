/**
 * What has been typed and chosen for the next ad, kept in this browser until it is sent.
 *
 * The words are in localStorage, where they can be read before the first paint; the photo is in IndexedDB.
 */
import { del, get, set } from "idb-keyval";
import { remember, remembered } from "../../lib/memory";
import { DURATIONS } from "../task/durations";
import { BACKGROUNDS, NO_WISHES, type Wishes } from "./wishes";

const WISHES_KEY = "limelight.draft";
const PHOTO_KEY = "limelight.draft.photo";

/** The wishes as they were left; none when there is no draft. */
export function draftWishes(): Wishes {
  const kept = remembered(WISHES_KEY);
  if (kept === null) return NO_WISHES;
  try {
    return checked(JSON.parse(kept) as Record<string, unknown>);
  } catch {
    return NO_WISHES;
  }
}

export function keepWishes(wishes: Wishes): void {
  const text = JSON.stringify(wishes);
  remember(WISHES_KEY, text === JSON.stringify(NO_WISHES) ? null : text);
}

/** The photo as it was chosen; null when there is none, or this browser keeps none. */
export async function draftPhoto(): Promise<File | null> {
  const kept = await ifAllowed(() => get<unknown>(PHOTO_KEY));
  return kept instanceof File ? kept : null;
}

export async function keepPhoto(file: File | null): Promise<void> {
  await ifAllowed(() => (file ? set(PHOTO_KEY, file) : del(PHOTO_KEY)));
}

export function forgetDraft(): void {
  keepWishes(NO_WISHES);
  void keepPhoto(null);
}

/** An older page may have kept something else under this name. */
function checked(kept: Record<string, unknown>): Wishes {
  const text = (name: string) => (typeof kept[name] === "string" ? kept[name] : "");
  return {
    description: text("description"),
    productName: text("productName"),
    offer: text("offer"),
    callToAction: text("callToAction"),
    background: BACKGROUNDS.find((one) => one === kept["background"]) ?? NO_WISHES.background,
    duration: DURATIONS.find((one) => one === kept["duration"]) ?? NO_WISHES.duration,
    language: text("language") || null,
  };
}

/** Private windows may have no IndexedDB. */
async function ifAllowed<Result>(access: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await access();
  } catch {
    return undefined;
  }
}
