/**
 * Deletions that can be undone for a while: only then does the server hear of them.
 *
 * A page that is left deletes at once what was waiting, for that is what its user asked for; should that request not
 * get through any more, the task is kept.
 */
import { useCallback, useEffect, useRef, useState } from "react";

const UNDO_MS = 8000;

export interface Deletions {
  /** The ids of the tasks that will be deleted. */
  waiting: readonly number[];
  /** The error of the last one that could not be deleted. */
  error: unknown;
  start: (taskId: number) => void;
  undo: (taskId: number) => void;
}

/** Another `accountId` undoes them; `remove` deletes a task, also while the page is being left. */
export function useDeletions(
  accountId: number | null,
  remove: (taskId: number, leaving: boolean) => Promise<void>,
): Deletions {
  const [waiting, setWaiting] = useState<readonly number[]>([]);
  const [error, setError] = useState<unknown>(null);
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());

  const undo = useCallback((taskId: number) => {
    clearTimeout(timers.current.get(taskId));
    timers.current.delete(taskId);
    setWaiting((ids) => ids.filter((id) => id !== taskId));
  }, []);
  const finish = useCallback(async (taskId: number, leaving = false) => {
    clearTimeout(timers.current.get(taskId));
    timers.current.delete(taskId);
    try {
      await remove(taskId, leaving);
    } catch (problem) {
      setError(problem);
    }
    setWaiting((ids) => ids.filter((id) => id !== taskId));
  }, [remove]);
  const start = useCallback((taskId: number) => {
    setError(null);
    setWaiting((ids) => [...ids, taskId]);
    timers.current.set(taskId, setTimeout(() => void finish(taskId), UNDO_MS));
  }, [finish]);

  useEffect(() => {
    const { current } = timers;
    return () => [...current.keys()].forEach(undo);
  }, [accountId, undo]);
  useEffect(() => {
    const leave = () => [...timers.current.keys()].forEach((id) => void finish(id, true));
    window.addEventListener("pagehide", leave);
    return () => window.removeEventListener("pagehide", leave);
  }, [finish]);

  return { waiting, error, start, undo };
}
