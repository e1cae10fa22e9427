/** Amounts of money, and what a task cost or will cost, in words. */
import type { Estimate, Purchase } from "../lib/api/types";
import { spendingOn } from "../lib/spending";
import type { Translate } from "./I18n";
import type { Language } from "./languages";

// a tenth of a cent is the least that is worth a digit
const SMALLEST_USD = 0.001;

interface Words {
  t: Translate;
  language: Language;
}

/** US dollars: cents, and tenths of a cent below ten cents. */
export function money(usd: number, language: string): string {
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: usd < 0.1 ? 3 : 2,
  });
  return usd > 0 && usd < SMALLEST_USD ? `< ${format.format(SMALLEST_USD)}` : format.format(usd);
}

/** What it will probably cost. */
export function estimateText({ t, language }: Words, { total_usd: total }: Estimate): string {
  if (total === null) return t("cost.unknown");
  return total === 0 ? t("cost.free") : t("cost.about", { amount: money(total, language) });
}

/** US dollars that may still be spent today; null where there is no limit. */
export function leftToday({ daily_limit_usd: limit, spent_today_usd: spent }: Estimate): number | null {
  return limit === null ? null : Math.max(0, limit - spent);
}

/** What it has cost; null when nothing was bought. */
export function spentText({ t, language }: Words, usage: readonly Purchase[]): string | null {
  const spending = spendingOn(usage);
  if (!spending) return null;
  const { spentUsd, possibleUsd, unpriced } = spending;
  const spent = money(spentUsd, language);
  if (possibleUsd > 0) return t("cost.spentAndPossible", { amount: spent, possible: money(possibleUsd, language) });
  if (unpriced) return spentUsd > 0 ? t("cost.spentAndUnpriced", { amount: spent }) : t("cost.unknown");
  return t("cost.spent", { amount: spent });
}

/** What one purchase came to. */
export function purchaseText({ t, language }: Words, purchase: Purchase): string {
  const { state, cost_usd: cost, estimated_usd: estimated } = purchase;
  if (state === "failed") return t("usage.failed");
  if (state === "confirmed") return cost === null ? t("cost.unknown") : money(cost, language);
  if (estimated === null) return t(`usage.${state}`);
  return t(`usage.${state}Up`, { amount: money(estimated, language) });
}

/** How much was used, as far as the provider counted something that people know. */
export function usedText({ t, language }: Words, { usage }: Purchase): string | null {
  const tokens = usage?.["total_tokens"];
  if (typeof tokens === "number") return t("usage.tokens", { count: tokens.toLocaleString(language) });
  const credits = usage?.["credits"];
  if (typeof credits === "number") return t("usage.credits", { count: credits.toLocaleString(language) });
  const seconds = usage?.["seconds"] ?? usage?.["duration_seconds"];
  return typeof seconds === "number" ? t("usage.seconds", { count: seconds }) : null;
}
