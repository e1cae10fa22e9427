/** Saves the clip in each of its formats, and its captions. */
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { videoService } from "../../lib/api/videoService";
import { downloadUrl } from "../../lib/downloadUrl";
import { saveFile } from "../../lib/saveFile";
import { Icon } from "../ui/Icon";
import { useToast } from "../ui/Toasts";
import type { ShownClip } from "./clips";

interface ClipDownloadsProps {
  taskId: number;
  clips: readonly ShownClip[];
  shown: ShownClip;
  /** Captions can be had of it. */
  hasWords: boolean;
}

export function ClipDownloads({ taskId, clips, shown, hasWords }: ClipDownloadsProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const toast = useToast();
  const saveCaptions = async () => {
    try {
      const captions = await videoService.getCaptions(taskId);
      saveFile(new Blob([captions], { type: "text/vtt" }), `limelight-${taskId}.vtt`);
    } catch (error) {
      toast(errorText(i18n, error), "bad");
    }
  };
  return (
    <>
      {clips.map(({ url, format }) => (
        <a key={url} className={url === shown.url ? "button button--main" : "button"} href={downloadUrl(url)} download>
          <Icon name="download" />
          {format && clips.length > 1 ? t(`format.${format}`) : t("video.download")}
        </a>
      ))}
      {hasWords && (
        <button type="button" className="button" onClick={() => void saveCaptions()}>
          {t("video.captions")}
        </button>
      )}
    </>
  );
}
