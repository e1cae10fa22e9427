/** What is said outside the page when a followed task ends, and why one cannot be followed at all; the view says the rest. */
import { useRef, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { taskErrorText } from "../../i18n/messageText";
import type { ApiError } from "../../lib/api/errors";
import { isTerminal, type TaskKind } from "../../lib/api/types";
import type { TaskStreamOptions } from "../../lib/hooks/useTaskStream";
import { notifyIfHidden } from "./notifications";

interface TaskEnd {
  /** Why the task may not be read. */
  refusal: ApiError | null;
  /** For the stream's hook. */
  callbacks: Pick<TaskStreamOptions, "onProgress" | "onComplete" | "onError">;
}

export function useTaskEnd({ id, kind }: { id: number; kind: TaskKind }): TaskEnd {
  const i18n = useI18n();
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  // only an end that was waited for is news
  const seenRunning = useRef(false);

  const say = (text: string) => notifyIfHidden(text, `limelight-${id}`);

  return {
    refusal,
    callbacks: {
      onProgress: (_progress, _message, { status }) => {
        seenRunning.current ||= !isTerminal(status);
      },
      onComplete: () => {
        if (seenRunning.current) say(i18n.t(`notify.done.${kind}`));
      },
      onError: (_message, error, task) => {
        if (!task || error.isFinal) setRefusal(error);
        else if (task.error && seenRunning.current) {
          say(i18n.t("notify.failed", { message: taskErrorText(i18n, task.error) }));
        }
      },
    },
  };
}
