/** A task that this visitor cannot see: deleted, another account's, or not signed in. */
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { ApiError } from "../../lib/api/errors";
import "./MissingView.css";

interface MissingViewProps {
  error: ApiError;
  /** null when there is no point in it. */
  onSignIn: (() => void) | null;
  onStartOver: () => void;
}

export function MissingView({ error, onSignIn, onStartOver }: MissingViewProps) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <div className="missing card">
      <h2 tabIndex={-1}>{t("missing.title")}</h2>
      <p>{errorText(i18n, error)}</p>
      {onSignIn && <p className="soft">{t("missing.signIn")}</p>}
      <div className="row">
        <button type="button" className="button button--main" onClick={onStartOver}>
          {t("failed.startOver")}
        </button>
        {onSignIn && (
          <button type="button" className="button" onClick={onSignIn}>
            {t("account.signIn")}
          </button>
        )}
      </div>
    </div>
  );
}
