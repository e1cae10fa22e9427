/** One request to our server: signed in, refreshed when the token has expired, errors as ApiError. */
import { learnServerTime } from "./clock";
import { errorFromAnswer, type ApiError } from "./errors";
import { fetchWithTimeout } from "./fetchWithTimeout";
import { refresh, sessionExpired, signedInAgain, usableAccessToken } from "./session";

// longer than any answer takes
const PATIENCE_MS = 20_000;

export interface Answer<Body> {
  body: Body;
  retryAfter: string | null;
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a form, instead of `json`. */
  form?: FormData;
  /** What the answer's body is; by default JSON. */
  as?: "json" | "text";
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
  /** The request outlives the page. */
  keepalive?: boolean;
}

/** Send as the signed-in user; throws ApiError, or AbortError when `signal` aborts. */
export async function request<Body>(path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
  return authorised((token) => send<Body>(path, options, token));
}

/**
 * Call `attempt` with the access token, and once more with a new one if the server refuses it.
 * Where sessions survive their expiry, wait for the next sign-in and go on.
 */
export async function authorised<Result>(attempt: (token: string | null) => Promise<Result>): Promise<Result> {
  try {
    return await withToken(attempt);
  } catch (error) {
    if (!sessionExpired() || !(await signedInAgain())) throw error;
    return authorised(attempt);
  }
}

async function withToken<Result>(attempt: (token: string | null) => Promise<Result>): Promise<Result> {
  const token = await usableAccessToken();
  try {
    return await attempt(token);
  } catch (error) {
    if (!token || (error as ApiError).status !== 401) throw error;
    return attempt(await refresh(token));
  }
}

/** Send with this token, or as a stranger. */
export async function send<Body>(
  path: string,
  { method = "GET", json, form, as = "json", idempotencyKey, signal, keepalive = false }: RequestOptions,
  token: string | null = null,
): Promise<Answer<Body>> {
  const headers = new Headers({ Accept: as === "json" ? "application/json" : "*/*" });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (json !== undefined) headers.set("Content-Type", "application/json");
  if (idempotencyKey) headers.set("Idempotency-Key", idempotencyKey);
  const init: RequestInit = { method, headers, keepalive };
  if (json !== undefined) init.body = JSON.stringify(json);
  else if (form) init.body = form;

  const [answer, text] = await fetchWithTimeout(path, init, PATIENCE_MS, signal);
  learnServerTime(answer.headers.get("Date"));
  const retryAfter = answer.headers.get("Retry-After");
  if (!answer.ok) throw errorFromAnswer(answer.status, text, retryAfter);
  return { body: as === "text" ? (text as Body) : parse<Body>(answer.status, text), retryAfter };
}

function parse<Body>(status: number, text: string): Body {
  if (!text) return undefined as Body;
  try {
    return JSON.parse(text) as Body;
  } catch {
    throw errorFromAnswer(status, "", null);
  }
}
