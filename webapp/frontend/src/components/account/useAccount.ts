/** Who is signed in, in every tab at once. */
import { useSyncExternalStore } from "react";
import { currentAccount, onSessionChange } from "../../lib/api/session";
import type { Account } from "../../lib/api/types";

export function useAccount(): Account | null {
  return useSyncExternalStore(onSessionChange, currentAccount);
}
