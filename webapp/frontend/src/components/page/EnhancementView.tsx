/** One enhancement from its first message to its end: follows the stream and shows the view that fits. */
import { useI18n } from "../../i18n/I18n";
import { aiService } from "../../lib/api/aiService";
import type { SubmittedTask, Task } from "../../lib/api/types";
import { useEnhancementStream } from "../../lib/hooks/useEnhancementStream";
import type { Photo } from "../compose/usePhoto";
import { ResultView } from "../result/ResultView";
import { RunView } from "../run/RunView";
import { EndedView } from "../task/EndedView";
import { LoadingView } from "../task/LoadingView";
import { MissingView } from "../task/MissingView";
import type { CurrentTask } from "../task/useCurrentTask";
import { useTaskEnd } from "../task/useTaskEnd";
import { useTaskView } from "../task/useTaskView";
import { isShape, type Shape } from "../ui/shape";
import { Steps } from "../ui/Steps";
import type { VideoOffer } from "../video/choices";

interface EnhancementViewProps {
  current: CurrentTask;
  /** The photo it was made from, if that is the one chosen on this page. */
  photo: Photo | null;
  /** What the history knows of it. */
  known: Task | null;
  /** The videos that were made of it. */
  videos: readonly Task[];
  videoOffer: VideoOffer;
  accountId: number | null;
  onMade: (video: SubmittedTask) => void;
  onOpen: (task: Pick<CurrentTask, "id" | "kind">) => void;
  onNews: (task: Task) => void;
  onSignIn: (() => void) | null;
  /** Back to the start with the same photo and the same wishes. */
  onStartOver: (task: Task | null) => void;
  /** Back to the start for another one. */
  onAnother: () => void;
}

export function EnhancementView(props: EnhancementViewProps) {
  const { current, photo, known, onNews } = props;
  const { t } = useI18n();
  const { refusal, callbacks } = useTaskEnd(current);
  const stream = useEnhancementStream({ taskId: current.id, streamToken: current.streamToken, ...callbacks });
  const { view, task, gone, onBroken, refresh, root } = useTaskView(stream, {
    refusal,
    known,
    begun: photo !== null,
    fromAddress: current.fromAddress ?? false,
    onNews,
  });
  const shape = photo?.shape ?? shapeOfMessages(stream.messages) ?? task?.orientation ?? "landscape";

  return (
    <div className="hero__task" ref={root} data-view={view}>
      <h1 className="visually-hidden">{t("hero.title")}</h1>
      {view !== "missing" && <Steps current={view === "completed" ? "video" : "enhance"} />}
      {refusal && (
        <MissingView error={refusal} onSignIn={props.onSignIn} onStartOver={() => props.onStartOver(null)} />
      )}
      {view === "loading" && <LoadingView />}
      {view === "run" && (
        <RunView taskId={current.id} stream={stream} shape={shape} localPhotoUrl={photo?.url ?? null} />
      )}
      {view === "completed" && task && (
        <ResultView
          task={task}
          shape={shape}
          videos={props.videos}
          videoOffer={props.videoOffer}
          accountId={props.accountId}
          onMade={props.onMade}
          onSaved={onNews}
          onOpen={props.onOpen}
          gone={gone}
          onAnother={props.onAnother}
          onBroken={onBroken}
          onChanged={refresh}
        />
      )}
      {(view === "failed" || view === "cancelled") && task && (
        <EndedView
          task={task}
          shape={shape}
          pictureUrl={photo?.url ?? task.before_image_url ?? task.thumbnail_url}
          retry={() => aiService.retryEnhancement(task.id)}
          onRetried={stream.restart}
          onStartOver={() => props.onStartOver(task)}
        />
      )}
    </div>
  );
}

function shapeOfMessages(messages: readonly { params: Record<string, unknown> }[]): Shape | null {
  const shapes = messages.map(({ params }) => params["orientation"]).filter(isShape);
  return shapes.at(-1) ?? null;
}
