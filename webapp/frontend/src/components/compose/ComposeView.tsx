/** Before the work: the photo, what the ad should be, and sending it off. */
import { useCallback } from "react";
import { fileSize } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { useEstimate } from "../cost/useEstimate";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { Stage } from "../ui/Stage";
import { AdForm, type AdWishes, type NO_WISHES } from "./AdForm";
import { PhotoPicker, PickButton } from "./PhotoPicker";
import { PhotoPreview } from "./PhotoPreview";
import { nearestLanguage } from "./scriptLanguages";
import { SubmitBar } from "./SubmitBar";
import { useFileSources } from "./useFileSources";
import type { usePhoto } from "./usePhoto";
import type { useSubmission } from "./useSubmission";

interface ComposeViewProps {
  chosen: ReturnType<typeof usePhoto>;
  submission: ReturnType<typeof useSubmission>;
  wishes: typeof NO_WISHES;
  onWishes: (wishes: typeof NO_WISHES) => void;
  /** Whether sending off will make a guest of the visitor. */
  becomesGuest: boolean;
  accountId: number | null;
  /** Those that scripts are written in here. */
  languages: readonly string[];
}

export function ComposeView({ chosen, submission, wishes, onWishes, becomesGuest, accountId, ...props }: ComposeViewProps) {
  const { t, language } = useI18n();
  const { photo, choose } = chosen;
  const estimate = useEstimate("enhancement", wishes.duration, accountId);
  const sending = submission.share !== null;
  const wanted: AdWishes = {
    ...wishes,
    language: nearestLanguage(wishes.language ?? language, props.languages),
  };

  const take = useCallback((files: readonly File[]) => {
    if (!sending) choose(files);
  }, [choose, sending]);
  const dragging = useFileSources(take);
  const submit = () => {
    if (!photo) return;
    const { description, ...rest } = wanted;
    submission.submit(photo.file, description, rest);
  };
  const { failure } = submission;
  const refusal = failure && failure.file === photo?.file ? failure.error : null;

  return (
    <Stage
      picture={
        <>
          <Frame shape={photo?.shape ?? "landscape"}>
            {photo ? (
              <PhotoPreview photo={photo} dragging={dragging} />
            ) : (
              <PhotoPicker dragging={dragging} onFiles={take} onSample={chosen.chooseSample} />
            )}
          </Frame>
          <div className="stage__under">
            <span className="soft small stage__fact">
              {photo
                ? t("photo.fact", { name: photo.file.name, size: fileSize(photo.file.size, language) })
                : t("photo.rules")}
            </span>
            {photo && !sending && (
              <>
                <PickButton label={t("photo.replace")} onFiles={take} />
                <button
                  type="button"
                  className="button button--plain"
                  aria-label={t("photo.remove")}
                  title={t("photo.remove")}
                  onClick={chosen.clear}
                >
                  <Icon name="trash" />
                </button>
              </>
            )}
          </div>
          {/* beside what it is about: on a phone the button is a screen further down */}
          <Problem error={chosen.error} />
        </>
      }
    >
      <form
        className="stage__form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <AdForm
          wishes={wanted}
          languages={props.languages}
          disabled={sending}
          onChange={(change) => onWishes({ ...wishes, ...change })}
        />
        {chosen.error === null && <Problem error={refusal} />}
        <SubmitBar
          share={submission.share}
          ready={photo !== null}
          becomesGuest={becomesGuest}
          estimate={estimate}
          onCancel={submission.cancel}
        />
      </form>
    </Stage>
  );
}

function Problem({ error }: { error: unknown }) {
  const i18n = useI18n();
  return error === null ? null : (
    <p className="problem" role="alert">
      {errorText(i18n, error)}
    </p>
  );
}
