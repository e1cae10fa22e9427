/** Seconds between two moments of the server, counting on while the second has not come. */
import { useEffect, useState } from "react";
import { serverNow } from "../api/clock";

const TICK_MS = 1000;

export function useElapsedSeconds(startedAt: string | null, finishedAt: string | null): number {
  const [now, setNow] = useState(serverNow);
  const counting = startedAt !== null && finishedAt === null;

  useEffect(() => {
    if (!counting) return;
    setNow(serverNow());
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, [counting, startedAt]);

  if (startedAt === null) return 0;
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  return Math.max(0, Math.round((end - Date.parse(startedAt)) / 1000));
}
