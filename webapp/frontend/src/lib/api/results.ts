/** What a completed task has made. */
import type { Task } from "./types";

/** A completed enhancement; the address is empty once the files have been deleted. */
export type Enhancement = Task & { enhanced_image_url: string; script: string };

/** A completed video; the address is empty once the files have been deleted. */
export type Video = Task & { video_url: string };

export function asEnhancement(task: Task): Enhancement {
  return { ...task, enhanced_image_url: task.enhanced_image_url ?? "", script: task.script ?? "" };
}

export function asVideo(task: Task): Video {
  return { ...task, video_url: task.video_url ?? "" };
}
