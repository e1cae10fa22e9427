/** The enhancement that a video was made of: from the history, or asked for; null when there is none (any more). */
import { useEffect, useState } from "react";
import { aiService } from "../../lib/api/aiService";
import type { Task } from "../../lib/api/types";

export function useOriginOf(video: Task | null, tasks: readonly Task[]): Task | null {
  const id = video?.enhancement_id ?? null;
  const [asked, setAsked] = useState<Task | null>(null);
  const known = tasks.find((task) => task.id === id) ?? null;
  const missing = id !== null && known === null;

  useEffect(() => {
    if (!missing) return;
    const aborter = new AbortController();
    // deleted: the video can be watched, but there is nothing to make another one of
    aiService.getEnhancementStatus(id, { signal: aborter.signal }).then(setAsked, () => undefined);
    return () => aborter.abort();
  }, [missing, id]);

  return known ?? (asked?.id === id ? asked : null);
}
