/** What this deployment offers; until it answers, the defaults. */
import { useEffect, useState } from "react";
import { accountService } from "../../lib/api/accountService";
import type { Features } from "../../lib/api/types";

type Offer = Pick<Features, "guests_allowed" | "video" | "languages">;

const UNTIL_KNOWN: Offer = { guests_allowed: true, video: false, languages: ["en", "zh-Hans"] };

export function useFeatures(): Offer {
  const [features, setFeatures] = useState(UNTIL_KNOWN);

  useEffect(() => {
    // if the server fails, the first click shows its error
    accountService.getFeatures().then(setFeatures, () => undefined);
  }, []);

  return features;
}
