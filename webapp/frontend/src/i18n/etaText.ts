/** "About 12–18 s left", counted down between two estimates, and honest when it takes longer. */
import type { EtaSeconds } from "../lib/api/types";
import { aged } from "../lib/stream/eta";
import type { Translate } from "./I18n";

// from here on, minutes are what people think in
const MINUTES_FROM_SECONDS = 120;

/** What is left, `secondsAgo` after `eta` was received. */
export function etaText(t: Translate, eta: EtaSeconds, secondsAgo: number): string {
  const { low, high, longer_than_usual: longer } = aged(eta, secondsAgo);
  if (longer) return t("run.longer");
  if (high >= MINUTES_FROM_SECONDS) return range(t, "minutes", Math.floor(low / 60), Math.ceil(high / 60));
  return range(t, "seconds", Math.floor(low), Math.ceil(high));
}

function range(t: Translate, unit: "seconds" | "minutes", low: number, high: number): string {
  // an open lower end promises nothing
  if (low < 1) return t(`run.eta.${unit}.most`, { high });
  return low === high ? t(`run.eta.${unit}.one`, { high }) : t(`run.eta.${unit}`, { low, high });
}
