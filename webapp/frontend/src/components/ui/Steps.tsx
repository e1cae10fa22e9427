/** Photo, then picture and script, then video: where we are. */
import { useI18n } from "../../i18n/I18n";
import { Icon } from "./Icon";
import "./Steps.css";

const STEPS = ["photo", "enhance", "video"] as const;

interface StepsProps {
  current: (typeof STEPS)[number];
  /** The last one is behind us, too. */
  done?: boolean;
}

export function Steps({ current, done = false }: StepsProps) {
  const { t } = useI18n();
  const reached = STEPS.indexOf(current) + (done ? 1 : 0);
  return (
    <ol className="steps" aria-label={t("steps.label")}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          className="steps__one"
          data-state={index < reached ? "done" : index === reached ? "current" : "ahead"}
          aria-current={index === reached ? "step" : undefined}
        >
          <span className="steps__mark numbers">
            {index < reached ? <Icon name="check" size={14} /> : index + 1}
          </span>
          {t(`steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}
