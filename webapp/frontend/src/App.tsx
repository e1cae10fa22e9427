/** The whole page. */
import { useEffect, useRef, useState } from "react";
import { AccountDialog } from "./components/account/AccountDialog";
import { useAccount } from "./components/account/useAccount";
import { HistorySection } from "./components/history/HistorySection";
import { useHistory } from "./components/history/useHistory";
import { Header } from "./components/page/Header";
import { HeroSection } from "./components/page/HeroSection";
import { useFeatures } from "./components/page/useFeatures";
import { usePreventFileDrops } from "./components/page/usePreventFileDrops";
import { useCurrentTask } from "./components/task/useCurrentTask";
import { useI18n } from "./i18n/I18n";
import "./App.css";

export function App() {
  const { t } = useI18n();
  const account = useAccount();
  const accountId = account?.id ?? null;
  const features = useFeatures();
  const { current, open, close } = useCurrentTask();
  const history = useHistory(accountId, current?.id ?? null);
  const [dialog, setDialog] = useState<{ reason?: string } | null>(null);
  const shownTo = useRef(accountId);

  usePreventFileDrops();

  // signing out in any tab removes the task from the page
  useEffect(() => {
    if (shownTo.current !== null && accountId !== shownTo.current) close();
    shownTo.current = accountId;
  }, [accountId, close]);

  return (
    <>
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <Header account={account} onAccount={() => setDialog({})} onHome={close} />
      <main id="main" className="page" tabIndex={-1}>
        <HeroSection
          account={account}
          features={features}
          history={history}
          current={current}
          onOpen={open}
          onClose={close}
          onSignIn={(reason) => setDialog(reason ? { reason } : {})}
        />
        <HistorySection
          account={account}
          history={history}
          currentId={current?.id ?? null}
          onOpen={({ id, kind }) => open({ id, kind })}
          onDeleted={(id) => id === current?.id && close()}
        />
      </main>
      <footer className="footer soft small">
        <span>Limelight · {t("app.tagline")}</span>
        <a href="/docs">{t("footer.api")}</a>
      </footer>
      {dialog && (
        <AccountDialog
          account={account}
          guestsAllowed={features.guests_allowed}
          reason={dialog.reason}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  );
}
