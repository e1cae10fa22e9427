/** What a reader should know of a result, and is no error. */
import { useI18n } from "../../i18n/I18n";
import { noticeText } from "../../i18n/messageText";
import type { Notice } from "../../lib/api/types";
import "./NoticeList.css";

export function NoticeList({ notices }: { notices: readonly Notice[] }) {
  const i18n = useI18n();
  if (!notices.length) return null;
  return (
    <ul className="notices small" aria-label={i18n.t("notices.label")}>
      {notices.map((notice) => (
        <li key={notice.code}>{noticeText(i18n, notice)}</li>
      ))}
    </ul>
  );
}
