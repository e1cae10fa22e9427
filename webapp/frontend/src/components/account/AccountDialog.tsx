/** Log in, make an account, or see who is signed in. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { accountService } from "../../lib/api/accountService";
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
  reason?: string | undefined;
  onClose: () => void;
}

export function AccountDialog({ account, guestsAllowed, reason, onClose }: AccountDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const toast = useToast();
  const [mode, setMode] = useState<"login" | "register">(account?.guest ? "register" : "login");

  const signedIn = (name: string) => {
    toast(t("account.welcome", { name }), "good");
    onClose();
  };
  const leave = async () => {
    if (account?.guest && !window.confirm(t("account.guestLogOut"))) return;
    onClose();
    try {
      await accountService.logout();
      toast(t("account.loggedOut"));
    } catch (error) {
      toast(errorText(i18n, error), "bad");
    }
  };

  if (account && !account.guest) {
    return (
      <Dialog title={accountName(t, account)} onClose={onClose}>
        <LogOutButton onClick={() => void leave()} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t(mode === "login" ? "account.login.title" : "account.register.title")} onClose={onClose}>
      {reason && <p>{reason}</p>}
      {account && (
        <p className="soft small">
          {t("account.guestNotice")} {t("account.guestLeaves")}
        </p>
      )}
      <SignInForm
        key={mode}
        mode={mode}
        guestsAllowed={guestsAllowed && !account}
        onSignedIn={signedIn}
      />
      <div className="account-dialog__foot">
        <button
          type="button"
          className="button button--plain"
          onClick={() => setMode(mode === "login" ? "register" : "login")}
        >
          {t(mode === "login" ? "account.toRegister" : "account.toLogin")}
        </button>
        {account && <LogOutButton onClick={() => void leave()} />}
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
