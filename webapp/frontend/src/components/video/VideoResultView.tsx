/** The finished video: watch it, download it, make another. */
import { clockTime } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import type { Task } from "../../lib/api/types";
import { downloadUrl } from "../../lib/downloadUrl";
import { useElapsedSeconds } from "../../lib/hooks/useElapsedSeconds";
import { UsagePanel } from "../cost/UsagePanel";
import { ScriptPanel } from "../task/ScriptPanel";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import type { Shape } from "../ui/shape";
import { Stage } from "../ui/Stage";
import { VideoOrigin } from "./VideoOrigin";

interface VideoResultViewProps {
  task: Task;
  shape: Shape;
  gone: boolean;
  onShape: (width: number, height: number) => void;
  /** null when what it was made of is gone. */
  onAgain: (() => void) | null;
  onOrigin: () => void;
  onAnother: () => void;
  onBroken: () => void;
}

export function VideoResultView(props: VideoResultViewProps) {
  const { task, shape, gone, onShape, onAgain, onOrigin, onAnother, onBroken } = props;
  const { t } = useI18n();
  const elapsedSeconds = useElapsedSeconds(task.created_at, task.finished_at);
  const { video_url: video, poster_url: poster, script } = task;

  return (
    <Stage
      picture={
        <>
          <Frame shape={shape} video>
            {video && !gone ? (
              <video
                className="frame__picture"
                src={video}
                poster={poster ?? undefined}
                controls
                playsInline
                preload="metadata"
                aria-label={t("video.player")}
                onLoadedMetadata={({ currentTarget }) => onShape(currentTarget.videoWidth, currentTarget.videoHeight)}
                onError={onBroken}
              />
            ) : (
              <p className="frame__empty">{t("video.gone")}</p>
            )}
          </Frame>
          <div className="row row--even">
            {video && !gone && (
              <a className="button button--main" href={downloadUrl(video)} download>
                <Icon name="download" />
                {t("video.download")}
              </a>
            )}
            {onAgain && (
              <button type="button" className="button" onClick={onAgain}>
                {t("result.another")}
              </button>
            )}
            <button type="button" className="button" onClick={onAnother}>
              {t("video.newPhoto")}
            </button>
          </div>
        </>
      }
    >
      <div>
        <h2 tabIndex={-1}>{t("video.ready")}</h2>
        <p className="soft small numbers">
          {t("form.seconds", { count: task.duration })} · {t("result.took", { time: clockTime(elapsedSeconds) })}
        </p>
        <UsagePanel usage={task.usage} />
      </div>
      <VideoOrigin task={task} onOpen={onOrigin} />
      {script && (
        <details>
          <summary>{t("board.details")}</summary>
          <ScriptPanel script={script} language={task.language} />
        </details>
      )}
    </Stage>
  );
}
