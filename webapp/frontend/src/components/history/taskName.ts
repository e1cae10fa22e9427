/** What to call a task: as its user named it, else after the product. */
import type { Translate } from "../../i18n/I18n";
import type { Task } from "../../lib/api/types";

export function taskName(t: Translate, task: Task): string {
  return task.name || task.product_name || task.storyboard?.title || task.user_description || t("history.untitled");
}
