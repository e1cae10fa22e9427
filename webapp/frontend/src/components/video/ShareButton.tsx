/** Hands the clip to another app, where the system can do that. */
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { Icon } from "../ui/Icon";
import { useToast } from "../ui/Toasts";

export function ShareButton({ url, name, text }: { url: string; name: string; text: string }) {
  const { t } = useI18n();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  if (!canShareClips()) return null;

  const share = async () => {
    setBusy(true);
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(String(answer.status));
      await navigator.share({ files: [clipFile([await answer.blob()], name)], text });
    } catch (problem) {
      // whoever closes the system's dialog knows
      if ((problem as Error).name !== "AbortError") toast(t("video.shareFailed"), "bad");
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" className="button" disabled={busy} onClick={() => void share()}>
      <Icon name="share" />
      {t("video.share")}
    </button>
  );
}

function canShareClips(): boolean {
  return navigator.canShare?.({ files: [clipFile([], "clip")] }) ?? false;
}

function clipFile(parts: Blob[], name: string): File {
  return new File(parts, `${name}.mp4`, { type: "video/mp4" });
}
