/** The languages of the page: the browser's at first, then the one that was chosen. Each is loaded only when it is read. */
import { remember, remembered } from "../lib/memory";
import type { Dictionary } from "./dictionary";

export const LANGUAGES = { en: "English", zh: "中文" } as const;
export type Language = keyof typeof LANGUAGES;

export interface Texts {
  language: Language;
  dictionary: Dictionary;
}

const MEMORY_KEY = "limelight.language";
const LOADERS: Record<Language, () => Promise<Dictionary>> = {
  en: async () => (await import("./en")).en,
  zh: async () => (await import("./zh")).zh,
};

/** Rejects when they cannot be loaded. */
export async function loadTexts(language: Language): Promise<Texts> {
  return { language, dictionary: await LOADERS[language]() };
}

export function rememberLanguage(chosen: Language): void {
  remember(MEMORY_KEY, chosen);
}

/** The language that a reader who has just come should see. */
export function firstLanguage(): Language {
  const chosen = remembered(MEMORY_KEY);
  if (chosen === "en" || chosen === "zh") return chosen;
  const wanted = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag));
  return wanted?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
