/** E-mail and password, or one click as a guest. */
import { useId, useState, type FormEvent } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { accountService } from "../../lib/api/accountService";
import type { Account } from "../../lib/api/types";
import { accountName } from "./accountName";

interface SignInFormProps {
  mode: "login" | "register";
  guestsAllowed: boolean;
  onSignedIn: (name: string) => void;
}

const PASSWORD_CHARACTERS_MIN = 8;

export function SignInForm({ mode, guestsAllowed, onSignedIn }: SignInFormProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const signIn = async (call: () => Promise<Account | null>) => {
    setBusy(true);
    setError(null);
    try {
      const account = await call();
      if (account) onSignedIn(accountName(t, account));
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
        <input className="input" name="email" type="email" autoComplete="email" required data-first-focus />
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
