/** The last five messages, in five rows that are always there. */
import { useI18n } from "../../i18n/I18n";
import { progressText } from "../../i18n/messageText";
import type { ProgressEvent } from "../../lib/api/types";
import "./MessageList.css";

const ROWS = 5;

export function MessageList({ messages }: { messages: readonly ProgressEvent[] }) {
  const i18n = useI18n();
  return (
    <ol className="messages numbers" aria-label={i18n.t("run.messages")}>
      {messages.slice(-ROWS).map((row) => {
        const text = `[${row.progress}%] ${progressText(i18n, row)}`;
        return (
          <li key={row.seq} className="messages__one" title={text} data-seq={row.seq}>
            {text}
          </li>
        );
      })}
    </ol>
  );
}
