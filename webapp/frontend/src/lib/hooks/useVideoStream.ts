/**
 * Follow a video live: every message with its `step` (0 to 9), and at the end the message with the `video_url`.
 *
 *     const { messages, isConnected, lastMessage, progress } = useVideoStream({
 *       taskId,
 *       onComplete: (task) => play(task.video_url),
 *       onError: (error) => tell(error.message),
 *     });
 *
 * It opens and closes its own EventSource, resumes after drops, polls when streams cannot be had.
 */
import { getStreamToken, getVideoStatus, videoStreamUrl } from "../api/services";
import { useTaskStream, type TaskStreamApi, type TaskStreamOptions, type TaskStreamResult } from "./useTaskStream";

export interface VideoStreamOptions extends TaskStreamOptions {
  /** Calls to use in place of this library's own, for an app with its own way to sign in. */
  api?: Partial<TaskStreamApi> | undefined;
}

const VIDEO_API: TaskStreamApi = { streamUrl: videoStreamUrl, getStatus: getVideoStatus, getStreamToken };

export function useVideoStream({ api, ...options }: VideoStreamOptions): TaskStreamResult {
  return useTaskStream({ ...VIDEO_API, ...api }, options);
}
