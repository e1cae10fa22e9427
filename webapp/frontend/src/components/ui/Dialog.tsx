/**
 * A modal dialog: the browser's own, which keeps the focus inside and gives it back afterwards.
 *
 * What has `data-first-focus` gets the focus first, else the first control.
 */
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { useI18n } from "../../i18n/I18n";
import "./Dialog.css";
import { Icon } from "./Icon";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const { t } = useI18n();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  // a layout effect: closing gives the focus back only while the dialog is still in the document
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="dialog card"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // a press on the backdrop arrives at the dialog itself
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="dialog__body">
        <div className="dialog__head">
          <h2 id={titleId}>{title}</h2>
          <button
            type="button"
            className="button button--plain"
            aria-label={t("dialog.close")}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
