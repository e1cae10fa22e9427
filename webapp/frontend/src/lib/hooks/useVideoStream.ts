/**
 * Follow a video live: every message with its `step` (0 to 9), and at the end the message with the `video_url`.
 *
 *     const { messages, isConnected, lastMessage, progress } = useVideoStream({
 *       taskId,
 *       onComplete: (result) => play(result.video_url),
 *       onError: (message) => setError(message),
 *     });
 *
 * It opens and closes its own EventSource, resumes after drops, polls when streams cannot be had.
 */
import { asVideo, type Video } from "../api/results";
import { taskService } from "../api/taskService";
import type { ProgressEvent } from "../api/types";
import { videoService } from "../api/videoService";
import { useTaskStream, type TaskStreamApi, type TaskStreamOptions, type TaskStreamResult } from "./useTaskStream";

const API: TaskStreamApi = {
  streamUrl: videoService.videoStreamUrl,
  getStatus: videoService.getVideoStatus,
  getStreamToken: taskService.getStreamToken,
};

/** A progress row of a video, which always has its step. */
export type VideoMessage = ProgressEvent & { step: number };
export type VideoStreamOptions = TaskStreamOptions<Video, VideoMessage>;

export function useVideoStream(options: VideoStreamOptions): TaskStreamResult<VideoMessage> {
  return useTaskStream(API, asVideo, options);
}
