/** The advertising script, to read and to copy. */
import { useI18n } from "../../i18n/I18n";
import { copyText } from "../../lib/copyText";
import { Icon } from "../ui/Icon";
import { useToast } from "../ui/Toasts";
import "./ScriptPanel.css";

export function ScriptPanel({ script, language }: { script: string; language: string }) {
  const { t } = useI18n();
  const toast = useToast();
  const copy = async () => {
    if (await copyText(script)) toast(t("script.copied"), "good");
    else toast(t("script.copyFailed"), "bad");
  };
  return (
    <section className="script">
      <div className="script__head">
        <h3>{t("script.title")}</h3>
        <button type="button" className="button button--plain" onClick={() => void copy()}>
          <Icon name="copy" size={18} />
          {t("script.copy")}
        </button>
      </div>
      <div className="script__text" lang={language} dir="auto" tabIndex={0} role="group" aria-label={t("script.title")}>
        {script}
      </div>
    </section>
  );
}
