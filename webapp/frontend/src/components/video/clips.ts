/** The clips of a finished video. */
import type { Clip, Task } from "../../lib/api/types";

export type ShownClip = Pick<Clip, "url" | "poster_url"> & Partial<Pick<Clip, "format">>;

/** Each format's; those from before there were several, and those the stream has just brought, are one. */
export function clipsOf({ videos, video_url, poster_url }: Task): readonly ShownClip[] {
  if (videos.length) return videos;
  return video_url ? [{ url: video_url, poster_url }] : [];
}
