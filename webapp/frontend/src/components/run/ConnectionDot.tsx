/** Whether news come live: a green pulsing dot while they do. */
import { useI18n } from "../../i18n/I18n";
import type { ConnectionState } from "../../lib/stream/types";
import "./ConnectionDot.css";

export function ConnectionDot({ connection }: { connection: ConnectionState }) {
  const { t } = useI18n();
  const hint = connection === "polling" ? t("connection.pollingHint") : undefined;
  return (
    <span className="connection" data-connection={connection} title={hint}>
      <span className="connection__dot" aria-hidden="true" />
      {t(`connection.${connection}`)}
    </span>
  );
}
