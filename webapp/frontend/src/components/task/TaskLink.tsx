/** A link to a task: a click opens it in place, anything else is the browser's business. */
import type { MouseEvent, ReactNode } from "react";
import type { TaskKind } from "../../lib/api/types";
import { taskAddress } from "./useCurrentTask";

interface TaskLinkProps {
  id: number;
  kind: TaskKind;
  className?: string;
  isCurrent?: boolean;
  onOpen: () => void;
  children: ReactNode;
}

export function TaskLink({ id, kind, className, isCurrent = false, onOpen, children }: TaskLinkProps) {
  const open = (event: MouseEvent) => {
    // another tab or window
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <a className={className} href={taskAddress({ id, kind })} aria-current={isCurrent || undefined} onClick={open}>
      {children}
    </a>
  );
}
