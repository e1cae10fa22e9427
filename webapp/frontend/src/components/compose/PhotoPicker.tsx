/** Where the photo comes in: drop, paste, pick, or the sample. */
import { useId, type ChangeEvent } from "react";
import { useI18n } from "../../i18n/I18n";
import { Icon } from "../ui/Icon";
import "./PhotoPicker.css";

/** without HEIC, so that iPhones convert what is picked */
const ACCEPTED = "image/jpeg,image/png,image/webp,image/avif";

interface PhotoPickerProps {
  dragging: boolean;
  onFiles: (files: readonly File[]) => void;
  onSample: () => void;
}

export function PhotoPicker({ dragging, onFiles, onSample }: PhotoPickerProps) {
  const { t } = useI18n();
  return (
    <div className="picker" data-dragging={dragging}>
      <div className="picker__inside">
        <span className="picker__icon">
          <Icon name="photo" size={40} />
        </span>
        <p className="picker__title">{t(dragging ? "photo.drophere" : "photo.add")}</p>
        <p className="picker__or soft">{t("photo.or")}</p>
        <div className="row picker__ways">
          <PickButton label={t("photo.pick")} onFiles={onFiles} />
          <button type="button" className="button" onClick={onSample}>
            {t("photo.sample")}
          </button>
        </div>
      </div>
    </div>
  );
}

/** A file input that looks like our other buttons. */
export function PickButton({ label, onFiles }: { label: string; onFiles: (files: readonly File[]) => void }) {
  const id = useId();
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // so that picking the same file again is a change again
    event.target.value = "";
    if (files.length) onFiles(files);
  };
  return (
    <span className="pick">
      <input id={id} className="visually-hidden" type="file" accept={ACCEPTED} onChange={pick} />
      <label className="button" htmlFor={id}>
        {label}
      </label>
    </span>
  );
}
