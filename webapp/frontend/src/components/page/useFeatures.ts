/** What this deployment offers; until it has told, what a plain one does. */
import { useEffect, useState } from "react";
import { accountService } from "../../lib/api/accountService";
import type { Features } from "../../lib/api/types";

type Offer = Pick<Features, "guests_allowed" | "video">;

const UNTIL_KNOWN: Offer = { guests_allowed: true, video: false };

export function useFeatures(): Offer {
  const [features, setFeatures] = useState(UNTIL_KNOWN);

  useEffect(() => {
    // a server that cannot tell is met again, with its error, by whatever is clicked first
    accountService.getFeatures().then(setFeatures, () => undefined);
  }, []);

  return features;
}
