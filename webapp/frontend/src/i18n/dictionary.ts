/** The shape of a dictionary: the English one decides the keys. */
import type { en } from "./en";

export type TextKey = keyof typeof en;
export type Dictionary = Readonly<Record<TextKey, string>>;

export type Params = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\{(\w+)\}/g;

/** Put values into a text's `{names}`; null when one is missing. */
export function fill(text: string, params: Readonly<Record<string, unknown>>): string | null {
  let complete = true;
  const filled = text.replace(PLACEHOLDER, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === null) complete = false;
    return String(value);
  });
  return complete ? filled : null;
}
