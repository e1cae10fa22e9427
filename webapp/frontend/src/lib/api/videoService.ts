/** Videos, made of finished enhancements. Every call throws ApiError. */
import { request, type RequestOptions } from "./http";
import { taskStatus } from "./taskService";
import type { SubmittedTask, Task, TaskAnswer, VideoInput } from "./types";

const ROUTE = "/videos";

export const videoService = {
  /**
   * Make a video of a finished enhancement; the task comes back at once, with the token for its stream.
   * The same `idempotencyKey` with the same content gives the same task, however often it is sent.
   */
  async generateVideo(
    input: VideoInput,
    options: Pick<RequestOptions, "signal" | "idempotencyKey"> = {},
  ): Promise<SubmittedTask> {
    const json = {
      enhancement_id: input.enhancementId,
      duration: input.duration,
      script: input.script,
      storyboard: input.storyboard,
      formats: input.formats,
      template: input.template,
      voice: input.voice,
      music: input.music,
      format: input.format,
    };
    return (await request<SubmittedTask>(`${ROUTE}/generate`, { ...options, method: "POST", json })).body;
  },

  /** The task as it stands, and when to ask again. */
  getVideoStatus(taskId: number, options: Pick<RequestOptions, "signal"> = {}): Promise<TaskAnswer> {
    return taskStatus(`${ROUTE}/${taskId}`, options);
  },

  /** What it says, as the content of a WebVTT file. */
  async getCaptions(taskId: number): Promise<string> {
    return (await request<string>(`${ROUTE}/${taskId}/captions.vtt`, { as: "text" })).body;
  },

  /** Stop a waiting or running video. */
  async cancelVideo(taskId: number): Promise<Task> {
    return (await request<Task>(`${ROUTE}/${taskId}/cancellation`, { method: "POST" })).body;
  },

  /** Do the failed stage of a video again, keeping what was finished before. */
  async retryVideo(taskId: number): Promise<Task> {
    return (await request<Task>(`${ROUTE}/${taskId}/retry`, { method: "POST" })).body;
  },

  /** Where a video's Server-Sent Events come from; add `token` to its query. */
  videoStreamUrl(taskId: number): string {
    return `${ROUTE}/${taskId}/stream`;
  },
};
