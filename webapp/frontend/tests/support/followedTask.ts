/** A TaskStream in a world that the test controls: its EventSources, its status answers, its clock. */
import { vi } from "vitest";
import { ApiError } from "../../src/lib/api/errors";
import type { TaskAnswer } from "../../src/lib/api/types";
import { TaskStream } from "../../src/lib/stream/TaskStream";
import type { StreamEnvironment, StreamOutcome, StreamState } from "../../src/lib/stream/types";
import { aTask } from "./factories";
import { FakeEventSource } from "./FakeEventSource";

export function followedTask(environment: Partial<StreamEnvironment> = {}, { keepSources = false } = {}) {
  if (!keepSources) FakeEventSource.forget();
  const states: StreamState[] = [];
  const rows: number[] = [];
  const ends: StreamOutcome[] = [];
  let wake = () => {};
  let tokens = 0;
  const readStatus = vi.fn(async (): Promise<TaskAnswer> => ({ ...aTask(), retry_after_seconds: 2 }));
  const takeStreamToken = vi.fn(async () => `token-${++tokens}`);

  const stream = new TaskStream(
    { streamUrl: "/stream", readStatus, takeStreamToken },
    {
      get openEventSource() {
        const { openEventSource = (url: string) => new FakeEventSource(url) } = environment;
        return openEventSource;
      },
      onWake: (listener) => {
        wake = listener;
        return () => {
          wake = () => {};
        };
      },
      now: Date.now,
      random: () => 0.5,
    },
    {
      onState: (state) => states.push(state),
      onRow: (row) => rows.push(row.seq),
      onEnd: (outcome) => ends.push(outcome),
    },
  );
  return {
    stream,
    readStatus,
    takeStreamToken,
    rows,
    ends,
    wake: () => wake(),
    get state() {
      return states.at(-1)!;
    },
    get seqs() {
      return states.at(-1)?.messages.map(({ seq }) => seq) ?? [];
    },
    /** What the next status questions are answered with; the last one stays. */
    answerStatus(...answers: (TaskAnswer | ApiError)[]) {
      readStatus.mockImplementation(async () => {
        const answer = (answers.length > 1 ? answers.shift() : answers[0])!;
        if (answer instanceof ApiError) throw answer;
        return answer;
      });
    },
  };
}

/** Let promises settle, without any time passing. */
export function settle(): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(0);
}
