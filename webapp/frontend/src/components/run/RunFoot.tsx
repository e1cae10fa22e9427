/** How long it has taken, how long it still takes, and the way to stop it. */
import { useState } from "react";
import { etaText } from "../../i18n/etaText";
import { clockTime } from "../../i18n/format";
import { useI18n } from "../../i18n/I18n";
import { errorText } from "../../i18n/messageText";
import type { Task } from "../../lib/api/types";
import { useNow } from "../../lib/hooks/useNow";
import type { TaskStreamResult } from "../../lib/hooks/useTaskStream";
import { useToast } from "../ui/Toasts";

interface RunFootProps {
  stream: TaskStreamResult;
  cancel: () => Promise<Task>;
}

export function RunFoot({ stream, cancel }: RunFootProps) {
  return (
    <div className="run__foot">
      <RunTimes stream={stream} />
      <CancelButton cancel={cancel} />
    </div>
  );
}

function RunTimes({ stream: { elapsedSeconds, eta, etaAt } }: { stream: TaskStreamResult }) {
  const { t } = useI18n();
  const now = useNow(eta !== null);
  return (
    <span className="soft numbers run__times">
      <span>{t("run.elapsed", { time: clockTime(elapsedSeconds) })}</span>
      {eta && <span>{etaText(t, eta, Math.max(0, now - etaAt) / 1000)}</span>}
    </span>
  );
}

function CancelButton({ cancel }: Pick<RunFootProps, "cancel">) {
  const i18n = useI18n();
  const toast = useToast();
  const [cancelling, setCancelling] = useState(false);
  const stop = async () => {
    setCancelling(true);
    try {
      // the stream reports when it has happened
      await cancel();
    } catch (error) {
      toast(errorText(i18n, error), "bad");
      setCancelling(false);
    }
  };
  return (
    <button type="button" className="button" disabled={cancelling} onClick={() => void stop()}>
      {i18n.t(cancelling ? "run.cancelling" : "run.cancel")}
    </button>
  );
}
