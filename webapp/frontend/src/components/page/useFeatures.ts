/** What this deployment offers; until it answers, the defaults. */
import { useEffect, useState } from "react";
import { accountService } from "../../lib/api/accountService";
import type { Features } from "../../lib/api/types";

const UNTIL_KNOWN: Features = {
  guests_allowed: true,
  video: false,
  video_formats: [],
  video_templates: [],
  video_voices: [],
  video_music: [],
  languages: ["en", "zh-Hans"],
};

export function useFeatures(): Features {
  const [features, setFeatures] = useState(UNTIL_KNOWN);

  useEffect(() => {
    // if the server fails, the first click shows its error
    accountService.getFeatures().then(setFeatures, () => undefined);
  }, []);

  return features;
}
