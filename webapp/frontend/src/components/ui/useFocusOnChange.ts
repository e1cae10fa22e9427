/** Moves the focus to the new view's heading, so that it is not lost with a removed button. */
import { useEffect, useRef, type RefObject } from "react";

interface FocusOptions {
  /** A view whose leaving is not worth it. */
  notFrom?: string | null;
  /** The reader has asked for the view: bring its top into sight, and take the focus from wherever it is. */
  asked?: boolean;
}

/** Give the returned ref to the element whose heading (with a tabindex) is meant. */
export function useFocusOnChange<Root extends HTMLElement>(
  view: string,
  { notFrom = null, asked = false }: FocusOptions = {},
): RefObject<Root | null> {
  const root = useRef<Root>(null);
  const shown = useRef(view);

  useEffect(() => {
    const before = shown.current;
    shown.current = view;
    if (before === view || before === notFrom) return;
    if (!asked && isBusyOutside(root.current)) return;
    root.current?.querySelector<HTMLElement>("h1[tabindex], h2[tabindex]")?.focus({ preventScroll: true });
    if (asked) window.scrollTo({ top: 0 });
  }, [view, notFrom, asked]);

  return root;
}

function isBusyOutside(root: HTMLElement | null): boolean {
  const { activeElement, body } = document;
  return activeElement !== null && activeElement !== body && !root?.contains(activeElement);
}
