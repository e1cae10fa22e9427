/** The title and icon of the browser tab: progress while the task runs, then its outcome until the page is seen. */
import { useEffect, useState } from "react";

export type TabStatus = { kind: "running"; percent: number } | { kind: "done" } | { kind: "failed" } | null;

const NAME = "Limelight";
const RADIUS = 13;
const ROUND = 2 * Math.PI * RADIUS;
const COLOURS = { running: "#a23bd0", done: "#15a34a", failed: "#dc2626" } as const;

/** The title of the page with this status; `words` are in the reader's language. */
export function titleWith(sign: TabStatus, words: { done: string; failed: string }): string {
  if (!sign) return NAME;
  return `${sign.kind === "running" ? `${sign.percent} %` : words[sign.kind]} · ${NAME}`;
}

/** The icon as a data URL: a ring that fills, and a mark at the end. */
export function iconWith(sign: NonNullable<TabStatus>): string {
  const share = sign.kind === "running" ? sign.percent / 100 : 1;
  const colour = COLOURS[sign.kind];
  const ring = (stroke: string, dashes: string) =>
    `<circle cx="16" cy="16" r="${RADIUS}" fill="none" stroke="${stroke}" stroke-width="6" ${dashes}/>`;
  const filled = `stroke-dasharray="${(share * ROUND).toFixed(1)} ${ROUND.toFixed(1)}" transform="rotate(-90 16 16)"`;
  const marks = {
    running: "",
    done: `<path d="m10 16.5 4.5 4.5 8-9" fill="none" stroke="${colour}" stroke-width="4"/>`,
    failed: `<path d="M16 9v8m0 4v3" stroke="${colour}" stroke-width="4"/>`,
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${ring("#9995", "")}${ring(colour, filled)}${marks[sign.kind]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Show the status on the browser tab; an outcome disappears once the page has been seen. */
export function useTabStatus(sign: TabStatus, words: { done: string; failed: string }): void {
  const hidden = useHidden();
  const ended = sign !== null && sign.kind !== "running";
  const [seen, setSeen] = useState(false);

  const isSeen = ended && (seen || !hidden);
  if (isSeen !== seen) setSeen(isSeen);

  const shown = isSeen ? null : sign;
  const title = titleWith(shown, words);
  const icon = shown && iconWith(shown);

  useEffect(() => {
    document.title = title;
    return () => {
      document.title = NAME;
    };
  }, [title]);

  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!link || !icon) return;
    const plain = (link.dataset["plain"] ??= link.href);
    link.href = icon;
    return () => {
      link.href = plain;
    };
  }, [icon]);
}

function useHidden(): boolean {
  const [hidden, setHidden] = useState(() => document.visibilityState === "hidden");
  useEffect(() => {
    const follow = () => setHidden(document.visibilityState === "hidden");
    document.addEventListener("visibilitychange", follow);
    return () => document.removeEventListener("visibilitychange", follow);
  }, []);
  return hidden;
}
