/** One video from its first message to its end: follows the stream and shows the view that fits. */
import { useRef, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import type { SubmittedTask, Task, VideoFormat } from "../../lib/api/types";
import { videoService } from "../../lib/api/videoService";
import { useVideoStream } from "../../lib/hooks/useVideoStream";
import { EndedView } from "../task/EndedView";
import { LoadingView } from "../task/LoadingView";
import { MissingView } from "../task/MissingView";
import type { CurrentTask } from "../task/useCurrentTask";
import { useTaskEnd } from "../task/useTaskEnd";
import { useTaskView } from "../task/useTaskView";
import { videoShapeOf, type Shape } from "../ui/shape";
import { Steps } from "../ui/Steps";
import type { VideoOffer } from "./choices";
import { useOriginOf } from "./useOriginOf";
import { VideoForm } from "./VideoForm";
import { VideoOrigin } from "./VideoOrigin";
import { VideoResultView } from "./VideoResultView";
import { VideoRunView } from "./VideoRunView";

interface VideoViewProps {
  current: CurrentTask;
  /** What the history knows of the account's tasks. */
  tasks: readonly Task[];
  accountId: number | null;
  offer: VideoOffer;
  onNews: (task: Task) => void;
  onMade: (task: SubmittedTask) => void;
  onOpen: (task: Pick<CurrentTask, "id" | "kind">) => void;
  onSignIn: (() => void) | null;
  /** Back to the start, for another photo. */
  onAnother: () => void;
}

export function VideoView({ current, tasks, accountId, offer, onNews, onMade, onOpen, ...props }: VideoViewProps) {
  const { t } = useI18n();
  const { refusal, callbacks } = useTaskEnd(current);
  const stream = useVideoStream({ taskId: current.id, streamToken: current.streamToken, ...callbacks });
  const { view, task, gone, onBroken, root } = useTaskView(stream, {
    refusal,
    known: tasks.find(({ id }) => id === current.id) ?? null,
    begun: false,
    fromAddress: current.fromAddress ?? false,
    onNews,
  });
  const origin = useOriginOf(task, tasks);
  const [shown, setShown] = useState<Shape | null>(null);
  const form = useRef<HTMLHeadingElement>(null);

  const shape = shown ?? shapeOfMessages(stream.messages) ?? task?.formats[0] ?? "landscape";
  const pictureUrl = task?.video_frame_url ?? (origin && frameOf(origin, task?.formats[0]));
  const openOrigin = () => {
    if (task?.enhancement_id) onOpen({ id: task.enhancement_id, kind: "enhancement" });
  };
  const showForm = () => {
    form.current?.focus({ preventScroll: true });
    form.current?.scrollIntoView({ block: "start" });
  };

  return (
    <div className="hero__task" ref={root} data-view={view}>
      <h1 className="visually-hidden">{t("hero.title")}</h1>
      {view !== "missing" && <Steps current="video" done={view === "completed"} />}
      {refusal && <MissingView error={refusal} onSignIn={props.onSignIn} onStartOver={props.onAnother} />}
      {view === "loading" && <LoadingView />}
      {view === "run" && (
        <VideoRunView taskId={current.id} stream={stream} shape={shape} pictureUrl={pictureUrl} />
      )}
      {view === "completed" && task && (
        <VideoResultView
          task={task}
          shape={shape}
          gone={gone}
          onShape={(width, height) => setShown(videoShapeOf(width, height))}
          onAgain={origin && showForm}
          onOrigin={openOrigin}
          onAnother={props.onAnother}
          onBroken={onBroken}
        />
      )}
      {(view === "failed" || view === "cancelled") && task && (
        <EndedView
          task={task}
          shape={shape}
          pictureUrl={pictureUrl}
          retry={() => videoService.retryVideo(task.id)}
          onRetried={stream.restart}
          onStartOver={props.onAnother}
        >
          <VideoOrigin task={task} onOpen={openOrigin} />
        </EndedView>
      )}
      {(view === "completed" || view === "failed" || view === "cancelled") && task && origin && (
        <VideoForm
          key={task.id}
          heading={form}
          title={t(view === "completed" ? "video.again" : "video.againChanged")}
          enhancement={origin}
          offer={offer}
          accountId={accountId}
          onMade={onMade}
          onSaved={onNews}
        />
      )}
    </div>
  );
}

/** What the first frame will look like: cut already, where the picture is there in the format. */
function frameOf(origin: Task, format: VideoFormat | undefined): string | null {
  const picture = origin.pictures.find((one) => one.format === format);
  return picture?.url ?? origin.video_frame_url ?? origin.enhanced_image_url;
}

/** By the frame's size, as soon as it is prepared: "720x1280". */
function shapeOfMessages(messages: readonly { code: string; params: Record<string, unknown> }[]): Shape | null {
  const size = messages.findLast(({ code }) => code === "video.frame_preparing")?.params["size"];
  const [width, height] = typeof size === "string" ? size.split("x").map(Number) : [];
  return width && height ? videoShapeOf(width, height) : null;
}
