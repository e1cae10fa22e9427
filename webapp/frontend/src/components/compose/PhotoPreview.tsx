/** The chosen photo. */
import { useI18n } from "../../i18n/I18n";
import type { Photo } from "./usePhoto";

export function PhotoPreview({ photo, dragging }: { photo: Photo; dragging: boolean }) {
  const { t } = useI18n();
  return (
    <>
      {photo.shape ? (
        <img className="frame__picture" src={photo.url} alt={t("photo.alt", { name: photo.file.name })} />
      ) : (
        <p className="frame__empty">{t("photo.unshowable")}</p>
      )}
      {dragging && <span className="frame__note">{t("photo.drophere")}</span>}
    </>
  );
}
