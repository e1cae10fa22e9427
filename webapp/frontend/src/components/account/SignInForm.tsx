/** E-mail and password, or one click as a guest. */
import { useId, useState, type FormEvent } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { accountService } from "../../lib/api/accountService";
import type { Account } from "../../lib/api/types";

interface SignInFormProps {
  mode: "login" | "register";
  /** Known already: only the password is missing. */
  email: string;
  guestsAllowed: boolean;
  onSignedIn: () => void;
}

const PASSWORD_CHARACTERS_MIN = 8;

export function SignInForm({ mode, email, guestsAllowed, onSignedIn }: SignInFormProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const signIn = async (call: () => Promise<Account | null>) => {
    setBusy(true);
    setError(null);
    try {
      if (await call()) onSignedIn();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const call = mode === "login" ? accountService.login : accountService.register;
    void signIn(() => call(String(fields.get("email")), String(fields.get("password"))));
  };

  return (
    <form className="sign-in" onSubmit={submit}>
      <label className="field">
        <span className="field__label">{t("account.email")}</span>
        <input
          className="input"
          name="email"
          type="email"
          autoComplete="email"
          defaultValue={email}
          required
          data-first-focus={!email || undefined}
        />
      </label>
      <label className="field">
        <span className="field__label">{t("account.password")}</span>
        <input
          className="input"
          name="password"
          type="password"
          autoComplete={mode === "login" ? "current-password" : "new-password"}
          minLength={mode === "register" ? PASSWORD_CHARACTERS_MIN : undefined}
          maxLength={200}
          aria-describedby={mode === "register" ? `${id}-hint` : undefined}
          required
          data-first-focus={email !== "" || undefined}
        />
        {mode === "register" && (
          <span className="soft small" id={`${id}-hint`}>
            {t("account.passwordHint")}
          </span>
        )}
      </label>
      {error !== null && (
        <p className="problem" role="alert">
          {errorText(i18n, error)}
        </p>
      )}
      <button type="submit" className="button button--main button--wide" disabled={busy}>
        {busy ? t("account.working") : t(mode === "login" ? "account.signIn" : "account.register")}
      </button>
      {guestsAllowed && (
        <button
          type="button"
          className="button button--wide"
          disabled={busy}
          onClick={() => void signIn(accountService.guest)}
        >
          {t("account.orGuest")}
        </button>
      )}
    </form>
  );
}
