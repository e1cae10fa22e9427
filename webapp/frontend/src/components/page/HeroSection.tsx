/** The main part of the page: a photo goes in, an ad comes out. */
import { useEffect, useRef, useState } from "react";
import type { TextKey } from "../../i18n/dictionary";
import { useI18n } from "../../i18n/I18n";
import { accountService } from "../../lib/api/accountService";
import { ApiError } from "../../lib/api/errors";
import { currentAccount } from "../../lib/api/session";
import { isTerminal, type Account, type Features, type SubmittedTask } from "../../lib/api/types";
import { ComposeView } from "../compose/ComposeView";
import { forgetDraft } from "../compose/draft";
import { useDraft } from "../compose/useDraft";
import { usePhoto, type Photo } from "../compose/usePhoto";
import { useSubmission } from "../compose/useSubmission";
import { NO_WISHES, wishesOf } from "../compose/wishes";
import type { TaskHistory } from "../history/useHistory";
import type { CurrentTask } from "../task/useCurrentTask";
import { Steps } from "../ui/Steps";
import { useFocusOnChange } from "../ui/useFocusOnChange";
import { VideoView } from "../video/VideoView";
import { EnhancementView } from "./EnhancementView";
import "./HeroSection.css";

interface HeroSectionProps {
  account: Account | null;
  features: Features;
  history: TaskHistory;
  current: CurrentTask | null;
  onOpen: (task: CurrentTask, how?: "push" | "replace") => void;
  onClose: () => void;
  onSignIn: (reason?: TextKey) => void;
}

export function HeroSection({ account, features, history, current, onOpen, onClose, onSignIn }: HeroSectionProps) {
  const { t } = useI18n();
  const chosen = usePhoto();
  const [wishes, setWishes] = useDraft(chosen, current === null);
  const [made, setMade] = useState<{ taskId: number; photo: Photo | null } | null>(null);

  const open = (task: SubmittedTask) => {
    history.put(task);
    onOpen({ id: task.id, kind: task.kind, streamToken: task.stream_token });
  };
  const submitted = (task: SubmittedTask) => {
    forgetDraft();
    setMade({ taskId: task.id, photo: chosen.photo });
    open(task);
  };
  const submission = useSubmission(
    () => signedIn(features.guests_allowed, () => onSignIn("account.guestsOff")),
    submitted,
  );
  // the address of one that was replaced meanwhile is gone
  const localPhoto = made && made.taskId === current?.id && made.photo === chosen.photo ? made.photo : null;
  const root = useFocusOnChange<HTMLElement>(current ? `task ${current.id}` : "compose", { asked: true });
  useRunningTask(history, current === null && !chosen.photo && wishes === NO_WISHES, onOpen);

  // nothing to sign in to for those who are signed in
  const signIn = account?.email ? null : () => onSignIn();
  const another = () => {
    chosen.clear();
    setWishes(NO_WISHES);
    onClose();
  };

  if (current?.kind === "video") {
    return (
      <section className="hero" ref={root}>
        <VideoView
          // the same address starts over for another user
          key={`${account?.id}-${current.id}`}
          current={current}
          tasks={history.tasks}
          accountId={account?.id ?? null}
          offer={features}
          onNews={history.put}
          onMade={open}
          onOpen={onOpen}
          onSignIn={signIn}
          onAnother={another}
        />
      </section>
    );
  }
  if (current) {
    return (
      <section className="hero" ref={root}>
        <EnhancementView
          // the same address starts over for another user
          key={`${account?.id}-${current.id}`}
          current={current}
          photo={localPhoto}
          known={history.tasks.find((task) => task.id === current.id) ?? null}
          videos={history.tasks.filter((task) => task.enhancement_id === current.id)}
          videoOffer={features}
          accountId={account?.id ?? null}
          onMade={open}
          onOpen={onOpen}
          onNews={history.put}
          onSignIn={signIn}
          onStartOver={(task) => {
            // after a reload the photo is gone from this page, but not what it should say
            if (task && made?.taskId !== task.id) setWishes(wishesOf(task));
            onClose();
          }}
          onAnother={another}
        />
      </section>
    );
  }
  return (
    <section className="hero" ref={root}>
      <div className="hero__words">
        <h1 tabIndex={-1}>{t("hero.title")}</h1>
        <p className="soft hero__lead">{t("hero.lead")}</p>
      </div>
      <Steps current="photo" />
      <ComposeView
        chosen={chosen}
        submission={submission}
        wishes={wishes}
        languages={features.languages}
        onWishes={setWishes}
        accountId={account?.id ?? null}
        becomesGuest={!account && features.guests_allowed}
      />
    </section>
  );
}

/** Make sure of an account: a newcomer becomes a guest on the way, where guests are allowed. */
async function signedIn(guestsAllowed: boolean, askToSignIn: () => void): Promise<boolean> {
  if (currentAccount()) return true;
  try {
    if (guestsAllowed && (await accountService.guest())) return true;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "guests_off")) throw error;
  }
  askToSignIn();
  return false;
}

/** Once, on a page opened plain: come back to the newest task that is still running. */
function useRunningTask(history: TaskHistory, wanted: boolean, onOpen: HeroSectionProps["onOpen"]): void {
  const asked = useRef(!wanted);
  const { loaded, tasks } = history;

  useEffect(() => {
    if (asked.current || !loaded) return;
    asked.current = true;
    const running = tasks.find((task) => !isTerminal(task.status));
    if (wanted && running) onOpen({ id: running.id, kind: running.kind }, "replace");
  }, [loaded, tasks, wanted, onOpen]);
}
