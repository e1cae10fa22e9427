/** The main button, and in its place the upload's progress. */
import { useI18n } from "../../i18n/I18n";
import type { Estimate } from "../../lib/api/types";
import { CostHint } from "../cost/CostHint";
import { LiveRegion } from "../ui/LiveRegion";
import { ProgressBar } from "../ui/ProgressBar";
import "./SubmitBar.css";

interface SubmitBarProps {
  /** Share uploaded, 0 to 1; null before. */
  share: number | null;
  ready: boolean;
  becomesGuest: boolean;
  estimate: Estimate | null;
  onCancel: () => void;
}

export function SubmitBar({ share, ready, becomesGuest, estimate, onCancel }: SubmitBarProps) {
  const { t } = useI18n();
  if (share === null) {
    const hint = !ready ? t("form.choosePhoto") : becomesGuest ? t("form.asGuest") : "\u00a0";
    return (
      <div className="submit">
        <button type="submit" className="button button--main button--wide" disabled={!ready}>
          {t("form.submit")}
        </button>
        <div className="submit__hint">
          <CostHint estimate={estimate} />
          <p className="soft small">{hint}</p>
        </div>
      </div>
    );
  }
  const sent = share >= 1;
  const text = sent ? t("upload.sent") : t("upload.percent", { percent: Math.floor(share * 100) });
  return (
    <div className="submit">
      <div className="submit__line">
        <span aria-hidden="true">{text}</span>
        <LiveRegion text={text} />
        {/* what has arrived has become a task: that one has its own way to be cancelled */}
        {!sent && (
          <button type="button" className="button button--plain" onClick={onCancel}>
            {t("upload.cancel")}
          </button>
        )}
      </div>
      <ProgressBar label={t("upload.label")} percent={share * 100} />
    </div>
  );
}
