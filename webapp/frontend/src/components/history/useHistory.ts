/** The signed-in account's tasks, newest first, a page at a time. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../lib/api/errors";
import { taskService } from "../../lib/api/taskService";
import { isTerminal, type Task } from "../../lib/api/types";

const REFRESH_MS = 10_000;

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
  /** `leaving`: the page is being left, and the request has to outlive it. */
  remove: (taskId: number, leaving?: boolean) => Promise<void>;
  /** Take over newer news of a task, or a new one. */
  put: (task: Task) => void;
}

const NOTHING: Pages = { tasks: [], nextCursor: null, loaded: false };

/** `followedId`: the task on the page, whose news come by `put`. */
export function useHistory(accountId: number | null, followedId: number | null): TaskHistory {
  const [shownTo, setShownTo] = useState(accountId);
  const [pages, setPages] = useState(NOTHING);
  const [loading, setLoading] = useState(accountId !== null);
  const [error, setError] = useState<unknown>(null);
  const request = useRef<AbortController | null>(null);
  const removed = useRef(new Set<number>());

  /** A page without what was removed while it was read. */
  const read = useCallback(async (signal: AbortSignal, cursor?: string) => {
    const page = await taskService.listTasks({ cursor }, { signal });
    return { ...page, tasks: page.tasks.filter(({ id }) => !removed.current.has(id)) };
  }, []);

  // at once, so that another account's tasks are never shown
  if (shownTo !== accountId) {
    setShownTo(accountId);
    setPages(NOTHING);
    setLoading(accountId !== null);
    setError(null);
  }

  const fetchPage = useCallback((cursor?: string) => {
    request.current?.abort();
    const { signal } = (request.current = new AbortController());
    const settle = (act: () => void) => {
      if (signal.aborted) return;
      act();
      setLoading(false);
    };
    read(signal, cursor).then(
      (page) => settle(() => setPages((known) => ({
        tasks: cursor ? merged(known.tasks, page.tasks) : page.tasks,
        nextCursor: page.next_cursor,
        loaded: true,
      }))),
      (problem: unknown) => settle(() => setError(problem)),
    );
  }, [read]);
  const load = useCallback((cursor?: string) => {
    setLoading(true);
    setError(null);
    fetchPage(cursor);
  }, [fetchPage]);

  useEffect(() => {
    if (accountId !== null) fetchPage();
    return () => request.current?.abort();
  }, [accountId, fetchPage]);

  const isMoving = pages.tasks.some(({ id, status }) => id !== followedId && !isTerminal(status));
  useEffect(() => {
    if (accountId === null) return;
    const aborter = new AbortController();
    const { signal } = aborter;
    const refresh = () => {
      if (document.visibilityState === "hidden") return;
      // after a failure, ask again soon, or when the page is looked at
      read(signal).then(({ tasks }) => {
        if (!signal.aborted) setPages((known) => ({ ...known, tasks: merged(known.tasks, tasks) }));
      }, () => undefined);
    };
    const timer = isMoving ? setInterval(refresh, REFRESH_MS) : undefined;
    document.addEventListener("visibilitychange", refresh, { signal });
    return () => {
      clearInterval(timer);
      aborter.abort();
    };
  }, [accountId, isMoving, read]);

  return {
    ...pages,
    loading,
    error,
    reload: useCallback(() => load(), [load]),
    more: useCallback(() => load(pages.nextCursor ?? undefined), [load, pages.nextCursor]),
    remove: useCallback(async (taskId: number, leaving = false) => {
      await taskService.deleteTask(taskId, { keepalive: leaving }).catch((problem: unknown) => {
        // another tab was faster
        if (!(problem instanceof ApiError && problem.status === 404)) throw problem;
      });
      removed.current.add(taskId);
      setPages((known) => ({ ...known, tasks: known.tasks.filter((task) => task.id !== taskId) }));
    }, []),
    put: useCallback((task: Task) => {
      setPages((known) => ({ ...known, tasks: merged(known.tasks, [task]) }));
    }, []),
  };
}

function merged(known: readonly Task[], news: readonly Task[]): Task[] {
  const byId = new Map(known.map((task) => [task.id, task]));
  // ignore a page read before the stream sent more
  for (const task of news) if (task.seq >= (byId.get(task.id)?.seq ?? 0)) byId.set(task.id, task);
  return [...byId.values()].sort((a, b) => b.id - a.id);
}
