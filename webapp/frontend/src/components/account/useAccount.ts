/** Who is signed in, in every tab at once. */
import { useSyncExternalStore } from "react";
import { currentAccount, onSessionChange, sessionExpired } from "../../lib/api/session";
import type { Account } from "../../lib/api/types";

export function useAccount(): Account | null {
  return useSyncExternalStore(onSessionChange, currentAccount);
}

/** Whether its session has expired, and somebody has to sign in again. */
export function useSessionExpired(): boolean {
  return useSyncExternalStore(onSessionChange, sessionExpired);
}
