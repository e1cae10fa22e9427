/** What was paid for this ad: the sum, and on demand every purchase. */
import { purchaseText, spentText, usedText } from "../../i18n/moneyText";
import { useI18n } from "../../i18n/I18n";
import type { Purchase } from "../../lib/api/types";
import "./UsagePanel.css";

export function UsagePanel({ usage }: { usage: readonly Purchase[] }) {
  const i18n = useI18n();
  const { t, translated } = i18n;
  if (!usage.length) return null;
  return (
    <details className="usage">
      <summary className="usage__sum soft small numbers">{spentText(i18n, usage) ?? t("cost.nothing")}</summary>
      <ul className="usage__list small numbers">
        {usage.map((purchase, index) => {
          const used = usedText(i18n, purchase);
          return (
            <li key={index} className="usage__one" data-state={purchase.state}>
              <span>{translated(`stage.${purchase.stage}`, purchase.stage)}</span>
              <span className="soft usage__model">{used ? `${purchase.model} · ${used}` : purchase.model}</span>
              <span className="usage__cost">{purchaseText(i18n, purchase)}</span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
