/** All that an app needs: the calls, and the hooks that follow a task live. */
export { accountService } from "./api/accountService";
export { aiService, type EnhancementOptions } from "./api/aiService";
export { brandService } from "./api/brandService";
export { ApiError } from "./api/errors";
export type { Enhancement, Video } from "./api/results";
export { taskService } from "./api/taskService";
export type { Brand, BrandNames, Clip, ProgressEvent, Task, VideoInput } from "./api/types";
export { videoService } from "./api/videoService";
export { useCompositionStream } from "./hooks/useCompositionStream";
export { useEnhancementStream, type EnhancementStreamOptions } from "./hooks/useEnhancementStream";
export type { TaskStreamApi, TaskStreamResult } from "./hooks/useTaskStream";
export { useVideoStream, type VideoMessage, type VideoStreamOptions } from "./hooks/useVideoStream";
