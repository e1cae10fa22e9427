/** One task of the history: its picture, what it is about, how it stands, since when, and what belongs to it. */
import { useEffect, useRef, useState } from "react";
import { timeAgo } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import { spentText } from "../../i18n/moneyText";
import { isTerminal, type Task } from "../../lib/api/types";
import { TaskLink } from "../task/TaskLink";
import { Icon } from "../ui/Icon";
import { RenameForm } from "./RenameForm";

interface HistoryItemProps {
  task: Task;
  name: string;
  /** The videos that were made of it. */
  videos: readonly Task[];
  now: number;
  isCurrent: boolean;
  onOpen: (task: Pick<Task, "id" | "kind">) => void;
  onDelete: () => void;
  onRenamed: (task: Task) => void;
}

export function HistoryItem({ task, name, videos, now, isCurrent, onOpen, onDelete, onRenamed }: HistoryItemProps) {
  const i18n = useI18n();
  const { t, language } = i18n;
  const [renaming, setRenaming] = useState(false);
  const renameButton = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);

  useEffect(() => {
    // back to where it came from, unless it is somewhere else already
    if (wasRenaming.current && !renaming && document.activeElement === document.body) renameButton.current?.focus();
    wasRenaming.current = renaming;
  }, [renaming]);

  // of what is under way the price is a guess
  const spent = isTerminal(task.status) ? spentText(i18n, task.usage) : null;
  return (
    <li className="history-item card" data-current={isCurrent} data-task={task.id} data-kind={task.kind}>
      <Thumbnail url={task.thumbnail_url ?? task.poster_url} kind={task.kind} />
      <div className="history-item__words">
        {renaming ? (
          <RenameForm
            task={task}
            name={name}
            onClose={(renamed) => {
              setRenaming(false);
              if (renamed) onRenamed(renamed);
            }}
          />
        ) : (
          <TaskLink
            id={task.id}
            kind={task.kind}
            className="history-item__title"
            isCurrent={isCurrent}
            onOpen={() => onOpen(task)}
          >
            {name}
          </TaskLink>
        )}
        <span className="small">
          <span className="status" data-status={task.status}>
            {t(`status.${task.status}`)}
            {task.status === "running" && ` ${task.progress}%`}
          </span>
          <span className="soft">
            {" · "}
            <time dateTime={task.created_at}>{timeAgo(task.created_at, now, language)}</time>
            {spent && ` · ${spent}`}
          </span>
        </span>
        <Relations task={task} videos={videos} onOpen={onOpen} />
      </div>
      <div className="history-item__actions">
        <button
          ref={renameButton}
          type="button"
          className="button button--plain"
          aria-label={t("history.renameTask", { name })}
          title={t("history.rename")}
          onClick={() => setRenaming(true)}
        >
          <Icon name="pencil" size={18} />
        </button>
        <button
          type="button"
          className="button button--plain"
          aria-label={t(`history.deleteTask.${task.kind}`, { name })}
          title={t("history.delete")}
          onClick={onDelete}
        >
          <Icon name="trash" size={18} />
        </button>
      </div>
    </li>
  );
}

/** A video names what it was made of, a picture what was made of it. */
function Relations({ task, videos, onOpen }: Pick<HistoryItemProps, "task" | "videos" | "onOpen">) {
  const { t } = useI18n();
  if (task.kind === "video") {
    const { enhancement_id: id, duration } = task;
    return (
      <span className="small soft history-item__relations">
        <span>{t("history.video", { count: duration })}</span>
        {id !== null && (
          <TaskLink id={id} kind="enhancement" onOpen={() => onOpen({ id, kind: "enhancement" })}>
            {t("history.origin")}
          </TaskLink>
        )}
      </span>
    );
  }
  return (
    <span className="small soft history-item__relations">
      <span>{t("history.enhancement")}</span>
      {videos.map((video, index) => (
        <TaskLink key={video.id} id={video.id} kind="video" onOpen={() => onOpen(video)}>
          {t("history.videoLink", { number: videos.length - index })}
        </TaskLink>
      ))}
    </span>
  );
}

function Thumbnail({ url, kind }: { url: string | null; kind: Task["kind"] }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  return (
    <span className="history-item__picture">
      {url && url !== brokenUrl ? (
        <img src={url} alt="" loading="lazy" onError={() => setBrokenUrl(url)} />
      ) : (
        <Icon name={kind === "video" ? "play" : "photo"} size={28} />
      )}
      {kind === "video" && url && (
        <span className="history-item__badge">
          <Icon name="play" size={16} />
        </span>
      )}
    </span>
  );
}
