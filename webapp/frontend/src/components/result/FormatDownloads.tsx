/** The picture in each format, to download. */
import { useI18n } from "../../i18n/I18n";
import type { Task } from "../../lib/api/types";
import { downloadUrl } from "../../lib/downloadUrl";
import "./FormatDownloads.css";

export function FormatDownloads({ pictures }: { pictures: Task["pictures"] }) {
  const { t } = useI18n();
  if (!pictures.length) return null;
  return (
    <ul className="format-downloads" aria-label={t("formats.label")}>
      {pictures.map(({ format, url }) => (
        <li key={format}>
          <a className="button" href={downloadUrl(url)} download>
            {t(`format.${format}`)}
          </a>
        </li>
      ))}
    </ul>
  );
}
