/** The videos that were made of a picture. */
import { useId } from "react";
import { timeAgo } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import { serverNow } from "../../lib/api/clock";
import type { Task } from "../../lib/api/types";
import { TaskLink } from "../task/TaskLink";
import { Icon } from "../ui/Icon";
import "./VideoList.css";

export function VideoList({ videos, onOpen }: { videos: readonly Task[]; onOpen: (task: Task) => void }) {
  const { t, language } = useI18n();
  const id = useId();
  if (!videos.length) return null;
  return (
    <section className="videos card" aria-labelledby={id}>
      <h2 id={id}>{t("videos.title")}</h2>
      <ul className="videos__list">
        {videos.map((task) => (
          <li key={task.id}>
            <TaskLink id={task.id} kind="video" className="videos__one" onOpen={() => onOpen(task)}>
              <span className="videos__picture">
                {task.poster_url ? <img src={task.poster_url} alt="" loading="lazy" /> : <Icon name="play" size={22} />}
              </span>
              <span className="small">
                <span className="status" data-status={task.status}>
                  {t(`status.${task.status}`)}
                </span>
                <span className="soft">
                  {" · "}
                  {t("form.seconds", { count: task.duration })} · {timeAgo(task.created_at, serverNow(), language)}
                </span>
              </span>
            </TaskLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
