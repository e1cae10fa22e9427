/** One request and its whole answer, within a time limit. */
import { networkError } from "./errors";

/** Throws ApiError if no answer comes within `patienceMs`, and the reason of `signal` if the caller aborts. */
export async function fetchWithTimeout(
  path: string,
  init: RequestInit,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<[Response, string]> {
  signal?.throwIfAborted();
  const aborter = new AbortController();
  const abort = () => aborter.abort(signal?.reason);
  // a dead connection may go unnoticed
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
