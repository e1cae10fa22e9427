/** Tasks of every kind: their history, stream tokens and estimates. Every call throws ApiError. */
import { retryAfterSeconds } from "./errors";
import { request, type RequestOptions } from "./http";
import type { Estimate, Storyboard, StoryboardAnswer, StreamToken, Task, TaskAnswer, TaskKind, TaskPage } from "./types";

type Abortable = Pick<RequestOptions, "signal">;

export const taskService = {
  /** A token that opens the stream of this one task. */
  async getStreamToken(taskId: number, options: Abortable = {}): Promise<StreamToken> {
    return (await request<StreamToken>(`/tasks/${taskId}/stream-token`, { ...options, method: "POST" })).body;
  },

  /** One page of the history, newest first. */
  async listTasks(
    { cursor, limit = 20, kind }: { cursor?: string | undefined; limit?: number; kind?: TaskKind } = {},
    options: Abortable = {},
  ): Promise<TaskPage> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor) query.set("cursor", cursor);
    if (kind) query.set("kind", kind);
    return (await request<TaskPage>(`/tasks?${query}`, options)).body;
  },

  /** Name a task, or edit its storyboard; null goes back to the one that was written. */
  async changeTask(taskId: number, change: { name?: string; storyboard?: Storyboard | null }): Promise<Task> {
    return (await request<Task>(`/tasks/${taskId}`, { method: "PATCH", json: change })).body;
  },

  /** Read a text into a storyboard for an ad of so many seconds: 4, 8 or 12. */
  async readStoryboard(text: string, duration: number, options: Abortable = {}): Promise<StoryboardAnswer> {
    const json = { text, duration };
    return (await request<StoryboardAnswer>("/storyboards", { ...options, method: "POST", json })).body;
  },

  /** Another version of a finished enhancement's storyboard, free of charge; `changeTask` keeps it. */
  async writeStoryboard(
    taskId: number,
    version: { duration: number; variant: number },
    options: Abortable = {},
  ): Promise<StoryboardAnswer> {
    const path = `/tasks/${taskId}/storyboards`;
    return (await request<StoryboardAnswer>(path, { ...options, method: "POST", json: version })).body;
  },

  /** Delete a task with its pictures. */
  async deleteTask(taskId: number, options: Pick<RequestOptions, "keepalive"> = {}): Promise<void> {
    await request(`/tasks/${taskId}`, { ...options, method: "DELETE" });
  },

  /** What a task will probably cost, and what may still be spent today. */
  async getEstimate(
    { kind, duration }: { kind: TaskKind; duration: number },
    options: Abortable = {},
  ): Promise<Estimate> {
    const query = new URLSearchParams({ kind, duration: String(duration) });
    return (await request<Estimate>(`/ai/estimate?${query}`, options)).body;
  },
};

/** Ask how the task at this address stands. */
export async function taskStatus(path: string, options: Abortable): Promise<TaskAnswer> {
  const { body, retryAfter } = await request<Task>(path, options);
  return { ...body, retry_after_seconds: retryAfterSeconds(retryAfter) };
}
