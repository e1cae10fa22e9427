/** Asks before an ad is deleted. */
import { useI18n } from "../../i18n/I18n";
import type { TaskKind } from "../../lib/api/types";
import { Dialog } from "../ui/Dialog";

interface ConfirmDeleteProps {
  kind: TaskKind;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDelete({ kind, onConfirm, onClose }: ConfirmDeleteProps) {
  const { t } = useI18n();
  return (
    <Dialog title={t(`history.confirm.title.${kind}`)} onClose={onClose}>
      <p>{t(`history.confirm.text.${kind}`)}</p>
      <div className="row">
        <button type="button" className="button button--danger" onClick={onConfirm}>
          {t("history.delete")}
        </button>
        <button type="button" className="button" onClick={onClose} data-first-focus>
          {t("dialog.cancel")}
        </button>
      </div>
    </Dialog>
  );
}
