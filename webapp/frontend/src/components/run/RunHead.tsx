/** What is being made, what is happening right now, and how far it is. */
import { useI18n } from "../../i18n/I18n";
import { stepText } from "../../i18n/messageText";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import { LiveRegion } from "../ui/LiveRegion";
import { ProgressBar } from "../ui/ProgressBar";
import { ConnectionDot } from "./ConnectionDot";

export function RunHead({ title, stream }: { title: string; stream: TaskStreamResult }) {
  const i18n = useI18n();
  const { lastMessage, progress, task } = stream;
  const text = lastMessage ? stepText(i18n, lastMessage) : waitingText(i18n, task);
  return (
    <>
      <div className="run__head">
        <h2 tabIndex={-1}>{title}</h2>
        <ConnectionDot connection={stream.connection} />
      </div>
      <p className="run__now">
        <span className="spinner" aria-hidden="true" />
        <span className="run__text" title={text}>
          {text}
        </span>
      </p>
      <div className="run__bar">
        <ProgressBar label={i18n.t("run.progress")} percent={progress} />
        <span className="numbers run__percent">{progress}%</span>
      </div>
      <LiveRegion text={`${progress}% ${text}`} />
    </>
  );
}

function waitingText({ t, translated }: ReturnType<typeof useI18n>, task: TaskStreamResult["task"]): string {
  if (!task) return t("run.waiting");
  if (task.queue_position && task.queue_position > 1) return t("run.queue", { position: task.queue_position });
  return translated(`step.${task.code}`, task.message);
}
