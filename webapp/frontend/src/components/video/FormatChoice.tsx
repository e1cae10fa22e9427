/** Where the video will be posted: one format or several of them. */
import { useI18n } from "../../i18n/I18n";
import type { VideoFormat } from "../../lib/api/types";
import "./FormatChoice.css";

interface FormatChoiceProps {
  options: readonly VideoFormat[];
  chosen: readonly VideoFormat[];
  oneAtATime: boolean;
  onChange: (formats: readonly VideoFormat[]) => void;
}

export function FormatChoice({ options, chosen, oneAtATime, onChange }: FormatChoiceProps) {
  const { t } = useI18n();
  const toggle = (format: VideoFormat) => {
    if (oneAtATime) return onChange([format]);
    const others = chosen.filter((one) => one !== format);
    const next = others.length < chosen.length ? others : [...chosen, format];
    // one of them stays
    if (next.length) onChange(options.filter((one) => next.includes(one)));
  };
  return (
    <fieldset className="field segments-field">
      <legend className="field__label">{t("video.where")}</legend>
      <div className="choice-cards">
        {options.map((format) => (
          <label key={format} className="choice-card">
            <input
              type={oneAtATime ? "radio" : "checkbox"}
              checked={chosen.includes(format)}
              onChange={() => toggle(format)}
            />
            <span className="format-shape" data-shape={format} aria-hidden="true" />
            <span>{t(`video.format.${format}`)}</span>
          </label>
        ))}
      </div>
      {!oneAtATime && <p className="soft small">{t("video.whereHint")}</p>}
    </fieldset>
  );
}
