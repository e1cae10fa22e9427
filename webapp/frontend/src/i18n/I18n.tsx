/** The page in the reader's language. */
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { fill, type Params, type TextKey } from "./dictionary";
import { loadTexts, rememberLanguage, type Language, type Texts } from "./languages";

export type Translate = (key: TextKey, params?: Params) => string;

interface I18n {
  language: Language;
  /** Rejects when its texts cannot be loaded; the page then stays as it is. */
  setLanguage: (language: Language) => Promise<void>;
  t: Translate;
  /** The text of a key that only the server knows for sure, or `fallback`. */
  translated: (key: string, fallback: string, params?: Readonly<Record<string, unknown>>) => string;
}

const I18nContext = createContext<I18n | null>(null);

export function I18nProvider({ first, children }: { first: Texts; children: ReactNode }) {
  const [texts, setTexts] = useState(first);
  const wanted = useRef(first.language);
  const { language } = texts;

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  }, [language]);

  const value = useMemo(
    () => ({
      ...translator(texts),
      setLanguage: async (chosen: Language) => {
        wanted.current = chosen;
        const loaded = await loadTexts(chosen);
        // the last one that was chosen counts, not the last one that is loaded
        if (wanted.current !== chosen) return;
        rememberLanguage(chosen);
        setTexts(loaded);
      },
    }),
    [texts],
  );
  return <I18nContext value={value}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const value = use(I18nContext);
  if (!value) throw new Error("useI18n needs an I18nProvider above it");
  return value;
}

/** The translating functions of one language. */
export function translator({ language, dictionary }: Texts): Pick<I18n, "language" | "t" | "translated"> {
  return {
    language,
    t: (key, params = {}) => fill(dictionary[key], params) ?? dictionary[key],
    translated: (key, fallback, params = {}) => {
      const text = key in dictionary ? dictionary[key as TextKey] : null;
      return (text && fill(text, params)) || fallback;
    },
  };
}
