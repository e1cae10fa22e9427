/** Where the photo comes in: pick, take, drop, paste, or the sample; above it, what becomes of one. */
import type { Ref } from "react";
import { useI18n } from "../../i18n/I18n";
import { ExampleAd } from "./ExampleAd";
import { PickButton } from "./PickButton";
import "./PhotoPicker.css";

interface PhotoPickerProps {
  dragging: boolean;
  /** The input that picks. */
  ref: Ref<HTMLInputElement>;
  onFiles: (files: readonly File[]) => void;
  onSample: () => void;
}

export function PhotoPicker({ dragging, ref, onFiles, onSample }: PhotoPickerProps) {
  const { t } = useI18n();
  return (
    <div className="picker" data-dragging={dragging}>
      <ExampleAd />
      <div className="picker__ways">
        <PickButton ref={ref} className="button--main picker__main" label={t("photo.pick")} onFiles={onFiles} />
        <PickButton camera label={t("photo.take")} onFiles={onFiles} />
        <button type="button" className="button button--plain" onClick={onSample}>
          {t("photo.sample")}
        </button>
      </div>
      <p className="picker__rules soft small">
        <span className="picker__or">{t(dragging ? "photo.drophere" : "photo.or")} · </span>
        {t("photo.rules")}
      </p>
    </div>
  );
}
