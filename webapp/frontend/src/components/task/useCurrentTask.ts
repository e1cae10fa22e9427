/** The task on the page: its id stands in the address, so that a reload or another tab comes back to it. */
import { useCallback, useEffect, useState } from "react";
import type { TaskKind } from "../../lib/api/types";

export interface CurrentTask {
  id: number;
  kind: TaskKind;
  /** From the upload's answer: opens the stream without asking for a token first. */
  streamToken?: string | undefined;
  /** It was there when the page was loaded, not opened by a click. */
  fromAddress?: boolean;
}

const PARAMETERS = { enhancement: "task", video: "video" } as const satisfies Record<TaskKind, string>;

interface CurrentTaskControl {
  current: CurrentTask | null;
  open: (task: CurrentTask, how?: "push" | "replace") => void;
  close: () => void;
}

export function useCurrentTask(): CurrentTaskControl {
  const [current, setCurrent] = useState(fromAddress);

  useEffect(() => {
    const follow = () => setCurrent(fromAddress());
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);

  const open = useCallback((task: CurrentTask, how: "push" | "replace" = "push") => {
    const address = taskAddress(task);
    if (how === "push") window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
    setCurrent(task);
  }, []);

  const close = useCallback(() => {
    if (window.location.search) window.history.pushState(null, "", window.location.pathname);
    setCurrent(null);
  }, []);

  return { current, open, close };
}

/** The page's address that shows this task. */
export function taskAddress({ id, kind }: Pick<CurrentTask, "id" | "kind">): string {
  return `${window.location.pathname}?${PARAMETERS[kind]}=${id}`;
}

function fromAddress(): CurrentTask | null {
  const query = new URLSearchParams(window.location.search);
  for (const kind of ["enhancement", "video"] as const) {
    const id = Number(query.get(PARAMETERS[kind]));
    if (Number.isSafeInteger(id) && id > 0) return { id, kind, fromAddress: true };
  }
  return null;
}
