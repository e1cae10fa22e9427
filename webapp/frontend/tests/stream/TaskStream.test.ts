import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, networkError } from "../../src/lib/api/errors";
import { FIRST_EVENT_MS, REDIAL_MS, SILENCE_MS } from "../../src/lib/stream/connection";
import { STALE_MS, STREAM_RETRY_MS } from "../../src/lib/stream/TaskStream";
import { aRow, aTask, ENGINE_FAILED, theLastRow } from "../support/factories";
import { FakeEventSource } from "../support/FakeEventSource";
import { followedTask, settle } from "../support/followedTask";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("opening", () => {
  test("a token at hand opens the stream at once, and asks nothing before", () => {
    const task = followedTask();

    task.stream.start("given");

    expect(FakeEventSource.newest.query).toEqual({ token: "given", last_event_id: "0" });
    expect(task.readStatus).not.toHaveBeenCalled();
  });

  test("without one, the status is asked and a stream token taken", async () => {
    const task = followedTask();

    task.stream.start();
    await settle();

    expect(FakeEventSource.newest.query).toEqual({ token: "token-1", last_event_id: "0" });
  });

  test("a task that has ended already needs no stream", async () => {
    const task = followedTask();
    const done = aTask({ status: "completed", seq: 15, progress: 100 });
    task.answerStatus({ ...done, retry_after_seconds: null });

    task.stream.start();
    await settle();

    expect(FakeEventSource.made).toHaveLength(0);
    expect(task.ends).toEqual([{ task: done, error: null }]);
    expect(task.state.connection).toBe("ended");
  });

  test("an end before what was seen, as after a crash of Postgres, is shown all the same", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("snapshot", aTask({ seq: 5 }));
    const done = aTask({ status: "completed", seq: 3, progress: 100 });
    task.answerStatus({ ...done, retry_after_seconds: null });

    FakeEventSource.newest.refuse();
    await vi.advanceTimersByTimeAsync(1000);

    expect(task.ends).toEqual([{ task: done, error: null }]);
    expect(task.state).toMatchObject({ connection: "ended", task: done });
  });

  test("it counts as connected when the first event has come", () => {
    const task = followedTask();
    task.stream.start("t");

    FakeEventSource.newest.accept().send("snapshot", aTask());

    expect(task.state.connection).toBe("connected");
  });
});

describe("rows", () => {
  test("arrive in order, each once, and carry the progress", () => {
    const task = followedTask();
    task.stream.start("t");

    FakeEventSource.newest.accept().send("snapshot", aTask());
    for (const seq of [1, 2, 2, 1, 3]) FakeEventSource.newest.send("message", aRow(seq));

    expect(task.seqs).toEqual([1, 2, 3]);
    expect(task.rows).toEqual([1, 2, 3]);
    expect(task.state.task).toMatchObject({ seq: 3, progress: 15, message: "row 3" });
  });

  test("a gap inside a connection makes it resume after the last row it has", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1)).send("message", aRow(3));

    await vi.advanceTimersByTimeAsync(1000);

    expect(FakeEventSource.open).toHaveLength(1);
    expect(FakeEventSource.newest.query["last_event_id"]).toBe("1");
    expect(task.rows).toEqual([1]);
    FakeEventSource.newest.accept().send("message", aRow(2)).send("message", aRow(3));
    expect(task.rows).toEqual([1, 2, 3]);
  });

  test("preview, script and eta are shown as they come, on what the snapshot had", () => {
    const task = followedTask();
    task.stream.start("t");

    FakeEventSource.newest
      .accept()
      .send("snapshot", aTask({ script_draft: "Buy" }))
      .send("preview", { preview_url: "/media/partial" })
      .send("script", { offset: 3, text: " thas" })
      .send("script", { offset: 6, text: "is cup" })
      .send("eta", { low: 12, high: 18, longer_than_usual: false });

    expect(task.state).toMatchObject({
      preview: "/media/partial",
      script: "Buy this cup",
      eta: { low: 12, high: 18, longer_than_usual: false },
    });
  });
});

describe("the end", () => {
  test("comes with the terminal row, once, with the result; and the stream is closed", () => {
    const task = followedTask();
    task.stream.start("t");

    FakeEventSource.newest.accept().send("snapshot", aTask()).send("message", aRow(1)).send("message", theLastRow(2));

    expect(task.ends).toHaveLength(1);
    expect(task.ends[0]).toMatchObject({
      error: null,
      task: { status: "completed", script: "Buy it.", enhanced_image_url: "/media/enhanced" },
    });
    expect(FakeEventSource.open).toHaveLength(0);
    expect(task.state.connection).toBe("ended");
  });

  test("of a failed task is its error", () => {
    const task = followedTask();
    task.stream.start("t");
    const failed = aRow(1, { status: "failed", code: "task.failed", error: ENGINE_FAILED });

    FakeEventSource.newest.accept().send("snapshot", aTask()).send("message", failed);

    expect(task.ends[0]?.error).toMatchObject({
      code: "engine_failed",
      details: { stage: "script", retryable: true },
    });
  });

  test("is not a failed row that a retry has overtaken", () => {
    const task = followedTask();
    task.stream.start("t");

    FakeEventSource.newest
      .accept()
      .send("snapshot", aTask({ seq: 2 }))
      .send("message", aRow(1, { status: "failed", error: ENGINE_FAILED }))
      .send("message", aRow(2, { code: "task.retried" }));

    expect(task.ends).toHaveLength(0);
    expect(task.state.task).toMatchObject({ status: "running", error: null });
  });

  test("can be left again after a retry, going on after the last row", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest
      .accept()
      .send("snapshot", aTask())
      .send("message", aRow(1, { status: "failed", error: ENGINE_FAILED }));
    task.answerStatus({ ...aTask({ seq: 1, status: "queued" }), retry_after_seconds: 2 });

    task.stream.restart();
    await settle();
    FakeEventSource.newest.accept().send("message", aRow(2)).send("message", theLastRow(3));

    expect(FakeEventSource.newest.query["last_event_id"]).toBe("1");
    expect(task.ends.map(({ error }) => error?.code)).toEqual(["engine_failed", undefined]);
  });

  test("is taken from a snapshot when its row had been seen before the drop", () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1)).drop().accept();

    FakeEventSource.newest.send("snapshot", aTask({ seq: 1, status: "cancelled" }));

    expect(task.ends[0]?.error?.code).toBe("task_cancelled");
  });

  test("is heard of by asking when the answer to a reconnect is 204", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("snapshot", aTask()).send("message", aRow(1)).drop();
    const done = aTask({ status: "completed", seq: 2, progress: 100 });
    task.answerStatus({ ...done, retry_after_seconds: null });

    FakeEventSource.newest.refuse();
    await vi.advanceTimersByTimeAsync(1000);

    expect(task.ends).toEqual([{ task: done, error: null }]);
    expect(task.seqs).toEqual([1, 2]);
  });
});

describe("a drop", () => {
  test("is left to the EventSource, which dials by itself", () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1));

    FakeEventSource.newest.drop();
    expect(task.state.connection).toBe("reconnecting");
    FakeEventSource.newest.accept().send("snapshot", aTask({ seq: 1 })).send("message", aRow(2));

    expect(task.state.connection).toBe("connected");
    expect(FakeEventSource.made).toHaveLength(1);
    expect(task.rows).toEqual([1, 2]);
  });

  test("that it cannot mend in time is taken over by us", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1)).drop();

    await vi.advanceTimersByTimeAsync(REDIAL_MS + 1000);

    expect(FakeEventSource.open).toHaveLength(1);
    expect(FakeEventSource.newest.query).toEqual({ token: "token-1", last_event_id: "1" });
  });

  test("is mended at once when the network is back", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1)).drop();

    task.wake();
    await settle();

    expect(FakeEventSource.open).toHaveLength(1);
    expect(FakeEventSource.newest.query["last_event_id"]).toBe("1");
  });
});

describe("a refused stream", () => {
  test("is opened again with a new token, after the last row", async () => {
    const task = followedTask();
    task.stream.start("expired");
    FakeEventSource.newest.accept().send("message", aRow(1)).send("message", aRow(2));

    FakeEventSource.newest.refuse();
    expect(task.state.connection).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(1000);

    expect(FakeEventSource.newest.query).toEqual({ token: "token-1", last_event_id: "2" });
    FakeEventSource.newest.accept().send("message", aRow(3));
    expect(task.rows).toEqual([1, 2, 3]);
    expect(task.state.connection).toBe("connected");
  });

  test.each([401, 403, 404])("is final when the status answers %i", async (status) => {
    const task = followedTask();
    task.answerStatus(new ApiError(status, "task_not_found", "There is no such task."));
    task.stream.start("t");

    FakeEventSource.newest.refuse();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(task.ends).toHaveLength(1);
    expect(task.ends[0]?.error?.status).toBe(status);
    expect(FakeEventSource.made).toHaveLength(1);
  });

  test.each([
    ["fetch wrapper", { status: 404 }],
    ["axios", { response: { status: 404 } }],
  ])("is final in the words of a %s, too", async (_, told) => {
    const task = followedTask();
    task.readStatus.mockRejectedValue(Object.assign(new Error("Not Found"), told));

    task.stream.start();
    await settle();

    expect(task.ends).toMatchObject([{ task: null, error: { status: 404, code: "http_404" } }]);
  });
});

describe("polling", () => {
  async function untilPolling(task: ReturnType<typeof followedTask>) {
    task.stream.start("t");
    for (let failure = 0; failure < 3; failure++) {
      FakeEventSource.newest.refuse();
      await vi.advanceTimersByTimeAsync(2500);
    }
  }

  test("begins when the stream has failed three times in a row", async () => {
    const task = followedTask();
    const polled = aTask({ seq: 4, progress: 20, message: "polled", params: { model: "local" } });
    task.answerStatus({ ...polled, retry_after_seconds: 2 });

    await untilPolling(task);

    expect(task.state.connection).toBe("polling");
    expect(task.state.messages.at(-1)).toMatchObject({ seq: 4, message: "polled", params: { model: "local" } });
    expect(FakeEventSource.open).toHaveLength(0);
  });

  test("asks as often as Retry-After says, and ends with the task", async () => {
    const task = followedTask({ openEventSource: null });
    task.answerStatus(
      { ...aTask({ seq: 1, progress: 5 }), retry_after_seconds: 7 },
      { ...aTask({ seq: 1, progress: 5 }), retry_after_seconds: 7 },
      { ...aTask({ seq: 3, progress: 100, status: "completed", script: "Buy it." }), retry_after_seconds: null },
    );

    task.stream.start();
    await settle();
    expect(task.state.connection).toBe("polling");
    await vi.advanceTimersByTimeAsync(6900);
    expect(task.readStatus).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(task.readStatus).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(7000);

    expect(task.seqs).toEqual([1, 3]);
    expect(task.rows).toEqual([1, 3]);
    expect(task.ends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(task.readStatus).toHaveBeenCalledTimes(3);
  });

  test("tries the stream again now and then, which fills in what was missed", async () => {
    const task = followedTask();
    task.answerStatus({ ...aTask({ seq: 3, progress: 15 }), retry_after_seconds: 2 });
    await untilPolling(task);
    const tried = FakeEventSource.made.length;

    await vi.advanceTimersByTimeAsync(STREAM_RETRY_MS + 2000);
    expect(FakeEventSource.made).toHaveLength(tried + 1);
    expect(task.state.connection).toBe("polling");
    FakeEventSource.newest.accept().send("snapshot", aTask({ seq: 3, progress: 15 }));
    for (const seq of [1, 2, 3, 4]) FakeEventSource.newest.send("message", aRow(seq));

    expect(task.state.connection).toBe("connected");
    expect(task.seqs).toEqual([1, 2, 3, 4]);
    expect(task.rows).toEqual([3, 4]);
    const asked = task.readStatus.mock.calls.length;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(task.readStatus).toHaveBeenCalledTimes(asked);
  });

  test("goes on undisturbed when the stream fails once more", async () => {
    const task = followedTask();
    task.answerStatus({ ...aTask({ seq: 3, progress: 15 }), retry_after_seconds: 2 });
    await untilPolling(task);
    await vi.advanceTimersByTimeAsync(STREAM_RETRY_MS + 2000);
    const asked = task.readStatus.mock.calls.length;

    FakeEventSource.newest.refuse();

    expect(task.state.connection).toBe("polling");
    await vi.advanceTimersByTimeAsync(6000);
    expect(task.readStatus).toHaveBeenCalledTimes(asked + 3);
  });

  test("does not begin while the stream works in between", async () => {
    const task = followedTask();
    task.stream.start("t");

    for (let seq = 1; seq <= 5; seq++) {
      FakeEventSource.newest.accept().send("message", aRow(seq)).refuse();
      await vi.advanceTimersByTimeAsync(2500);
    }

    expect(FakeEventSource.made).toHaveLength(6);
    expect(task.state.connection).toBe("reconnecting");
  });

  test("waits longer and longer while nothing answers", async () => {
    const task = followedTask();
    task.answerStatus(networkError());
    task.stream.start();

    await vi.advanceTimersByTimeAsync(60_000);

    expect(task.state.connection).toBe("reconnecting");
    expect(task.state.trouble?.code).toBe("network_unreachable");
    expect(task.readStatus.mock.calls.length).toBeLessThan(10);
    expect(task.ends).toHaveLength(0);
    task.answerStatus({ ...aTask(), retry_after_seconds: 2 });
    task.wake();
    await settle();
    expect(task.state.trouble).toBeNull();
  });
});

describe("silence", () => {
  test("of a stream that never sent its first event is a failure", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept();

    await vi.advanceTimersByTimeAsync(FIRST_EVENT_MS + 1000);

    expect(FakeEventSource.made).toHaveLength(2);
    expect(FakeEventSource.open).toHaveLength(1);
  });

  test("makes us ask once, and changes nothing when there is no news", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1));
    task.answerStatus({ ...aTask({ seq: 1 }), retry_after_seconds: 2 });

    await vi.advanceTimersByTimeAsync(SILENCE_MS);

    expect(task.readStatus).toHaveBeenCalledTimes(1);
    expect(task.state.connection).toBe("connected");
    expect(FakeEventSource.made).toHaveLength(1);
  });

  test("that kept rows from us makes us resume", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1));
    task.answerStatus({ ...aTask({ seq: 5 }), retry_after_seconds: 2 });

    await vi.advanceTimersByTimeAsync(SILENCE_MS + 1000);

    expect(FakeEventSource.made).toHaveLength(2);
    expect(FakeEventSource.newest.query["last_event_id"]).toBe("1");
  });

  test("is looked into at once when the page comes back into view", async () => {
    const task = followedTask();
    task.stream.start("t");
    FakeEventSource.newest.accept().send("message", aRow(1));
    await vi.advanceTimersByTimeAsync(STALE_MS + 1000);

    task.wake();
    await settle();

    expect(task.readStatus).toHaveBeenCalledTimes(1);
  });
});

test("after stop nothing is called, opened or asked any more", async () => {
  const task = followedTask();
  task.stream.start();
  await settle();
  const source = FakeEventSource.newest.accept().send("message", aRow(1));

  task.stream.stop();
  source.send("message", theLastRow(2));
  await vi.advanceTimersByTimeAsync(120_000);
  task.wake();
  await settle();

  expect(FakeEventSource.open).toHaveLength(0);
  expect(task.ends).toHaveLength(0);
  expect(task.rows).toEqual([1]);
  expect(task.readStatus).toHaveBeenCalledTimes(1);
});
