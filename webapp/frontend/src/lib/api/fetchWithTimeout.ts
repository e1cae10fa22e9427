/** One request and its whole answer, or none in time. */
import { networkError } from "./errors";

/** Throws ApiError when no answer has come within `patienceMs`, and what `signal` says when the caller gives up. */
export async function fetchWithTimeout(
  path: string,
  init: RequestInit,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<[Response, string]> {
  signal?.throwIfAborted();
  const aborter = new AbortController();
  const abort = () => aborter.abort(signal?.reason);
  // a line may be dead without anybody having said so
  const timer = setTimeout(abort, patienceMs);
  signal?.addEventListener("abort", abort);
  try {
    const answer = await fetch(path, { ...init, signal: aborter.signal });
    return [answer, await answer.text()];
  } catch (error) {
    if (signal?.aborted) throw error;
    throw networkError();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
