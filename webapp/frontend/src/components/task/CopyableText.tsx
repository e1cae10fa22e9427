/** A text of the ad, to read and to copy. */
import { useI18n } from "../../i18n/I18n";
import { copyText } from "../../lib/copyText";
import { Icon } from "../ui/Icon";
import { useToast } from "../ui/Toasts";
import "./CopyableText.css";

interface CopyableTextProps {
  title: string;
  text: string;
  /** Of the text, as a BCP 47 tag. */
  language: string;
  /** The button, and what is said when it has worked. */
  copy: string;
  copied: string;
}

export function CopyableText({ title, text, language, copy, copied }: CopyableTextProps) {
  const { t } = useI18n();
  const toast = useToast();
  const copyIt = async () => {
    if (await copyText(text)) toast(copied, "good");
    else toast(t("script.copyFailed"), "bad");
  };
  return (
    <section className="script">
      <div className="script__head">
        <h3>{title}</h3>
        <button type="button" className="button button--plain" onClick={() => void copyIt()}>
          <Icon name="copy" size={18} />
          {copy}
        </button>
      </div>
      <div className="script__text" lang={language} dir="auto" tabIndex={0} role="group" aria-label={title}>
        {text}
      </div>
    </section>
  );
}
