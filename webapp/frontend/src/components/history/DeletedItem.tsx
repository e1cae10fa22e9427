/** In the place of a task that is about to be deleted: the way back. */
import { useEffect, useRef } from "react";
import { useI18n } from "../../i18n/I18n";
import { Icon } from "../ui/Icon";

export function DeletedItem({ name, onUndo }: { name: string; onUndo: () => void }) {
  const { t } = useI18n();
  const button = useRef<HTMLButtonElement>(null);

  // the button that was pressed is gone
  useEffect(() => button.current?.focus({ preventScroll: true }), []);

  return (
    <li className="history-item history-item--deleted card">
      <span className="history-item__deleted soft" role="status">
        {t("history.deleted", { name })}
      </span>
      <button ref={button} type="button" className="button button--plain" onClick={onUndo}>
        <Icon name="undo" size={18} />
        {t("history.undo")}
      </button>
    </li>
  );
}
