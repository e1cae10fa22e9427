/** The finished ad: before and after, the download, and the way on to the video. */
import { useState } from "react";
import { clockTime } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import type { SubmittedTask, Task } from "../../lib/api/types";
import { downloadUrl } from "../../lib/downloadUrl";
import { useElapsedSeconds } from "../../lib/hooks/useElapsedSeconds";
import { UsagePanel } from "../cost/UsagePanel";
import { NoticeList } from "../task/NoticeList";
import type { CurrentTask } from "../task/useCurrentTask";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { shapeOf, type Shape } from "../ui/shape";
import { Stage } from "../ui/Stage";
import type { VideoOffer } from "../video/choices";
import { VideoForm } from "../video/VideoForm";
import { BackgroundPicker } from "./BackgroundPicker";
import { BeforeAfter } from "./BeforeAfter";
import { CopyPicture } from "./CopyPicture";
import { FormatDownloads } from "./FormatDownloads";
import { VideoList } from "./VideoList";

interface ResultViewProps {
  task: Task;
  shape: Shape;
  videos: readonly Task[];
  videoOffer: VideoOffer;
  accountId: number | null;
  /** The pictures cannot be had any more. */
  gone: boolean;
  onAnother: () => void;
  onMade: (video: SubmittedTask) => void;
  /** The task, with the storyboard as it was saved. */
  onSaved: (task: Task) => void;
  onOpen: (task: Pick<CurrentTask, "id" | "kind">) => void;
  /** Its pictures have changed. */
  onChanged: () => Promise<void>;
  /** A picture could not be loaded. */
  onBroken: () => void;
}

export function ResultView({ task, shape, gone, onAnother, onBroken, onChanged, ...props }: ResultViewProps) {
  const { t } = useI18n();
  const [shown, setShown] = useState(shape);
  const elapsedSeconds = useElapsedSeconds(task.created_at, task.finished_at);
  const { enhanced_image_url: after, before_image_url: before } = task;

  return (
    <>
      <Stage
        picture={
          <Frame shape={shown}>
            {after && !gone ? (
              <BeforeAfter
                before={before ?? after}
                after={after}
                onShape={(width, height) => setShown(shapeOf(width, height))}
                onBroken={onBroken}
              />
            ) : (
              <p className="frame__empty">{t("result.gone")}</p>
            )}
          </Frame>
        }
      >
        <div>
          <h2 tabIndex={-1}>{t("result.title")}</h2>
          <p className="soft small numbers">{t("result.took", { time: clockTime(elapsedSeconds) })}</p>
          <NoticeList notices={task.notices} />
          <UsagePanel usage={task.usage} />
        </div>
        {task.cutout_url && !gone && <BackgroundPicker task={task} onChanged={onChanged} />}
        <div className="row row--even">
          {after && (
            <a className="button" href={downloadUrl(after)} download>
              <Icon name="download" />
              {t("result.download")}
            </a>
          )}
          {after && !gone && <CopyPicture url={after} />}
          <button type="button" className="button" onClick={onAnother}>
            {t("result.another")}
          </button>
        </div>
        {!gone && <FormatDownloads taskId={task.id} pictures={task.pictures} />}
      </Stage>
      <VideoForm
        // the stream brings no storyboard; it comes a moment later
        key={`${task.id} ${task.storyboard !== null}`}
        title={t(props.videos.length ? "video.again" : "video.title")}
        enhancement={task}
        offer={props.videoOffer}
        accountId={props.accountId}
        onMade={props.onMade}
        onSaved={props.onSaved}
      />
      <VideoList videos={props.videos} onOpen={props.onOpen} />
    </>
  );
}
