/** The ten steps of a video: those behind us, the one under way with the engine's percent, those ahead. */
import { useI18n } from "../../i18n/I18n";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import { Icon } from "../ui/Icon";
import "./Stepper.css";

const STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

export function Stepper({ stream }: { stream: TaskStreamResult }) {
  const { t } = useI18n();
  const step = stream.lastMessage?.step ?? stream.task?.step ?? 0;
  const percent = step === 6 ? renderedPercent(stream.messages) : null;
  return (
    <ol className="stepper" aria-label={t("video.steps")}>
      {STEPS.map((one) => (
        <li
          key={one}
          className="stepper__one"
          data-state={one < step ? "done" : one === step ? "current" : "ahead"}
          aria-current={one === step ? "step" : undefined}
        >
          <span className="stepper__mark numbers" aria-hidden="true">
            {one < step ? <Icon name="check" size={13} /> : one}
          </span>
          <span className="stepper__name">{t(`video.step.${one}`)}</span>
          {one === 6 && percent !== null && <span className="stepper__percent numbers">{percent}%</span>}
        </li>
      ))}
    </ol>
  );
}

// these start over
const BEGINNINGS = new Set(["task.retried", "video.started", "video.submitted"]);

/** What the engine said last about this try; null while it says nothing. */
export function renderedPercent(messages: TaskStreamResult["messages"]): number | null {
  const last = messages.findLast(({ code }) => code === "video.rendering" || BEGINNINGS.has(code));
  const percent = last?.params["percent"];
  return typeof percent === "number" ? percent : null;
}
