/** While the ad is being made: the picture and the script as they come, how far, for how long. */
import { useI18n } from "../../i18n/I18n";
import { aiService } from "../../lib/api/aiService";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import type { Shape } from "../ui/shape";
import { Stage } from "../ui/Stage";
import { MessageList } from "./MessageList";
import { RunFoot } from "./RunFoot";
import { RunHead } from "./RunHead";
import { RunNote } from "./RunNote";
import { RunPicture } from "./RunPicture";
import "./RunView.css";
import { ScriptDraft } from "./ScriptDraft";

interface RunViewProps {
  taskId: number;
  stream: TaskStreamResult;
  shape: Shape;
  /** The photo as it was chosen here; null after a reload. */
  localPhotoUrl: string | null;
}

export function RunView({ taskId, stream, shape, localPhotoUrl }: RunViewProps) {
  const { t, language } = useI18n();
  return (
    <Stage
      picture={<RunPicture shape={shape} stream={stream} localPhotoUrl={localPhotoUrl} />}
      under={<ScriptDraft text={stream.script} language={stream.task?.language ?? language} />}
    >
      <RunHead title={t("run.title")} stream={stream} />
      <MessageList messages={stream.messages} />
      <RunFoot stream={stream} cancel={() => aiService.cancelEnhancement(taskId)} />
      <RunNote stream={stream} />
    </Stage>
  );
}
