/** How the clip looks and moves: one of the templates, each with a still of this ad in its type. */
import { useId } from "react";
import { useI18n } from "../../i18n/I18n";
import type { Task, VideoTemplate } from "../../lib/api/types";
import { ShotFrame } from "../storyboard/ShotFrame";
import "./TemplateChoice.css";

interface TemplateChoiceProps {
  task: Task;
  /** What the stills say. */
  text: string;
  options: readonly VideoTemplate[];
  chosen: VideoTemplate | undefined;
  onChange: (template: VideoTemplate) => void;
}

export function TemplateChoice({ task, text, options, chosen, onChange }: TemplateChoiceProps) {
  const { t } = useI18n();
  const name = useId();
  return (
    <fieldset className="field segments-field">
      <legend className="field__label">{t("video.template")}</legend>
      <div className="templates">
        {options.map((template) => (
          <label key={template} className="choice-card template">
            <input type="radio" name={name} checked={template === chosen} onChange={() => onChange(template)} />
            <ShotFrame task={task} shape="feed" template={template} text={text} />
            <span>{t(`video.template.${template}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
