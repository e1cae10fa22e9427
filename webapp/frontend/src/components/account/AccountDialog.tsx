/** Log in, make an account, or see who is signed in. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { accountService } from "../../lib/api/accountService";
import type { TextKey } from "../../i18n/dictionary";
import type { Account } from "../../lib/api/types";
import { Dialog } from "../ui/Dialog";
import { useToast } from "../ui/Toasts";
import "./AccountDialog.css";
import { accountName } from "./accountName";
import { SignInForm } from "./SignInForm";

interface AccountDialogProps {
  account: Account | null;
  guestsAllowed: boolean;
  /** Said above the form, when something else than the visitor's own click has opened the dialog. */
  reason?: TextKey | undefined;
  /** Its session has expired: whoever it was may sign in again. */
  expired?: boolean;
  onClose: () => void;
  /** Logged out, by a click. */
  onLeave: () => void;
}

export function AccountDialog({ account, guestsAllowed, reason, expired = false, onClose, onLeave }: AccountDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const toast = useToast();
  const [mode, setMode] = useState<"login" | "register">(account?.guest && !expired ? "register" : "login");

  const leave = async () => {
    if (account?.guest && !window.confirm(t("account.guestLogOut"))) return;
    onClose();
    onLeave();
    try {
      await accountService.logout();
    } catch (error) {
      toast(errorText(i18n, error), "bad");
    }
  };

  if (account && !account.guest && !expired) {
    return (
      <Dialog title={accountName(t, account)} onClose={onClose}>
        <LogOutButton onClick={() => void leave()} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t(mode === "login" ? "account.login.title" : "account.register.title")} onClose={onClose}>
      {reason && <p>{t(reason)}</p>}
      {account && !expired && (
        <p className="soft small">
          {t("account.guestNotice")} {t("account.guestLeaves")}
        </p>
      )}
      <SignInForm
        key={mode}
        mode={mode}
        email={account?.email ?? ""}
        guestsAllowed={guestsAllowed && (!account || expired)}
        onSignedIn={onClose}
      />
      <div className="account-dialog__foot">
        <button
          type="button"
          className="button button--plain"
          onClick={() => setMode(mode === "login" ? "register" : "login")}
        >
          {t(mode === "login" ? "account.toRegister" : "account.toLogin")}
        </button>
        {account && !expired && <LogOutButton onClick={() => void leave()} />}
      </div>
    </Dialog>
  );
}

function LogOutButton({ onClick }: { onClick: () => void }) {
  const { t } = useI18n();
  return (
    <button type="button" className="button" onClick={onClick}>
      {t("account.logOut")}
    </button>
  );
}
