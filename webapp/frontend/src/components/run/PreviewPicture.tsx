/** The newest partial picture: each less blurred than the one before, none mistaken for the result. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import "./PreviewPicture.css";

interface PreviewPictureProps {
  /** The photo that it is made from. */
  photoUrl: string | null;
  /** The newest partial picture. */
  previewUrl: string | null;
  /** Which one that is, from 1. */
  number: number;
}

// how far the partial pictures still are from the result, in pixels of blur
const BLUR_PIXELS = [20, 10, 5, 2] as const;

export function PreviewPicture({ photoUrl, previewUrl, number }: PreviewPictureProps) {
  const { t } = useI18n();
  const [loaded, setLoaded] = useState<{ url: string; number: number } | null>(null);
  const shown = previewUrl && loaded;
  const blur = BLUR_PIXELS[Math.min(shown ? shown.number : 0, BLUR_PIXELS.length - 1)];
  const isNew = previewUrl !== null && previewUrl !== loaded?.url;
  return (
    <>
      {photoUrl && (
        <img className="frame__picture preview__photo" src={photoUrl} alt={t("run.before")} data-covered={!!shown} />
      )}
      {/* the wrapper outlives the pictures in it, so that the blur passes from one to the next */}
      <div className="preview" data-shown={!!shown} style={{ "--blur": `${blur}px` }}>
        {shown && <img key={shown.url} className="frame__picture" src={shown.url} alt={t("run.preview.alt")} />}
        {isNew && (
          <img
            key={previewUrl}
            className="frame__picture preview__coming"
            src={previewUrl}
            alt=""
            onLoad={() => setLoaded({ url: previewUrl, number })}
          />
        )}
      </div>
      <span className="frame__note" data-preview={!!shown}>
        {shown ? t("run.preview") : t("run.before")}
      </span>
    </>
  );
}
