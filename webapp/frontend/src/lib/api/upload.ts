/** A multipart POST that reports its upload progress, which fetch cannot. */
import { learnServerTime } from "./clock";
import { errorFromAnswer, networkError } from "./errors";

// from the last byte on; the older call takes up to 25 s
const PATIENCE_MS = 60_000;

export interface UploadOptions {
  signal?: AbortSignal | undefined;
  /** Called with the share sent so far, 0 to 1. */
  onUploadProgress?: ((share: number) => void) | undefined;
  /** The same key with the same content gives the same task, however often it is sent. */
  idempotencyKey?: string | undefined;
}

/** Send a form and give back the JSON answer; throws ApiError, or AbortError when `signal` says so. */
export function upload<Body>(
  path: string,
  form: FormData,
  token: string | null,
  { signal, onUploadProgress, idempotencyKey }: UploadOptions,
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const startedAt = performance.now();
    const abort = () => xhr.abort();
    const settle = (act: () => void) => {
      signal?.removeEventListener("abort", abort);
      act();
    };
    xhr.open("POST", path);
    xhr.setRequestHeader("Accept", "application/json");
    if (token) xhr.setRequestHeader("Authorization", `Bearer ${token}`);
    if (idempotencyKey) xhr.setRequestHeader("Idempotency-Key", idempotencyKey);
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) onUploadProgress?.(event.loaded / event.total);
    };
    xhr.upload.onload = () => {
      // it counts from the start
      xhr.timeout = performance.now() - startedAt + PATIENCE_MS;
    };
    xhr.onload = () => settle(() => {
      learnServerTime(xhr.getResponseHeader("Date"));
      try {
        resolve(read<Body>(xhr));
      } catch (error) {
        reject(error);
      }
    });
    xhr.onerror = xhr.ontimeout = () => settle(() => reject(networkError()));
    xhr.onabort = () => settle(() => reject(new DOMException("The upload was cancelled.", "AbortError")));
    if (signal?.aborted) return settle(() => reject(signal.reason));
    signal?.addEventListener("abort", abort);
    xhr.send(form);
  });
}

function read<Body>(xhr: XMLHttpRequest): Body {
  const refused = (body: string) => errorFromAnswer(xhr.status, body, xhr.getResponseHeader("Retry-After"));
  if (xhr.status < 200 || xhr.status > 299) throw refused(xhr.responseText);
  try {
    return JSON.parse(xhr.responseText) as Body;
  } catch {
    throw refused("");
  }
}
