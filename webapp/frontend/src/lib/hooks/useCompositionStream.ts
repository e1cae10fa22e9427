/** Follow a change of background live, as `useEnhancementStream` does an enhancement. */
import { aiService } from "../api/aiService";
import { taskService } from "../api/taskService";
import { useTaskStream, type TaskStreamApi, type TaskStreamOptions, type TaskStreamResult } from "./useTaskStream";

const API: TaskStreamApi = {
  streamUrl: aiService.compositionStreamUrl,
  getStatus: aiService.getCompositionStatus,
  getStreamToken: taskService.getStreamToken,
};

export function useCompositionStream(options: TaskStreamOptions): TaskStreamResult {
  return useTaskStream(API, (task) => task, options);
}
