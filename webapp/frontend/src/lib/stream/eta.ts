/** How long a task still takes, some time after the estimate. */
import type { EtaSeconds } from "../api/types";

/** The estimate as it stands `seconds` later; one that has run out says that it takes longer than usual. */
export function aged(eta: EtaSeconds, seconds: number): EtaSeconds {
  const high = Math.max(0, eta.high - seconds);
  return {
    low: Math.max(0, eta.low - seconds),
    high,
    longer_than_usual: eta.longer_than_usual || high === 0,
  };
}
