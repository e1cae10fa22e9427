/** The server's time, moving on every half minute, for "5 minutes ago". */
import { useEffect, useState } from "react";
import { onServerTime, serverNow } from "../../lib/api/clock";

const TICK_MS = 30_000;

export function useMinuteClock(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const tick = () => setNow(serverNow());
    const timer = setInterval(tick, TICK_MS);
    const stop = onServerTime(tick);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  return now;
}
