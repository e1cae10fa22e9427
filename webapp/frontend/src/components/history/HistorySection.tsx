/** What this account has made, newest first. */
import { useId, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { Account, Task } from "../../lib/api/types";
import { useToast } from "../ui/Toasts";
import { ConfirmDelete } from "./ConfirmDelete";
import { HistoryItem } from "./HistoryItem";
import "./HistorySection.css";
import type { TaskHistory } from "./useHistory";
import { useMinuteClock } from "./useMinuteClock";

interface HistorySectionProps {
  account: Account | null;
  history: TaskHistory;
  currentId: number | null;
  onOpen: (task: Pick<Task, "id" | "kind">) => void;
  onDeleted: (taskId: number) => void;
}

export function HistorySection({ account, history, currentId, onOpen, onDeleted }: HistorySectionProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const toast = useToast();
  const titleId = useId();
  const now = useMinuteClock();
  const [doomed, setDoomed] = useState<Task | null>(null);
  const { tasks, loading, error } = history;

  const remove = async (task: Task) => {
    setDoomed(null);
    try {
      await history.remove(task.id);
      toast(t("history.deleted"));
      onDeleted(task.id);
    } catch (problem) {
      toast(errorText(i18n, problem), "bad");
    }
  };

  return (
    <section className="history" aria-labelledby={titleId}>
      <div>
        <h2 id={titleId}>{t("history.title")}</h2>
        {account?.guest && <p className="soft small">{t("account.guestNotice")}</p>}
      </div>
      {tasks.length > 0 && (
        <ul className="history__list">
          {tasks.map((task) => (
            <HistoryItem
              key={task.id}
              task={task}
              now={now}
              isCurrent={task.id === currentId}
              videos={tasks.filter((video) => video.enhancement_id === task.id)}
              onOpen={onOpen}
              onDelete={() => setDoomed(task)}
            />
          ))}
        </ul>
      )}
      {tasks.length === 0 && !loading && error === null && <p className="soft">{t("history.empty")}</p>}
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
      {doomed && <ConfirmDelete kind={doomed.kind} onConfirm={() => void remove(doomed)} onClose={() => setDoomed(null)} />}
    </section>
  );
}
