/** The one error class of the API client, and the ways an answer becomes one. */
import { serverNow } from "./clock";

export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  /** Stable name from the server's `error.code`, or one of this module's. */
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  /** The other fields of the server's `error`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message: string,
    retryAfterSeconds: number | null = null,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.details = details;
  }

  /** Asking again cannot help: the caller may not have this, or it does not exist. */
  get isFinal(): boolean {
    return [401, 403, 404, 410].includes(this.status);
  }
}

/** The ApiError for what a client threw, by the HTTP status that fetch wrappers and axios attach; null without. */
export function apiErrorOf(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  if (!(error instanceof Error)) return null;
  const { status, response } = error as { status?: unknown; response?: { status?: unknown } };
  const told = status ?? response?.status;
  return typeof told === "number" ? new ApiError(told, `http_${told}`, error.message) : null;
}

// what an answer without our JSON body (a proxy's, mostly) means
const BARE_STATUS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  413: ["file_too_large", "The file is larger than 30 MB. Choose a smaller one."],
  429: ["rate_limited", "Too many requests. Wait a moment and try again."],
  502: ["server_unavailable", "The server cannot be reached right now. Try again in a moment."],
  503: [
    "database_unavailable",
    "The database cannot be reached right now. Nothing was lost; try again in a moment.",
  ],
  504: ["server_unavailable", "The server cannot be reached right now. Try again in a moment."],
};

export function networkError(): ApiError {
  return new ApiError(
    0,
    "network_unreachable",
    "The server cannot be reached. Check your connection and try again.",
  );
}

/** Seconds of a `Retry-After` header, which may also be a date; null without one. */
export function retryAfterSeconds(header: string | null): number | null {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - serverNow()) / 1000));
}

/** The error inside a response that is not 2xx; the body need not be ours, nor JSON. */
export function errorFromAnswer(status: number, body: string, retryAfter: string | null): ApiError {
  const wait = retryAfterSeconds(retryAfter);
  const error = parseError(body);
  if (error) {
    const { code, message, ...details } = error;
    return new ApiError(status, code, message, wait, details);
  }
  const [code, message] = BARE_STATUS[status] ?? [
    `http_${status}`,
    `The server answered with an unexpected status (${status}). Try again.`,
  ];
  return new ApiError(status, code, message, wait);
}

function parseError(body: string): { code: string; message: string } | null {
  try {
    const error: unknown = (JSON.parse(body) as { error?: unknown } | null)?.error;
    return isErrorDetail(error) ? error : null;
  } catch {
    return null;
  }
}

function isErrorDetail(error: unknown): error is { code: string; message: string } {
  if (typeof error !== "object" || error === null) return false;
  const { code, message } = error as Record<string, unknown>;
  return typeof code === "string" && typeof message === "string";
}
