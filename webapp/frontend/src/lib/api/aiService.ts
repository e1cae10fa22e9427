/** Enhancements: a photo becomes a picture and a script. Every call throws ApiError. */
import { followToEnd } from "../stream/followToEnd";
import { outcomeOf } from "../stream/types";
import { authorised, request, type RequestOptions } from "./http";
import { asEnhancement, type Enhancement } from "./results";
import { taskService, taskStatus } from "./taskService";
import { isTerminal, type Background, type SubmittedTask, type Task, type TaskAnswer } from "./types";
import { upload, type UploadOptions } from "./upload";

const ROUTE = "/ai/enhance-and-script";
const COMPOSITIONS_ROUTE = "/compositions";

export interface EnhancementOptions extends UploadOptions {
  /** Of the video to be made from it, in seconds: 4, 8 or 12. */
  duration?: number | undefined;
  /** Of the script, a BCP 47 tag. */
  language?: string | undefined;
  /** The product's name, up to 80 characters; it is shown word for word, as are the next two. */
  productName?: string | undefined;
  /** Price, discount, until when, code, up to 120 characters. */
  offer?: string | undefined;
  /** What the product is set on; the server's default is a studio's backdrop. */
  background?: Background | undefined;
  /** Where to buy, up to 120 characters. */
  callToAction?: string | undefined;
}

export const aiService = {
  /** Upload a photo and wait for its picture and script, however long they take. */
  async enhanceAndGenerateScript(
    file: File,
    userDescription?: string,
    options: EnhancementOptions = {},
  ): Promise<Enhancement> {
    const task = await submit<Task | SubmittedTask>(ROUTE, file, userDescription, options);
    const { task: ended, error } = isTerminal(task.status) ? outcomeOf(task) : await follow(task, options.signal);
    if (error) throw error;
    return asEnhancement(ended);
  },

  /** Upload a photo; the task comes back at once, with the token for its stream. */
  enhanceAndGenerateScriptAsync(
    file: File,
    userDescription?: string,
    options: EnhancementOptions = {},
  ): Promise<SubmittedTask> {
    return submit(`${ROUTE}-async`, file, userDescription, options);
  },

  /** The task as it stands, and when to ask again. */
  getEnhancementStatus(taskId: number, options: Pick<RequestOptions, "signal"> = {}): Promise<TaskAnswer> {
    return taskStatus(`${ROUTE}/${taskId}`, options);
  },

  /** Stop a waiting or running task. */
  async cancelEnhancement(taskId: number): Promise<Task> {
    return (await request<Task>(`${ROUTE}/${taskId}/cancellation`, { method: "POST" })).body;
  },

  /** Do the failed stage of a task again, keeping what was finished before. */
  async retryEnhancement(taskId: number): Promise<Task> {
    return (await request<Task>(`${ROUTE}/${taskId}/retry`, { method: "POST" })).body;
  },

  /**
   * Set a finished enhancement's product on another background, free of charge; its pictures change when the task that
   * comes back is done.
   */
  async changeBackground(
    taskId: number,
    background: Background,
    options: Pick<RequestOptions, "signal" | "idempotencyKey"> = {},
  ): Promise<SubmittedTask> {
    const json = { background };
    const path = `${ROUTE}/${taskId}/compositions`;
    return (await request<SubmittedTask>(path, { ...options, method: "POST", json })).body;
  },

  /** How a change of background stands, and when to ask again. */
  getCompositionStatus(taskId: number, options: Pick<RequestOptions, "signal"> = {}): Promise<TaskAnswer> {
    return taskStatus(`${COMPOSITIONS_ROUTE}/${taskId}`, options);
  },

  /** Where the Server-Sent Events of a change of background come from; add `token` to its query. */
  compositionStreamUrl(taskId: number): string {
    return `${COMPOSITIONS_ROUTE}/${taskId}/stream`;
  },

  /** Where an enhancement's Server-Sent Events come from; add `token` to its query. */
  enhancementStreamUrl(taskId: number): string {
    return `${ROUTE}/${taskId}/stream`;
  },
};

function submit<Body>(
  path: string,
  file: File,
  userDescription: string | undefined,
  { duration, language, productName, offer, callToAction, background, ...options }: EnhancementOptions,
): Promise<Body> {
  const form = new FormData();
  form.set("file", file);
  if (userDescription) form.set("user_description", userDescription);
  if (duration) form.set("duration", String(duration));
  if (language) form.set("language", language);
  if (productName) form.set("product_name", productName);
  if (offer) form.set("offer", offer);
  if (background) form.set("background", background);
  if (callToAction) form.set("call_to_action", callToAction);
  return authorised((token) => upload<Body>(path, form, token, options));
}

function follow(task: Task & Partial<SubmittedTask>, signal: AbortSignal | undefined) {
  const source = {
    streamUrl: aiService.enhancementStreamUrl(task.id),
    readStatus: (aborted: AbortSignal) => aiService.getEnhancementStatus(task.id, { signal: aborted }),
    takeStreamToken: async (aborted: AbortSignal) =>
      (await taskService.getStreamToken(task.id, { signal: aborted })).stream_token,
  };
  return followToEnd(source, { streamToken: task.stream_token, signal });
}
