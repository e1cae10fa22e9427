/** Who speaks in the clip and what is played, each with a sample to hear. */
import { useId, type ReactNode } from "react";
import { useI18n } from "../../i18n/I18n";
import type { VideoMusic, VideoVoice } from "../../lib/api/types";
import { voicesOf, type VideoChoices, type VideoOffer } from "./choices";
import { SampleButton } from "./SampleButton";
import "./SoundChoice.css";

interface SoundChoiceProps {
  offer: VideoOffer;
  /** Of the storyboard, as a BCP 47 tag. */
  language: string;
  choices: VideoChoices;
  onChange: (changed: Partial<VideoChoices>) => void;
}

export function SoundChoice({ offer, language, choices, onChange }: SoundChoiceProps) {
  const { t } = useI18n();
  const voices = voicesOf(language, offer);
  return (
    <>
      {voices.length > 0 && (
        <Choice label={t("video.voice")} sample={choices.voice} value={choices.voice} onChange={(voice) => onChange({ voice: voice as VideoVoice })}>
          {voices.map(({ id, name, kind }) => (
            <option key={id} value={id}>
              {t(`video.voice.${kind}`, { name })}
            </option>
          ))}
          <option value="none">{t("video.voice.none")}</option>
        </Choice>
      )}
      {offer.video_music.length > 0 && (
        <Choice label={t("video.music")} sample={choices.music} value={choices.music} onChange={(music) => onChange({ music: music as VideoMusic })}>
          {offer.video_music.map((mood) => (
            <option key={mood} value={mood}>
              {t(`video.music.${mood}`)}
            </option>
          ))}
        </Choice>
      )}
      {offer.video_voices.length > 0 && !voices.length && (
        <p className="soft small">{t("video.voice.missing")}</p>
      )}
    </>
  );
}

interface ChoiceProps {
  label: string;
  sample: string | undefined;
  value: string | undefined;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, sample, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <div className="sound-choice">
        <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
          {children}
        </select>
        <SampleButton key={sample} name={sample} label={label} />
      </div>
    </div>
  );
}
