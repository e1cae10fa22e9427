/** Copies the picture to the clipboard, where the browser can. */
import { useI18n } from "../../i18n/I18n";
import { canCopyPictures, copyPicture } from "../../lib/copyPicture";
import { Icon } from "../ui/Icon";
import { useToast } from "../ui/Toasts";

export function CopyPicture({ url }: { url: string }) {
  const { t } = useI18n();
  const toast = useToast();
  if (!canCopyPictures()) return null;
  const copy = async () => {
    if (await copyPicture(url)) toast(t("result.copied"), "good");
    else toast(t("result.copyFailed"), "bad");
  };
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      <Icon name="copy" />
      {t("result.copy")}
    </button>
  );
}
