/** While the video is being made: its first frame, the ten steps, how far, for how long. */
import { useI18n } from "../../i18n/I18n";
import { videoService } from "../../lib/api/videoService";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import { MessageList } from "../run/MessageList";
import { NotifyButton } from "../run/NotifyButton";
import { RunFoot } from "../run/RunFoot";
import { RunHead } from "../run/RunHead";
import { RunNote } from "../run/RunNote";
import "../run/RunView.css";
import { Frame } from "../ui/Frame";
import type { Shape } from "../ui/shape";
import { Stage } from "../ui/Stage";
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
