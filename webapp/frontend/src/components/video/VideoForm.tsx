/** What the video should be: its storyboard, length, formats, look and sound; its cost; and the button that makes it. */
import { useId, type RefObject } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { SubmittedTask, Task } from "../../lib/api/types";
import { BrandButton } from "../brand/BrandButton";
import { CostHint } from "../cost/CostHint";
import { useEstimate } from "../cost/useEstimate";
import { storyboardOf } from "../storyboard/board";
import { StoryboardEditor } from "../storyboard/StoryboardEditor";
import { useStoryboard } from "../storyboard/useStoryboard";
import { DURATIONS } from "../task/durations";
import { Segments } from "../ui/Segments";
import { isService, useVideoChoices, type VideoOffer } from "./choices";
import { FormatChoice } from "./FormatChoice";
import { SoundChoice } from "./SoundChoice";
import { TemplateChoice } from "./TemplateChoice";
import { useVideoSubmission } from "./useVideoSubmission";
import "./VideoForm.css";

export interface VideoFormProps {
  title: string;
  /** The finished enhancement that the video is made of. */
  enhancement: Task;
  offer: VideoOffer;
  accountId: number | null;
  onMade: (task: SubmittedTask) => void;
  /** The enhancement, with the storyboard as it was saved. */
  onSaved: (task: Task) => void;
  /** The heading, for scrolling the form into view. */
  heading?: RefObject<HTMLHeadingElement | null>;
}

export function VideoForm({ title, enhancement, offer, accountId, heading, ...on }: VideoFormProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const id = useId();
  const [state, store] = useStoryboard(enhancement, on.onSaved);
  const { board, writingFor } = state;
  const [choices, choose] = useVideoChoices(enhancement, offer);
  const { formats, template } = choices;
  const estimate = useEstimate("video", writingFor ?? board.duration, accountId);
  const { busy, error, submit } = useVideoSubmission(on.onMade);
  const { video: available } = offer;
  const isReady = available && !busy && !writingFor && board.cards.length > 0;

  return (
    <section className="video-form card" aria-labelledby={`${id}-title`}>
      <div className="video-form__head">
        <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <BrandButton />
      </div>
      <StoryboardEditor task={enhancement} shape={formats[0]!} template={template} state={state} store={store} />
      <form
        className="video-form__choices"
        onSubmit={(event) => {
          event.preventDefault();
          store.flush();
          submit({ enhancementId: enhancement.id, duration: board.duration, storyboard: storyboardOf(board), ...choices });
        }}
      >
        {offer.video_formats.length > 0 && (
          <div className="video-form__wide">
            <FormatChoice
              options={offer.video_formats}
              chosen={formats}
              oneAtATime={isService(offer)}
              onChange={(formats) => choose({ formats })}
            />
          </div>
        )}
        {offer.video_templates.length > 0 && (
          <TemplateChoice
            task={enhancement}
            text={board.cards[0]?.on_screen_text ?? ""}
            options={offer.video_templates}
            chosen={template}
            onChange={(template) => choose({ template })}
          />
        )}
        <div className="video-form__column">
          <Segments
            label={t("form.duration")}
            options={DURATIONS.map((seconds) => [seconds, t("form.seconds", { count: seconds })])}
            value={writingFor ?? board.duration}
            onChange={(duration) => void store.setDuration(duration)}
          />
          <SoundChoice offer={offer} language={enhancement.language} choices={choices} onChange={choose} />
        </div>
        {error !== null && (
          <p className="problem video-form__wide" role="alert">
            {errorText(i18n, error)}
          </p>
        )}
        <div className="submit video-form__wide">
          <button
            type="submit"
            className="button button--main button--wide"
            disabled={!isReady}
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
      </form>
    </section>
  );
}
