/** Which view of a followed task to show, and the task as it is best known. */
import { useEffect, type RefObject } from "react";
import { useI18n } from "../../i18n/I18n";
import type { ApiError } from "../../lib/api/errors";
import { isTerminal, type Task } from "../../lib/api/types";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import { useFocusOnChange } from "../ui/useFocusOnChange";
import { useTabStatus, type TabStatus } from "./tabStatus";
import { useFreshTask } from "./useFreshTask";

type View = "missing" | "loading" | "run" | "completed" | "failed" | "cancelled";

interface Circumstances {
  refusal: ApiError | null;
  /** What the history knows of the task. */
  known: Task | null;
  /** There is something to show before the first message. */
  begun: boolean;
  /** The page was loaded with this task in its address. */
  fromAddress: boolean;
  onNews: (task: Task) => void;
}

interface TaskView {
  view: View;
  task: Task | null;
  gone: boolean;
  onBroken: () => void;
  refresh: () => Promise<void>;
  /** For the element around the view: its heading gets the focus when the view changes. */
  root: RefObject<HTMLDivElement | null>;
}

export function useTaskView(stream: TaskStreamResult, circumstances: Circumstances): TaskView {
  const { t } = useI18n();
  const { refusal, known, begun, fromAddress, onNews } = circumstances;
  const { task: heard, connection } = stream;
  // a failed task that is being tried again is failed only until the stream says otherwise
  const current = heard && isTerminal(heard.status) && connection !== "ended" ? null : (heard ?? known);
  const { task, gone, onBroken, refresh } = useFreshTask(current);
  const view = refusal ? "missing" : task ? viewOf(task) : heard || begun ? "run" : "loading";
  const root = useFocusOnChange<HTMLDivElement>(view, { notFrom: fromAddress ? "loading" : null });

  useTabStatus(signOf(stream, task), { done: t("sign.done"), failed: t("sign.failed") });

  const news = heard && task ? task : null;
  useEffect(() => {
    if (news) onNews(news);
  }, [news, onNews]);

  return { view, task, gone, onBroken, refresh, root };
}

/** A cancellation is no news: the user did it. */
function signOf({ progress, connection }: TaskStreamResult, task: Task | null): TabStatus {
  if (!task) return null;
  if (!isTerminal(task.status)) return { kind: "running", percent: connection === "connecting" ? task.progress : progress };
  if (task.status === "cancelled") return null;
  return { kind: task.status === "completed" ? "done" : "failed" };
}

function viewOf({ status }: Task): View {
  return status === "queued" || status === "running" ? "run" : status;
}
