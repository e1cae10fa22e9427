/**
 * Follow an enhancement live: every message, the progress, and at the end the picture and the script.
 *
 *     const { messages, isConnected, lastMessage, progress } = useEnhancementStream({
 *       taskId,
 *       onComplete: (task) => show(task.enhanced_image_url, task.script),
 *       onError: (error) => tell(error.message),
 *     });
 *
 * It opens and closes its own EventSource, resumes after drops, polls when streams cannot be had.
 */
import { enhancementStreamUrl, getEnhancementStatus, getStreamToken } from "../api/services";
import { useTaskStream, type TaskStreamApi, type TaskStreamOptions, type TaskStreamResult } from "./useTaskStream";

export interface EnhancementStreamOptions extends TaskStreamOptions {
  /** Calls to use in place of this library's own, for an app with its own way to sign in. */
  api?: Partial<TaskStreamApi> | undefined;
}

const ENHANCEMENT_API: TaskStreamApi = {
  streamUrl: enhancementStreamUrl,
  getStatus: getEnhancementStatus,
  getStreamToken,
};

export function useEnhancementStream({ api, ...options }: EnhancementStreamOptions): TaskStreamResult {
  return useTaskStream({ ...ENHANCEMENT_API, ...api }, options);
}
