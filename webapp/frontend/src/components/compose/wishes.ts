/** What an ad should say and be like, as far as its user has said so. */
import type { Background, Task } from "../../lib/api/types";
import { DURATIONS, durationOf, type Duration } from "../task/durations";

export const BACKGROUNDS = ["studio", "white", "dark", "original"] as const satisfies readonly Background[];

export interface AdWishes {
  description: string;
  background: Background;
  productName: string;
  offer: string;
  callToAction: string;
  duration: Duration;
  language: string;
}

/** The language is the page's until another one is chosen. */
export type Wishes = Omit<AdWishes, "language"> & { language: string | null };

export const NO_WISHES: Wishes = {
  description: "",
  background: BACKGROUNDS[0],
  productName: "",
  offer: "",
  callToAction: "",
  duration: DURATIONS[0],
  language: null,
};

/** What a task was asked for. */
export function wishesOf(task: Task): AdWishes {
  return {
    description: task.user_description,
    background: task.background ?? BACKGROUNDS[0],
    productName: task.product_name,
    offer: task.offer,
    callToAction: task.call_to_action,
    duration: durationOf(task),
    language: task.language,
  };
}
