/** The picture in each format, to download one by one or all at once. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import type { Task } from "../../lib/api/types";
import { downloadUrl } from "../../lib/downloadUrl";
import { saveFile } from "../../lib/saveFile";
import { zip } from "../../lib/zip";
import { useToast } from "../ui/Toasts";
import "./FormatDownloads.css";

export function FormatDownloads({ taskId, pictures }: { taskId: number; pictures: Task["pictures"] }) {
  const { t } = useI18n();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  if (!pictures.length) return null;

  const saveAll = async () => {
    setBusy(true);
    try {
      saveFile(zip(await Promise.all(pictures.map(fetched))), `limelight-${taskId}.zip`);
    } catch {
      toast(t("formats.zipFailed"), "bad");
    } finally {
      setBusy(false);
    }
  };

  return (
    <ul className="format-downloads" aria-label={t("formats.label")}>
      {pictures.map(({ format, url }) => (
        <li key={format}>
          <a className="button" href={downloadUrl(url)} download>
            {t(`format.${format}`)}
          </a>
        </li>
      ))}
      <li>
        <button type="button" className="button" disabled={busy} onClick={() => void saveAll()}>
          {t("formats.zip")}
        </button>
      </li>
    </ul>
  );
}

async function fetched({ format, url }: Task["pictures"][number]) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${format}: ${answer.status}`);
  const kind = answer.headers.get("Content-Type") === "image/png" ? "png" : "jpg";
  return { name: `${format}.${kind}`, content: new Uint8Array(await answer.arrayBuffer()) };
}
