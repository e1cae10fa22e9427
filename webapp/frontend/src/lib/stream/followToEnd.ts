/** A task's end as a promise. */
import { browserEnvironment } from "./browser";
import { TaskStream } from "./TaskStream";
import type { StreamOutcome, TaskSource } from "./types";

interface FollowOptions {
  /** The token from the upload's answer, if at hand: it saves two requests. */
  streamToken: string | undefined;
  signal: AbortSignal | undefined;
}

/** Wait for a task to end, over any network; rejects when `signal` gives up. */
export function followToEnd(source: TaskSource, { streamToken, signal }: FollowOptions): Promise<StreamOutcome> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stream = new TaskStream(source, browserEnvironment(), {
      onState: () => undefined,
      onRow: () => undefined,
      onEnd: resolve,
    });
    signal?.addEventListener("abort", () => {
      stream.stop();
      reject(signal.reason);
    });
    stream.start(streamToken);
  });
}
