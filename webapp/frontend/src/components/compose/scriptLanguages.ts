/** The languages that scripts are written in, by their own names. */

/** The offered language that is nearest to one: the same, else of the same family, else the first. */
export function nearestLanguage(wanted: string, offered: readonly string[]): string {
  const tag = maximized(wanted);
  const family = tag.split("-")[0];
  return (
    offered.find((one) => one === wanted) ??
    offered.find((one) => sameScript(maximized(one), tag)) ??
    offered.find((one) => maximized(one).split("-")[0] === family) ??
    offered[0] ??
    wanted
  );
}

/** What its speakers call it, with a capital as in a list. */
export function languageName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

// "zh-TW" is "zh-Hant-TW"
function maximized(tag: string): string {
  try {
    return new Intl.Locale(tag).maximize().baseName;
  } catch {
    return tag;
  }
}

function sameScript(one: string, other: string): boolean {
  return one.split("-").slice(0, 2).join("-") === other.split("-").slice(0, 2).join("-");
}
