/** Fetches an ended task again: the stream does not carry its cost, and links expire. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { aiService } from "../../lib/api/aiService";
import { isTerminal, type Task, type TaskKind } from "../../lib/api/types";
import { videoService } from "../../lib/api/videoService";

// links live for hours; after this long, get new ones before the old ones fail
const LINKS_GOOD_MS = 60 * 60 * 1000;

interface FreshTask {
  task: Task | null;
  /** Its files cannot be loaded, even through fresh links. */
  gone: boolean;
  /** Call when something it made could not be loaded. */
  onBroken: () => void;
  /** Take over what has changed of an ended task. */
  refresh: () => Promise<void>;
}

export function useFreshTask(heard: Task | null): FreshTask {
  const [answer, setAnswer] = useState<Task | null>(null);
  const [renewed, setRenewed] = useState(false);
  const [gone, setGone] = useState(false);
  const { id = null, kind = null, seq = 0 } = heard ?? {};
  const over = heard !== null && isTerminal(heard.status);

  useEffect(() => {
    // unanswered, the result is shown all the same
    if (over) ask(id, kind).then(setAnswer, () => undefined);
  }, [over, seq, id, kind]);

  const renew = useCallback(async () => {
    setAnswer(await ask(id, kind));
    setRenewed(true);
  }, [id, kind]);
  // by a link that is new already it would be found
  const onBroken = useCallback(() => {
    if (renewed) setGone(true);
    else renew().catch(() => setGone(true));
  }, [renewed, renew]);

  useEffect(() => {
    if (!over) return;
    let goodUntil = Date.now() + LINKS_GOOD_MS;
    const look = () => {
      if (document.visibilityState === "hidden" || Date.now() < goodUntil) return;
      goodUntil = Date.now() + LINKS_GOOD_MS;
      renew().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [over, renew]);

  // the same object in every render, to avoid endless renders downstream
  const task = useMemo(() => heard && merged(heard, answer, renewed), [heard, answer, renewed]);
  return { task, gone, onBroken, refresh: renew };
}

async function ask(id: number | null, kind: TaskKind | null): Promise<Task | null> {
  if (id === null) return null;
  return kind === "video" ? videoService.getVideoStatus(id) : aiService.getEnhancementStatus(id);
}

/** New links only when needed: a new address makes a player start over. */
function merged(heard: Task, answer: Task | null, renewed: boolean): Task {
  // after a retry, ignore the answer about the earlier end
  if (!answer || answer.seq !== heard.seq) return heard;
  if (renewed) return answer;
  // what the stream's rows do not carry
  const { usage, notices, pictures, cutout_url, background, storyboard, videos } = answer;
  return { ...heard, usage, notices, pictures, cutout_url, background, storyboard, videos };
}
