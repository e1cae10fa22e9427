/** A task of which nothing is known yet. */
import { useI18n } from "../../i18n/I18n";
import { Frame } from "../ui/Frame";
import { Stage } from "../ui/Stage";

export function LoadingView() {
  const { t } = useI18n();
  return (
    <Stage picture={<Frame shape="landscape" />}>
      <h2 tabIndex={-1}>{t("run.loading")}</h2>
    </Stage>
  );
}
