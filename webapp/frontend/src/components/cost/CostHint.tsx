/** What the main button will cost, and what is left of today's limit; its line is kept while that is not known. */
import { estimateText, leftToday, money } from "../../i18n/moneyText";
import { useI18n } from "../../i18n/I18n";
import type { Estimate } from "../../lib/api/types";
import "./CostHint.css";

export function CostHint({ estimate }: { estimate: Estimate | null }) {
  const i18n = useI18n();
  const { t, language } = i18n;
  if (!estimate) return <p className="small cost">{"\u00a0"}</p>;
  const left = leftToday(estimate);
  const tooLittle = left !== null && left < (estimate.total_usd ?? 0);
  return (
    <p className="small cost" data-short={tooLittle}>
      <strong className="cost__amount">{estimateText(i18n, estimate)}</strong>
      {left !== null && (
        <span className={tooLittle ? undefined : "soft"}>
          {" · "}
          {t(tooLittle ? "cost.tooLittle" : "cost.left", { left: money(left, language) })}
        </span>
      )}
    </p>
  );
}
