/** The four backgrounds as small pictures of the product on each, to click; the shown one is marked. */
import { useId } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { Background, Task } from "../../lib/api/types";
import { Icon } from "../ui/Icon";
import "./BackgroundPicker.css";
import { useBackgroundChange } from "./useBackgroundChange";

const BACKGROUNDS = ["studio", "white", "dark", "original"] as const satisfies readonly Background[];

interface BackgroundPickerProps {
  task: Task;
  /** The task's pictures have changed. */
  onChanged: () => Promise<void>;
}

export function BackgroundPicker({ task, onChanged }: BackgroundPickerProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const id = useId();
  const { asked, progress, error, change } = useBackgroundChange(task.id, onChanged);
  const shown = task.background;
  const chosen = asked ?? shown;

  return (
    <div className="backgrounds" role="group" aria-labelledby={id}>
      <div className="backgrounds__head">
        <span id={id} className="field__label">
          {t("form.background")}
        </span>
        <span className="soft small numbers" role="status">
          {asked && t("background.changing", { percent: progress })}
        </span>
      </div>
      <div className="backgrounds__list">
        {BACKGROUNDS.map((background) => (
          <button
            key={background}
            type="button"
            className="backgrounds__one"
            aria-pressed={chosen === background}
            aria-busy={asked === background}
            onClick={() => chosen !== background && change(background)}
          >
            <span className="backgrounds__picture" data-background={background}>
              <img src={pictureOf(task, background)} alt="" draggable={false} />
              {asked === background && (
                <span className="backgrounds__progress" style={{ "--progress": `${Math.max(8, progress)}%` }} />
              )}
              {shown === background && !asked && (
                <span className="backgrounds__mark">
                  <Icon name="check" size={14} />
                </span>
              )}
            </span>
            {t(`background.${background}`)}
          </button>
        ))}
      </div>
      {error !== null && (
        <p className="problem small" role="alert">
          {t("background.failed")} {errorText(i18n, error)}
        </p>
      )}
      {chosen !== "original" && (
        <p className="small backgrounds__back">
          {t("background.notRight")}{" "}
          <button type="button" className="link" onClick={() => change("original")}>
            {t("background.keepOriginal")}
          </button>
        </p>
      )}
    </div>
  );
}

function pictureOf(task: Task, background: Background): string {
  return (background === "original" ? task.before_image_url : task.cutout_url) ?? "";
}
