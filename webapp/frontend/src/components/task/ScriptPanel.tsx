/** The advertising script, to read and to copy. */
import { useI18n } from "../../i18n/I18n";
import { CopyableText } from "./CopyableText";

export function ScriptPanel({ script, language }: { script: string; language: string }) {
  const { t } = useI18n();
  return (
    <CopyableText
      title={t("script.title")}
      text={script}
      language={language}
      copy={t("script.copy")}
      copied={t("script.copied")}
    />
  );
}
