/** Says quietly that edits are saved, and in sight why they are not. */
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { Saving } from "./Saver";
import "./SavingNote.css";

export function SavingNote({ saving: { state, error }, onRetry }: { saving: Saving; onRetry: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  if (error === null) {
    return <p className="soft small">{t(state === "saved" ? "board.saved" : "board.saving")}</p>;
  }
  return (
    <div className="saving-note problem small" role="alert">
      <p>
        {t("board.unsaved")} {errorText(i18n, error)}
      </p>
      <button type="button" className="button button--plain" onClick={onRetry}>
        {t("board.retry")}
      </button>
    </div>
  );
}
