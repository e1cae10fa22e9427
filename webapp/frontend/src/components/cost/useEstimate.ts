/** What a task will probably cost the signed-in user; null until known. */
import { useEffect, useState } from "react";
import { taskService } from "../../lib/api/taskService";
import type { Estimate, TaskKind } from "../../lib/api/types";

export function useEstimate(kind: TaskKind, duration: number, accountId: number | null): Estimate | null {
  const [estimate, setEstimate] = useState<Estimate | null>(null);

  useEffect(() => {
    const aborter = new AbortController();
    // without an answer the button works all the same: the server keeps to the limits
    taskService.getEstimate({ kind, duration }, { signal: aborter.signal }).then(setEstimate, () => {
      if (!aborter.signal.aborted) setEstimate(null);
    });
    return () => aborter.abort();
  }, [kind, duration, accountId]);

  return estimate;
}
