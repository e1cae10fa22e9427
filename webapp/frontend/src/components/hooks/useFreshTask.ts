/** A task that is over, asked for once more: the stream does not tell what it cost, and links expire. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { getStatus } from "../../lib/api/services";
import { isTerminal, type Task } from "../../lib/api/types";

interface FreshTask {
  task: Task | null;
  /** What it made cannot be loaded, by new links neither. */
  gone: boolean;
  /** Call when something it made could not be loaded. */
  onBroken: () => void;
}

export function useFreshTask(heard: Task | null): FreshTask {
  const [answer, setAnswer] = useState<Task | null>(null);
  const [linksBroken, setLinksBroken] = useState(false);
  const [gone, setGone] = useState(false);
  const renewed = useRef(false);
  const { id = null, kind = null, seq = 0 } = heard ?? {};
  const over = heard !== null && isTerminal(heard.status);

  const ask = useCallback(async () => {
    if (id !== null && kind !== null) setAnswer((await getStatus(kind, id)).task);
  }, [id, kind]);

  useEffect(() => {
    // unanswered, the result is shown all the same
    if (over) ask().catch(() => undefined);
  }, [over, seq, ask]);

  const onBroken = useCallback(() => {
    if (renewed.current) return setGone(true);
    renewed.current = true;
    setLinksBroken(true);
    ask().catch(() => setGone(true));
  }, [ask]);

  // the same one in every render, or whoever passes it on would render for ever
  const task = useMemo(() => heard && merged(heard, answer, linksBroken), [heard, answer, linksBroken]);
  return { task, gone, onBroken };
}

/** New links only when they are needed: another address makes a player start anew. */
function merged(heard: Task, answer: Task | null, linksBroken: boolean): Task {
  // what was answered about an earlier end says nothing after a retry
  if (!answer || answer.seq !== heard.seq) return heard;
  return linksBroken ? answer : { ...heard, usage: answer.usage };
}
