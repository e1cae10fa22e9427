/** Moves the focus to the new view's heading when the view changes, so that nobody is left on a gone button. */
import { useEffect, useRef, type RefObject } from "react";

interface FocusOptions {
  /** A view whose leaving is not worth it. */
  notFrom?: string | null;
  /** Also bring the view's top into sight. */
  scroll?: boolean;
}

/** Give the returned ref to the element whose heading (with a tabindex) is meant. */
export function useFocusOnChange<Root extends HTMLElement>(
  view: string,
  { notFrom = null, scroll = false }: FocusOptions = {},
): RefObject<Root | null> {
  const root = useRef<Root>(null);
  const shown = useRef(view);

  useEffect(() => {
    const before = shown.current;
    shown.current = view;
    if (before === view || before === notFrom) return;
    root.current?.querySelector<HTMLElement>("h1[tabindex], h2[tabindex]")?.focus({ preventScroll: true });
    if (scroll) window.scrollTo({ top: 0 });
  }, [view, notFrom, scroll]);

  return root;
}
