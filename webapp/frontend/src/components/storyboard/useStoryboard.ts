/** The storyboard of one ad, to be edited; saved as soon as it can be. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { onSessionChange } from "../../lib/api/session";
import type { Task } from "../../lib/api/types";
import { BoardStore, type BoardState } from "./BoardStore";

/** Of the first `task`; `onSaved` gets the task with its edits. */
export function useStoryboard(task: Task, onSaved: (task: Task) => void): [BoardState, BoardStore] {
  const [store] = useState(() => new BoardStore(task, onSaved));
  const state = useSyncExternalStore(store.subscribe, store.state);

  useEffect(() => {
    const flush = () => store.flush();
    const forgetSession = onSessionChange(flush);
    window.addEventListener("online", flush);
    window.addEventListener("pagehide", flush);
    flush();
    return () => {
      forgetSession();
      window.removeEventListener("online", flush);
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [store]);

  return [state, store];
}
