/** The server's time, moving on every half minute, for "5 minutes ago". */
import { useEffect, useState } from "react";
import { serverNow } from "../../lib/api/clock";

const TICK_MS = 30_000;

export function useMinuteClock(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
