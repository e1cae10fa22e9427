/** What to call a task: as its user named it, else after the product; a video after its picture. */
import type { Translate } from "../../i18n/I18n";
import type { Task } from "../../lib/api/types";

/** `tasks`: among which a video's picture may be. */
export function taskName(t: Translate, task: Task, tasks: readonly Task[]): string {
  const origin = tasks.find(({ id }) => id === task.enhancement_id);
  return task.name || (origin ? taskName(t, origin, tasks) : productOf(task)) || t("history.untitled");
}

/** Without a word about the product, the title is only a stopgap. */
function productOf({ kind, product_name: name, user_description: description, storyboard }: Task): string {
  if (name) return name;
  return description || kind === "video" ? storyboard?.title || description : "";
}
