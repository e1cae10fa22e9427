/** Short notices above the page, of what no view says: polite, dismissable, gone by themselves unless they are looked at. */
import { createContext, use, useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { useI18n } from "../../i18n/I18n";
import { Icon } from "./Icon";
import "./Toasts.css";

const SHOWN_MS = 6000;
const SHOWN_AT_ONCE_MAX = 3;

type ToastKind = "info" | "good" | "bad";

interface Toast {
  id: number;
  text: string;
  kind: ToastKind;
}

type ShowToast = (text: string, kind?: ToastKind) => void;

const ToastContext = createContext<ShowToast | null>(null);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const lastId = useRef(0);

  const show = useCallback<ShowToast>((text, kind = "info") => {
    const id = ++lastId.current;
    setToasts((shown) => {
      const others = shown.filter((toast) => toast.text !== text);
      return [...others, { id, text, kind }].slice(-SHOWN_AT_ONCE_MAX);
    });
  }, []);
  const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);

  return (
    <ToastContext value={show}>
      <ToastList toasts={toasts} onDismiss={dismiss} />
      {children}
    </ToastContext>
  );
}

export function useToast(): ShowToast {
  const show = use(ToastContext);
  if (!show) throw new Error("useToast needs a ToastProvider above it");
  return show;
}

function ToastList({ toasts, onDismiss }: { toasts: readonly Toast[]; onDismiss: (id: number) => void }) {
  const { t } = useI18n();
  return (
    <div className="toasts" role="region" aria-label={t("toast.region")}>
      <div role="status" aria-live="polite" aria-relevant="additions">
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onDismiss={onDismiss} />
        ))}
      </div>
    </div>
  );
}

function ToastItem({ toast, onDismiss }: { toast: Toast; onDismiss: (id: number) => void }) {
  const { t } = useI18n();
  const [lookedAt, setLookedAt] = useState(false);

  useEffect(() => {
    if (lookedAt) return;
    const timer = setTimeout(() => onDismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [lookedAt, onDismiss, toast.id]);

  const look = () => setLookedAt(true);
  const leave = () => setLookedAt(false);
  return (
    <div
      className={`toast toast--${toast.kind} card`}
      onMouseEnter={look}
      onMouseLeave={leave}
      onFocus={look}
      onBlur={leave}
    >
      <span className="toast__text">{toast.text}</span>
      <button
        type="button"
        className="button button--plain toast__dismiss"
        aria-label={t("toast.dismiss")}
        onClick={() => onDismiss(toast.id)}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
