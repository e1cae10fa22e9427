/** The photo that comes with the page, for visitors without one at hand. */
import type { TextKey } from "../../i18n/dictionary";
import { ApiError } from "../../lib/api/errors";

const SAMPLE_NAME = "sample.jpg";

/** Throws ApiError when it cannot be had. */
export async function loadSample(): Promise<File> {
  try {
    const answer = await fetch(`${import.meta.env.BASE_URL}${SAMPLE_NAME}`);
    if (answer.ok) return new File([await answer.blob()], SAMPLE_NAME, { type: "image/jpeg" });
  } catch {
    // everyone who waits gets the same one
  }
  throw new ApiError(0, "sample_unavailable", "error.sample_unavailable" satisfies TextKey);
}
