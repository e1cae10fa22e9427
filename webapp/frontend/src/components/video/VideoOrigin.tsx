/** The way back from a video to the picture and script that it was made of. */
import { useI18n } from "../../i18n/I18n";
import type { Task } from "../../lib/api/types";
import { TaskLink } from "../task/TaskLink";

export function VideoOrigin({ task, onOpen }: { task: Task; onOpen: () => void }) {
  const { t } = useI18n();
  if (task.enhancement_id === null) return null;
  return (
    <p className="small">
      <TaskLink id={task.enhancement_id} kind="enhancement" onOpen={onOpen}>
        {t("video.origin")}
      </TaskLink>
    </p>
  );
}
