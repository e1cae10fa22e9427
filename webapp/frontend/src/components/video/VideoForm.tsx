/** What the video should be: its script, its length, its format; what it will cost; and the button that makes it. */
import { useId, useState, type RefObject } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { SubmittedTask, Task, VideoFormat } from "../../lib/api/types";
import { BrandButton } from "../brand/BrandButton";
import { CostHint } from "../cost/CostHint";
import { useEstimate } from "../cost/useEstimate";
import { DURATIONS, durationOf } from "../task/durations";
import { Icon } from "../ui/Icon";
import { Segments } from "../ui/Segments";
import { useVideoSubmission } from "./useVideoSubmission";
import "./VideoForm.css";

const SCRIPT_CHARACTERS_MAX = 10_000;
const FORMATS = [null, "landscape", "portrait"] as const satisfies readonly (VideoFormat | null)[];

export interface VideoFormProps {
  title: string;
  /** The finished enhancement that the video is made of. */
  enhancement: Task;
  /** A video of it that this one starts from. */
  before?: Task;
  available: boolean;
  accountId: number | null;
  onMade: (task: SubmittedTask) => void;
  /** The heading, for scrolling the form into view. */
  heading?: RefObject<HTMLHeadingElement | null>;
}

export function VideoForm({ title, enhancement, before, available, accountId, onMade, heading }: VideoFormProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const id = useId();
  const original = enhancement.script ?? "";
  const [script, setScript] = useState(before?.script ?? original);
  const [duration, setDuration] = useState(durationOf(before ?? enhancement));
  const [format, setFormat] = useState(before?.format ?? null);
  const estimate = useEstimate("video", duration, accountId);
  const { busy, error, submit } = useVideoSubmission(onMade);
  const tooLong = [...script].length > SCRIPT_CHARACTERS_MAX;

  return (
    <section className="video-form card" aria-labelledby={`${id}-title`}>
      <div className="video-form__label">
        <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <BrandButton />
      </div>
      <form
        className="video-form__parts"
        onSubmit={(event) => {
          event.preventDefault();
          // left as it was, it is the server's storyboard
          const edited = script === original ? undefined : script;
          submit({ enhancementId: enhancement.id, duration, script: edited, format });
        }}
      >
        <div className="field video-form__script">
          <div className="video-form__label">
            <label className="field__label" htmlFor={`${id}-script`}>
              {t("video.script")}
            </label>
            <button
              type="button"
              className="button button--plain"
              disabled={script === original}
              onClick={() => setScript(original)}
            >
              <Icon name="undo" size={18} />
              {t("video.reset")}
            </button>
          </div>
          <textarea
            id={`${id}-script`}
            className="input"
            rows={10}
            dir="auto"
            lang={enhancement.language}
            disabled={busy}
            aria-describedby={`${id}-hint`}
            value={script}
            onChange={(event) => setScript(event.target.value)}
          />
          <span id={`${id}-hint`} className="soft small">
            {tooLong ? t("video.scriptTooLong", { max: SCRIPT_CHARACTERS_MAX }) : t("video.scriptHint")}
          </span>
        </div>
        <div className="video-form__choices">
          <Segments
            label={t("form.duration")}
            options={DURATIONS.map((seconds) => [seconds, t("form.seconds", { count: seconds })])}
            value={duration}
            onChange={setDuration}
          />
          <Segments
            label={t("video.format")}
            options={FORMATS.map((one) => [one, t(`video.format.${one ?? "picture"}`)])}
            value={format}
            onChange={setFormat}
          />
          {error !== null && (
            <p className="problem" role="alert">
              {errorText(i18n, error)}
            </p>
          )}
          <div className="submit">
            <button
              type="submit"
              className="button button--main button--wide"
              disabled={!available || busy || tooLong}
              aria-describedby={available ? undefined : `${id}-reason`}
            >
              {t(busy ? "video.creating" : "video.create")}
            </button>
            <div className="submit__hint">
              {available ? (
                <CostHint estimate={estimate} />
              ) : (
                <p id={`${id}-reason`} className="soft small">
                  {t("video.unavailable")}
                </p>
              )}
            </div>
          </div>
        </div>
      </form>
    </section>
  );
}
