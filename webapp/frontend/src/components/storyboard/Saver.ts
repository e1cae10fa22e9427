/** Saves the newest of many values: a moment after the last change, one at a time, and again after a failure. */
import { ApiError } from "../../lib/api/errors";

export interface Saving {
  state: "saved" | "saving" | "unsaved";
  /** Why the last try failed; null unless it did. */
  error: unknown;
}

const PAUSE_MS = 800;
const AGAIN_MS = 10_000;

export class Saver<Value> {
  readonly #send: (value: Value) => Promise<void>;
  readonly #onSaving: (saving: Saving) => void;
  #waiting: { value: Value } | null = null;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (value: Value) => Promise<void>, onSaving: (saving: Saving) => void) {
    this.#send = send;
    this.#onSaving = onSaving;
  }

  /** Whether there is something newer than what is being saved. */
  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  change(value: Value): void {
    this.#waiting = { value };
    this.#onSaving({ state: "unsaved", error: null });
    this.#flushAfter(PAUSE_MS);
  }

  /** Save now what is waiting. */
  flush(): void {
    clearTimeout(this.#timer);
    if (!this.#busy && this.#waiting) void this.#save(this.#waiting.value);
  }

  async #save(value: Value): Promise<void> {
    this.#waiting = null;
    this.#busy = true;
    this.#onSaving({ state: "saving", error: null });
    const error = await this.#send(value).then(() => null, (problem: unknown) => problem);
    this.#busy = false;
    if (error !== null) {
      this.#waiting ??= { value };
      this.#onSaving({ state: "unsaved", error });
      if (mayPass(error)) this.#flushAfter(AGAIN_MS);
    } else if (this.#waiting) this.flush();
    else this.#onSaving({ state: "saved", error: null });
  }

  #flushAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), milliseconds);
  }
}

/** Whether it may work later without a change. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}
