/** While the video is being made: its first frame, the ten steps, how far, for how long. */
import { useI18n } from "../../i18n/I18n";
import { videoService } from "../../lib/api/videoService";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import { Frame } from "./Frame";
import { MessageList } from "./MessageList";
import { NotifyButton } from "./NotifyButton";
import { RunFoot } from "./RunFoot";
import { RunHead } from "./RunHead";
import { RunNote } from "./RunNote";
import "./RunView.css";
import type { Shape } from "./shape";
import { Stage } from "./Stage";
import { Stepper } from "./Stepper";

interface VideoRunViewProps {
  taskId: number;
  stream: TaskStreamResult;
  shape: Shape;
  pictureUrl: string | null;
}

export function VideoRunView({ taskId, stream, shape, pictureUrl }: VideoRunViewProps) {
  const { t } = useI18n();
  return (
    <Stage
      picture={
        <>
          <Frame shape={shape} video>
            {pictureUrl && (
              <>
                <img className="frame__picture" src={pictureUrl} alt={t("video.frame")} />
                <span className="frame__note">{t("video.frame")}</span>
              </>
            )}
          </Frame>
          <NotifyButton />
        </>
      }
    >
      <RunHead title={t("video.running")} stream={stream} />
      <Stepper stream={stream} />
      <MessageList messages={stream.messages} />
      <RunFoot stream={stream} cancel={() => videoService.cancelVideo(taskId)} />
      <RunNote stream={stream} />
    </Stage>
  );
}
