/** Before the work: the photo, what the ad should be, and sending it off. */
import { useCallback, useEffect, useRef } from "react";
import { fileSize } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { useEstimate } from "../cost/useEstimate";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { Stage } from "../ui/Stage";
import { AdForm } from "./AdForm";
import { PhotoPicker } from "./PhotoPicker";
import { PhotoPreview } from "./PhotoPreview";
import { PickButton } from "./PickButton";
import { nearestLanguage } from "./scriptLanguages";
import { SubmitBar } from "./SubmitBar";
import { useFileSources } from "./useFileSources";
import type { usePhoto } from "./usePhoto";
import type { useSubmission } from "./useSubmission";
import type { AdWishes, Wishes } from "./wishes";

interface ComposeViewProps {
  chosen: ReturnType<typeof usePhoto>;
  submission: ReturnType<typeof useSubmission>;
  wishes: Wishes;
  onWishes: (wishes: Wishes) => void;
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

  const picker = usePickerFocus(photo !== null);

  return (
    <Stage
      picture={
        <>
          {photo ? (
            <>
              <Frame shape={photo.shape ?? "landscape"}>
                <PhotoPreview photo={photo} dragging={dragging} />
              </Frame>
              <div className="stage__under">
                <span className="soft small stage__fact">
                  {t("photo.fact", { name: photo.file.name, size: fileSize(photo.file.size, language) })}
                </span>
                {!sending && (
                  <>
                    <PickButton ref={picker} label={t("photo.replace")} onFiles={take} />
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
            </>
          ) : (
            <>
              {/* above what is tall on a phone */}
              <Problem error={chosen.error} />
              <PhotoPicker ref={picker} dragging={dragging} onFiles={take} onSample={chosen.chooseSample} />
            </>
          )}
          {/* beside what it is about: on a phone the button is a screen further down */}
          {photo && <Problem error={chosen.error} />}
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
        <p className="soft small">{t("form.allOptional")}</p>
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

/** The button pressed disappears with the photo's coming and going: the focus passes to the one that picks. */
function usePickerFocus(hasPhoto: boolean) {
  const picker = useRef<HTMLInputElement>(null);
  const had = useRef(hasPhoto);

  useEffect(() => {
    if (had.current === hasPhoto) return;
    had.current = hasPhoto;
    if (document.activeElement === document.body) picker.current?.focus({ preventScroll: true });
  }, [hasPhoto]);

  return picker;
}

function Problem({ error }: { error: unknown }) {
  const i18n = useI18n();
  return error === null ? null : (
    <p className="problem" role="alert">
      {errorText(i18n, error)}
    </p>
  );
}
