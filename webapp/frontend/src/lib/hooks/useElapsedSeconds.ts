/** Seconds between two moments of the server, counting on while the second has not come. */
import { serverNow } from "../api/clock";
import { useNow } from "./useNow";

export function useElapsedSeconds(startedAt: string | null, finishedAt: string | null): number {
  const now = useNow(startedAt !== null && finishedAt === null, serverNow);
  if (startedAt === null) return 0;
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  return Math.max(0, Math.round((end - Date.parse(startedAt)) / 1000));
}
