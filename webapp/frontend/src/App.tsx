/** The whole page. */
import { useEffect, useRef, useState } from "react";
import { AccountDialog } from "./components/account/AccountDialog";
import { useAccount, useSessionExpired } from "./components/account/useAccount";
import { forgetDraft } from "./components/compose/draft";
import { HistorySection } from "./components/history/HistorySection";
import { useDeletions } from "./components/history/useDeletions";
import { useHistory } from "./components/history/useHistory";
import { Header } from "./components/page/Header";
import { isNowhere, NotFoundView } from "./components/page/NotFoundView";
import { HeroSection } from "./components/page/HeroSection";
import { useFeatures } from "./components/page/useFeatures";
import { usePreventFileDrops } from "./components/page/usePreventFileDrops";
import { useCurrentTask } from "./components/task/useCurrentTask";
import type { TextKey } from "./i18n/dictionary";
import { useI18n } from "./i18n/I18n";
import { forgetSession, sessionExpired } from "./lib/api/session";
import "./App.css";

export function App() {
  const { t } = useI18n();
  const account = useAccount();
  const expired = useSessionExpired();
  const accountId = account?.id ?? null;
  const features = useFeatures();
  const { current, open, close } = useCurrentTask();
  const history = useHistory(accountId, current?.id ?? null);
  const deletions = useDeletions(accountId, history.remove);
  const shown = { ...history, tasks: history.tasks.filter(({ id }) => !deletions.waiting.includes(id)) };
  const [dialog, setDialog] = useState<{ reason?: TextKey } | null>(null);
  const [draft, setDraft] = useState(0);
  const nowhere = isNowhere();
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
      <Header account={account} onAccount={() => setDialog({})} onHome={nowhere ? () => window.location.assign("/") : close} />
      <main id="main" className="page" tabIndex={-1}>
        {nowhere ? (
          <NotFoundView />
        ) : (
          <>
            <HeroSection
              // whoever logs out leaves nothing behind
              key={draft}
              account={account}
              features={features}
              history={shown}
              current={current}
              onOpen={open}
              onClose={close}
              onSignIn={(reason) => setDialog(reason ? { reason } : {})}
            />
            <HistorySection
              account={account}
              history={history}
              deletions={deletions}
              currentId={current?.id ?? null}
              onOpen={({ id, kind }) => open({ id, kind })}
              onDelete={(id) => {
                deletions.start(id);
                if (id === current?.id) close();
              }}
            />
          </>
        )}
      </main>
      <footer className="footer soft small">
        <span>Limelight · {t("app.tagline")}</span>
        <a href="/docs">{t("footer.api")}</a>
      </footer>
      {(expired || dialog) && (
        <AccountDialog
          // another dialog, should it expire while one is open
          key={String(expired)}
          account={account}
          guestsAllowed={features.guests_allowed}
          reason={expired ? (account?.guest ? "account.guestExpired" : "account.expired") : dialog?.reason}
          expired={expired}
          onClose={() => {
            // not signed in again: signed out
            if (sessionExpired()) forgetSession();
            setDialog(null);
          }}
          onLeave={() => {
            forgetDraft();
            setDraft(draft + 1);
          }}
        />
      )}
    </>
  );
}
