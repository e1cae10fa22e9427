/**
 * Follow an enhancement live: every message, the progress, and at the end the picture and the script.
 *
 *     const { messages, isConnected, lastMessage, progress } = useEnhancementStream({
 *       taskId,
 *       onProgress: (progress, message) => setStatus(`${progress}% ${message}`),
 *       onComplete: (result) => show(result.enhanced_image_url, result.script),
 *       onError: (message) => setError(message),
 *     });
 *
 * It opens and closes its own EventSource, resumes after drops, polls when streams cannot be had.
 */
import { aiService } from "../api/aiService";
import { asEnhancement, type Enhancement } from "../api/results";
import { taskService } from "../api/taskService";
import { useTaskStream, type TaskStreamApi, type TaskStreamOptions, type TaskStreamResult } from "./useTaskStream";

const API: TaskStreamApi = {
  streamUrl: aiService.enhancementStreamUrl,
  getStatus: aiService.getEnhancementStatus,
  getStreamToken: taskService.getStreamToken,
};

export type EnhancementStreamOptions = TaskStreamOptions<Enhancement>;

export function useEnhancementStream(options: EnhancementStreamOptions): TaskStreamResult {
  return useTaskStream(API, asEnhancement, options);
}
