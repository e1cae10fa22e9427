/** This machine's clock in milliseconds, moving on every second while it is wanted. */
import { useEffect, useState } from "react";

const TICK_MS = 1000;

export function useNow(wanted: boolean): number {
  const [now, setNow] = useState(Date.now);

  useEffect(() => {
    if (!wanted) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [wanted]);

  return now;
}
