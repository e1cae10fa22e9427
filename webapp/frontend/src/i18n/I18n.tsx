/** The page's language: the browser's at first, then what was chosen, remembered. */
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { remembered, remember } from "../lib/memory";
import { fill, type Dictionary, type Params, type TextKey } from "./dictionary";
import { en } from "./en";
import { zh } from "./zh";

export const LANGUAGES = { en: "English", zh: "中文" } as const;
export type Language = keyof typeof LANGUAGES;
export type Translate = (key: TextKey, params?: Params) => string;

interface I18n {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Translate;
  /** The text of a key that only the server knows for sure, or `fallback`. */
  translated: (key: string, fallback: string, params?: Readonly<Record<string, unknown>>) => string;
}

const DICTIONARIES: Record<Language, Dictionary> = { en, zh };
const MEMORY_KEY = "limelight.language";
const I18nContext = createContext<I18n | null>(null);

export function I18nProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  }, [language]);

  const value = useMemo(
    () => ({
      ...translator(language),
      setLanguage: (chosen: Language) => {
        remember(MEMORY_KEY, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <I18nContext value={value}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const value = use(I18nContext);
  if (!value) throw new Error("useI18n needs an I18nProvider above it");
  return value;
}

/** The translating functions of one language. */
export function translator(language: Language): Pick<I18n, "language" | "t" | "translated"> {
  const dictionary: Dictionary = DICTIONARIES[language];
  return {
    language,
    t: (key, params = {}) => fill(dictionary[key], params) ?? dictionary[key],
    translated: (key, fallback, params = {}) => {
      const text = key in dictionary ? dictionary[key as TextKey] : null;
      return (text && fill(text, params)) || fallback;
    },
  };
}

function firstLanguage(): Language {
  const chosen = remembered(MEMORY_KEY);
  if (chosen === "en" || chosen === "zh") return chosen;
  const wanted = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag));
  return wanted?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
