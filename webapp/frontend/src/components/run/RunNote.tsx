/** Beneath a running task: what is wrong with the line, how long it has been silent, or that all is well. */
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import { useNow } from "../../lib/hooks/useNow";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";

const SILENT_SECONDS = 20;

export function RunNote({ stream: { trouble, lastHeardAt } }: { stream: TaskStreamResult }) {
  const i18n = useI18n();
  const { t } = i18n;
  const now = useNow(lastHeardAt !== null);
  const silentSeconds = lastHeardAt === null ? 0 : Math.floor((now - lastHeardAt) / 1000);
  const heard = silentSeconds >= SILENT_SECONDS ? `${t("run.lastHeard", { seconds: silentSeconds })} · ` : "";
  return (
    <p className="soft small run__note numbers">
      {heard}
      {trouble ? errorText(i18n, trouble) : t("run.keepsGoing")}
    </p>
  );
}
