/** A task that is over, asked for once more: the stream does not tell what it cost, and links expire. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { aiService } from "../../lib/api/aiService";
import { isTerminal, type Task, type TaskKind } from "../../lib/api/types";
import { videoService } from "../../lib/api/videoService";

// links live for hours; whoever comes back after so long gets new ones before the old ones fail
const LINKS_GOOD_MS = 60 * 60 * 1000;

interface FreshTask {
  task: Task | null;
  /** What it made cannot be loaded, by new links neither. */
  gone: boolean;
  /** Call when something it made could not be loaded. */
  onBroken: () => void;
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

  // the same one in every render, or whoever passes it on would render for ever
  const task = useMemo(() => heard && merged(heard, answer, renewed), [heard, answer, renewed]);
  return { task, gone, onBroken };
}

async function ask(id: number | null, kind: TaskKind | null): Promise<Task | null> {
  if (id === null) return null;
  return kind === "video" ? videoService.getVideoStatus(id) : aiService.getEnhancementStatus(id);
}

/** New links only when they are needed: another address makes a player start anew. */
function merged(heard: Task, answer: Task | null, renewed: boolean): Task {
  // what was answered about an earlier end says nothing after a retry
  if (!answer || answer.seq !== heard.seq) return heard;
  return renewed ? answer : { ...heard, usage: answer.usage };
}
