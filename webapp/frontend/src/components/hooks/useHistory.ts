/** The signed-in account's tasks, newest first, a page at a time. */
import { useCallback, useEffect, useRef, useState } from "react";
import { deleteTask, listTasks } from "../../lib/api/services";
import type { Task } from "../../lib/api/types";

interface Pages {
  tasks: readonly Task[];
  nextCursor: string | null;
  /** Whether the first page has come. */
  loaded: boolean;
}

export interface TaskHistory extends Pages {
  loading: boolean;
  error: unknown;
  reload: () => void;
  more: () => void;
  remove: (taskId: number) => Promise<void>;
  /** Take over newer news of a task, or a new one. */
  put: (task: Task) => void;
}

const NOTHING: Pages = { tasks: [], nextCursor: null, loaded: false };

export function useHistory(accountId: number | null): TaskHistory {
  const [pages, setPages] = useState(NOTHING);
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const request = useRef<AbortController | null>(null);

  const load = useCallback(async (cursor?: string) => {
    request.current?.abort();
    const { signal } = (request.current = new AbortController());
    setLoading(true);
    setError(null);
    try {
      const page = await listTasks({ cursor }, { signal });
      if (signal.aborted) return;
      setPages((known) => ({
        tasks: cursor ? merged(known.tasks, page.tasks) : page.tasks,
        nextCursor: page.next_cursor,
        loaded: true,
      }));
    } catch (problem) {
      if (signal.aborted) return;
      setError(problem);
    }
    setLoading(false);
  }, []);

  useEffect(() => {
    setPages(NOTHING);
    setError(null);
    if (accountId !== null) void load();
    return () => request.current?.abort();
  }, [accountId, load]);

  return {
    ...pages,
    loading,
    error,
    reload: useCallback(() => void load(), [load]),
    more: useCallback(() => void load(pages.nextCursor ?? undefined), [load, pages.nextCursor]),
    remove: useCallback(async (taskId: number) => {
      await deleteTask(taskId);
      setPages((known) => ({ ...known, tasks: known.tasks.filter((task) => task.id !== taskId) }));
    }, []),
    put: useCallback((task: Task) => {
      setPages((known) => ({ ...known, tasks: merged(known.tasks, [task]) }));
    }, []),
  };
}

function merged(known: readonly Task[], news: readonly Task[]): Task[] {
  const byId = new Map([...known, ...news].map((task) => [task.id, task]));
  return [...byId.values()].sort((a, b) => b.id - a.id);
}
