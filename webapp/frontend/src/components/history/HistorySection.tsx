/** What this account has made, newest first. */
import { useId } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { Account, Task } from "../../lib/api/types";
import { DeletedItem } from "./DeletedItem";
import { HistoryItem } from "./HistoryItem";
import "./HistorySection.css";
import { taskName } from "./taskName";
import type { Deletions } from "./useDeletions";
import type { TaskHistory } from "./useHistory";
import { useMinuteClock } from "./useMinuteClock";

interface HistorySectionProps {
  account: Account | null;
  history: TaskHistory;
  deletions: Deletions;
  currentId: number | null;
  onOpen: (task: Pick<Task, "id" | "kind">) => void;
  onDelete: (taskId: number) => void;
}

export function HistorySection({ account, history, deletions, currentId, onOpen, onDelete }: HistorySectionProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const titleId = useId();
  const now = useMinuteClock();
  const { tasks, loading, error } = history;
  const kept = tasks.filter(({ id }) => !deletions.waiting.includes(id));

  return (
    <section className="history" aria-labelledby={titleId}>
      <div>
        <h2 id={titleId}>{t("history.title")}</h2>
        {account?.guest && <p className="soft small">{t("account.guestNotice")}</p>}
      </div>
      {tasks.length > 0 && (
        <ul className="history__list">
          {tasks.map((task) =>
            deletions.waiting.includes(task.id) ? (
              <DeletedItem key={task.id} name={taskName(t, task, tasks)} onUndo={() => deletions.undo(task.id)} />
            ) : (
              <HistoryItem
                key={task.id}
                task={task}
                name={taskName(t, task, tasks)}
                now={now}
                isCurrent={task.id === currentId}
                videos={kept.filter((video) => video.enhancement_id === task.id)}
                onOpen={onOpen}
                onDelete={() => onDelete(task.id)}
                onRenamed={history.put}
              />
            ),
          )}
        </ul>
      )}
      {tasks.length === 0 && !loading && error === null && <p className="soft">{t("history.empty")}</p>}
      {deletions.error !== null && (
        <p className="problem" role="alert">
          {errorText(i18n, deletions.error)}
        </p>
      )}
      {error !== null && (
        <div className="problem row">
          <span>{errorText(i18n, error)}</span>
          <button type="button" className="button" onClick={history.reload}>
            {t("history.retry")}
          </button>
        </div>
      )}
      {history.nextCursor && (
        <button type="button" className="button" disabled={loading} onClick={history.more}>
          {t(loading ? "history.loading" : "history.more")}
        </button>
      )}
    </section>
  );
}
