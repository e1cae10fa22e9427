/** What the ad should say, how long, and in which language. */
import { useId } from "react";
import { useI18n } from "../../i18n/I18n";
import { DURATIONS } from "../task/durations";
import { Segments } from "../ui/Segments";
import { languageName } from "./scriptLanguages";
import { BACKGROUNDS, type AdWishes } from "./wishes";
import "./AdForm.css";

const DESCRIPTION_CHARACTERS_MAX = 2000;

// as the server counts them
const BRIEF_FIELDS = [
  ["productName", 80],
  ["offer", 120],
  ["callToAction", 120],
] as const;

interface AdFormProps {
  wishes: AdWishes;
  /** Those that scripts are written in here. */
  languages: readonly string[];
  disabled: boolean;
  onChange: (change: Partial<AdWishes>) => void;
}

export function AdForm({ wishes, languages, disabled, onChange }: AdFormProps) {
  const { t } = useI18n();
  const id = useId();
  return (
    <fieldset className="ad-form" disabled={disabled}>
      <legend className="visually-hidden">{t("form.brief")}</legend>
      <div className="ad-form__brief">
        {BRIEF_FIELDS.map(([name, charactersMax]) => (
          <label key={name} className="field">
            <span className="field__label">{t(`form.${name}`)}</span>
            <input
              className="input"
              dir="auto"
              autoComplete="off"
              placeholder={t(`form.${name}Hint`)}
              value={wishes[name]}
              onChange={(event) => onChange({ [name]: shortened(event.target.value, charactersMax) })}
            />
          </label>
        ))}
      </div>
      <div className="field">
        <label htmlFor={`${id}-description`} className="field__label">
          {t("form.description")}
        </label>
        <textarea
          id={`${id}-description`}
          className="input"
          rows={3}
          dir="auto"
          placeholder={t("form.descriptionHint")}
          aria-describedby={`${id}-counter`}
          value={wishes.description}
          onChange={(event) => onChange({ description: shortened(event.target.value, DESCRIPTION_CHARACTERS_MAX) })}
        />
        <span id={`${id}-counter`} className="soft small numbers ad-form__counter">
          {t("form.counter", {
            count: [...wishes.description].length,
            max: DESCRIPTION_CHARACTERS_MAX,
          })}
        </span>
      </div>
      <Segments
        label={t("form.background")}
        options={BACKGROUNDS.map((background) => [background, t(`background.${background}`)])}
        value={wishes.background}
        onChange={(background) => onChange({ background })}
      />
      <div className="ad-form__pair">
        <Segments
          label={t("form.duration")}
          options={DURATIONS.map((duration) => [duration, t("form.seconds", { count: duration })])}
          value={wishes.duration}
          onChange={(duration) => onChange({ duration })}
        />
        <label className="field">
          <span className="field__label">{t("form.language")}</span>
          <select
            className="input"
            value={wishes.language}
            onChange={(event) => onChange({ language: event.target.value })}
          >
            {languages.map((tag) => (
              <option key={tag} value={tag} lang={tag}>
                {languageName(tag)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </fieldset>
  );
}

/** Cut to the limit as the server counts it, which is not what `maxLength` counts: an emoji is one character. */
function shortened(text: string, charactersMax: number): string {
  return text.length <= charactersMax ? text : [...text].slice(0, charactersMax).join("");
}
