/** The finished video: it plays; it can be saved in each format, shared and posted; what came of it, and the ways on. */
import { useState } from "react";
import { clockTime } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import type { Task } from "../../lib/api/types";
import { useElapsedSeconds } from "../../lib/hooks/useElapsedSeconds";
import { useBrand } from "../brand/useBrand";
import { UsagePanel } from "../cost/UsagePanel";
import { CopyableText } from "../task/CopyableText";
import { NoticeList } from "../task/NoticeList";
import { ScriptPanel } from "../task/ScriptPanel";
import { Frame } from "../ui/Frame";
import { Segments } from "../ui/Segments";
import type { Shape } from "../ui/shape";
import { Stage } from "../ui/Stage";
import { ClipDownloads } from "./ClipDownloads";
import { ClipPlayer } from "./ClipPlayer";
import { clipsOf } from "./clips";
import { postText } from "./postText";
import { ShareButton } from "./ShareButton";
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
  const { script } = task;
  const clips = clipsOf(task);
  const [chosen, setChosen] = useState<string>();
  const clip = clips.find(({ format }) => format === chosen) ?? clips[0];
  const post = postText(task, useBrand());

  return (
    <Stage
      picture={
        <>
          {clip && !gone ? (
            <ClipPlayer clip={clip} shape={clip.format ?? shape} onShape={onShape} onBroken={onBroken} />
          ) : (
            <Frame shape={shape} video>
              <p className="frame__empty">{t("video.gone")}</p>
            </Frame>
          )}
          {clip?.format && clips.length > 1 && !gone && (
            <Segments
              label={t("video.format")}
              options={clips.map(({ format }) => [format!, t(`format.${format!}`)])}
              value={clip.format}
              onChange={setChosen}
            />
          )}
        </>
      }
    >
      <div>
        <h2 tabIndex={-1}>{t("video.ready")}</h2>
        <p className="soft small numbers">
          {t("form.seconds", { count: task.duration })} · {t("result.took", { time: clockTime(elapsedSeconds) })}
        </p>
        <NoticeList notices={task.notices} />
        <UsagePanel usage={task.usage} />
      </div>
      {clip && !gone && (
        <div className="row row--even">
          <ClipDownloads taskId={task.id} clips={clips} shown={clip} hasWords={Boolean(script)} />
          <ShareButton url={clip.url} name={`limelight-${task.id}`} text={post} />
        </div>
      )}
      <VideoOrigin task={task} onOpen={onOrigin} />
      {post && (
        <CopyableText
          title={t("post.title")}
          text={post}
          language={task.language}
          copy={t("post.copy")}
          copied={t("post.copied")}
        />
      )}
      {script && (
        <details>
          <summary>{t("board.details")}</summary>
          <ScriptPanel script={script} language={task.language} />
        </details>
      )}
      <div className="row row--even">
        {onAgain && (
          <button type="button" className="button" onClick={onAgain}>
            {t("result.another")}
          </button>
        )}
        <button type="button" className="button" onClick={onAnother}>
          {t("video.newPhoto")}
        </button>
      </div>
    </Stage>
  );
}
