/** What did not end well: why, and what to do next. */
import { useState, type ReactNode } from "react";
import type { TextKey } from "../../i18n/dictionary";
import { useI18n } from "../../i18n/I18n";
import { errorText, failureTitle, taskErrorText } from "../../i18n/messageText";
import type { Task } from "../../lib/api/types";
import { UsagePanel } from "../cost/UsagePanel";
import { Frame } from "../ui/Frame";
import type { Shape } from "../ui/shape";
import { Stage } from "../ui/Stage";
import { useToast } from "../ui/Toasts";

interface EndedViewProps {
  task: Task;
  shape: Shape;
  pictureUrl: string | null;
  retry: () => Promise<Task>;
  onRetried: () => void;
  onStartOver: () => void;
  children?: ReactNode;
}

export function EndedView({ task, shape, pictureUrl, retry, onRetried, onStartOver, children }: EndedViewProps) {
  const i18n = useI18n();
  const { t, translated } = i18n;
  const { error } = task;
  const failed = task.status === "failed";
  const isVideo = task.kind === "video";
  return (
    <Stage
      picture={
        <Frame shape={shape} video={isVideo}>
          {pictureUrl && <img className="frame__picture" src={pictureUrl} alt={t(isVideo ? "video.frame" : "run.before")} />}
        </Frame>
      }
    >
      <h2 tabIndex={-1}>{t(failed ? failureTitle(error?.code) : "cancelled.title")}</h2>
      {failed && error ? (
        <p className="problem">{taskErrorText(i18n, error)}</p>
      ) : (
        <p>{t(`cancelled.text.${task.kind}`)}</p>
      )}
      {error?.stage && (
        <p className="soft small">{t("failed.stage", { stage: translated(`stage.${error.stage}`, error.stage) })}</p>
      )}
      {error?.retryable && <p className="soft small">{t("failed.retryHint")}</p>}
      <UsagePanel usage={task.usage} />
      <div className="row row--even">
        {error?.retryable && <RetryButton retry={retry} onRetried={onRetried} />}
        <button
          type="button"
          className={error && !error.retryable && !isVideo ? "button button--main" : "button"}
          onClick={onStartOver}
        >
          {t(startOverText(task))}
        </button>
      </div>
      {children}
    </Stage>
  );
}

function startOverText({ kind, error }: Task): TextKey {
  if (kind === "video") return "video.newPhoto";
  return error?.code === "moderation_refused" ? "failed.change" : "failed.startOver";
}

function RetryButton({ retry, onRetried }: Pick<EndedViewProps, "retry" | "onRetried">) {
  const i18n = useI18n();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const tryAgain = async () => {
    setBusy(true);
    try {
      await retry();
      onRetried();
    } catch (error) {
      toast(errorText(i18n, error), "bad");
      setBusy(false);
    }
  };
  return (
    <button type="button" className="button button--main" disabled={busy} onClick={() => void tryAgain()}>
      {i18n.t(busy ? "failed.retrying" : "failed.retry")}
    </button>
  );
}
