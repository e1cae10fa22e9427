/** Every call of the HTTP contract, typed; each throws ApiError. */
import { retryAfterSeconds } from "./errors";
import { authorised, request, send } from "./http";
import { currentAccount, currentRefreshToken, forgetSession, keepSession, signedInOnce } from "./session";
import type {
  Account,
  EnhancementInput,
  Estimate,
  Features,
  Session,
  StreamToken,
  SubmittedTask,
  Task,
  TaskAnswer,
  TaskKind,
  TaskPage,
  VideoInput,
} from "./types";
import { upload, type UploadOptions } from "./upload";

export { ApiError } from "./errors";

interface Abortable {
  signal?: AbortSignal | undefined;
}

interface SubmitOptions extends Abortable {
  /** The same key with the same content gives the same task, however often it is sent. */
  idempotencyKey?: string | undefined;
}

// -- enhancements

/** Upload a photo and wait up to 25 s for the result; what is not finished by then comes back running. */
export function enhanceAndGenerateScript(input: EnhancementInput, options: UploadOptions = {}): Promise<Task> {
  return uploadEnhancement("/ai/enhance-and-script", input, options);
}

/** Upload a photo; the task comes back at once, with the token for its stream. */
export function enhanceAndGenerateScriptAsync(
  input: EnhancementInput,
  options: UploadOptions = {},
): Promise<SubmittedTask> {
  return uploadEnhancement("/ai/enhance-and-script-async", input, options);
}

/** The task as it stands, and when to ask again. */
export function getEnhancementStatus(taskId: number, options: Abortable = {}): Promise<TaskAnswer> {
  return statusAt(enhancementPath(taskId), options);
}

/** Stop a waiting or running task. */
export async function cancelEnhancement(taskId: number): Promise<Task> {
  return (await request<Task>(`${enhancementPath(taskId)}/cancellation`, { method: "POST" })).body;
}

/** Do the failed stage of a task again, keeping what was finished before. */
export async function retryEnhancement(taskId: number): Promise<Task> {
  return (await request<Task>(`${enhancementPath(taskId)}/retry`, { method: "POST" })).body;
}

/** Where an enhancement's Server-Sent Events come from; wants `token` in its query. */
export function enhancementStreamUrl(taskId: number): string {
  return `${enhancementPath(taskId)}/stream`;
}

// -- videos

/** Make a video of a finished enhancement; the task comes back at once, with the token for its stream. */
export async function generateVideo(input: VideoInput, options: SubmitOptions = {}): Promise<SubmittedTask> {
  const json = {
    enhancement_id: input.enhancementId,
    duration: input.duration,
    script: input.script,
    format: input.format,
  };
  return (await request<SubmittedTask>("/videos/generate", { ...options, method: "POST", json })).body;
}

/** The task as it stands, and when to ask again. */
export function getVideoStatus(taskId: number, options: Abortable = {}): Promise<TaskAnswer> {
  return statusAt(videoPath(taskId), options);
}

/** Stop a waiting or running video. */
export async function cancelVideo(taskId: number): Promise<Task> {
  return (await request<Task>(`${videoPath(taskId)}/cancellation`, { method: "POST" })).body;
}

/** Do the failed stage of a video again, keeping what was finished before. */
export async function retryVideo(taskId: number): Promise<Task> {
  return (await request<Task>(`${videoPath(taskId)}/retry`, { method: "POST" })).body;
}

/** Where a video's Server-Sent Events come from; wants `token` in its query. */
export function videoStreamUrl(taskId: number): string {
  return `${videoPath(taskId)}/stream`;
}

// -- tasks of every kind

/** The task as it stands, and when to ask again. */
export function getStatus(kind: TaskKind, taskId: number, options: Abortable = {}): Promise<TaskAnswer> {
  return kind === "video" ? getVideoStatus(taskId, options) : getEnhancementStatus(taskId, options);
}

/** What a task will probably cost, and what may still be spent today. */
export async function getEstimate(
  { kind, duration }: { kind: TaskKind; duration: number },
  options: Abortable = {},
): Promise<Estimate> {
  const query = new URLSearchParams({ kind, duration: String(duration) });
  return (await request<Estimate>(`/ai/estimate?${query}`, options)).body;
}

/** A token that opens the stream of this one task. */
export async function getStreamToken(taskId: number, options: Abortable = {}): Promise<StreamToken> {
  return (await request<StreamToken>(`/tasks/${taskId}/stream-token`, { ...options, method: "POST" })).body;
}

/** One page of the history, newest first. */
export async function listTasks(
  { cursor, limit = 20, kind }: { cursor?: string | undefined; limit?: number; kind?: TaskKind } = {},
  options: Abortable = {},
): Promise<TaskPage> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (cursor) query.set("cursor", cursor);
  if (kind) query.set("kind", kind);
  return (await request<TaskPage>(`/tasks?${query}`, options)).body;
}

/** Remove a task with its pictures. */
export async function deleteTask(taskId: number): Promise<void> {
  await request(`/tasks/${taskId}`, { method: "DELETE" });
}

// -- accounts

/** Make an account and sign in; a guest's session is sent along. */
export async function register(email: string, password: string): Promise<Account> {
  const { body } = await request<Session>("/auth/register", { method: "POST", json: { email, password } });
  return kept(body);
}

export async function login(email: string, password: string): Promise<Account> {
  const { body } = await send<Session>("/auth/login", { method: "POST", json: { email, password } });
  return kept(body);
}

/** Sign in as a new guest, unless someone is signed in already. */
export async function guest(): Promise<Account | null> {
  await signedInOnce(async () => (await send<Session>("/auth/guest", { method: "POST" })).body);
  return currentAccount();
}

/** Sign out in all tabs; the tokens are forgotten here even when the server cannot be reached. */
export async function logout(): Promise<void> {
  const refreshToken = currentRefreshToken();
  forgetSession();
  if (refreshToken) await send("/auth/logout", { method: "POST", json: { refresh_token: refreshToken } });
}

export async function me(): Promise<Account> {
  return (await request<Account>("/auth/me")).body;
}

/** What this deployment offers. */
export async function getFeatures(): Promise<Features> {
  return (await send<Features>("/features", {})).body;
}

function kept(session: Session): Account {
  keepSession(session);
  return session.account;
}

async function statusAt(path: string, options: Abortable): Promise<TaskAnswer> {
  const { body, retryAfter } = await request<Task>(path, options);
  return { task: body, retryAfterSeconds: retryAfterSeconds(retryAfter) };
}

function videoPath(taskId: number): string {
  return `/videos/${taskId}`;
}

function enhancementPath(taskId: number): string {
  return `/ai/enhance-and-script/${taskId}`;
}

function uploadEnhancement<Body>(path: string, input: EnhancementInput, options: UploadOptions): Promise<Body> {
  const form = new FormData();
  form.set("file", input.file);
  if (input.userDescription) form.set("user_description", input.userDescription);
  if (input.duration) form.set("duration", String(input.duration));
  if (input.language) form.set("language", input.language);
  return authorised((token) => upload<Body>(path, form, token, options));
}
