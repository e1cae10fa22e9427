import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pauseWhenHidden, HIDDEN_MS, type Visibility } from "../../src/lib/stream/pauseWhenHidden";
import { aRow, aTask } from "../support/factories";
import { FakeEventSource } from "../support/FakeEventSource";
import { followedTask, settle } from "../support/followedTask";

class FakePage implements Visibility {
  visibilityState: DocumentVisibilityState = "visible";
  private listener = () => {};

  addEventListener(_name: string, listener: () => void): void {
    this.listener = listener;
  }

  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.listener();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

async function followed() {
  const page = new FakePage();
  const opener = pauseWhenHidden((url) => new FakeEventSource(url), page);
  const task = followedTask({
    get openEventSource() {
      return opener();
    },
  });
  task.stream.start("t");
  FakeEventSource.newest.accept().send("snapshot", aTask()).send("message", aRow(1));
  return { page, task };
}

test("a page that is looked at, or away for a moment only, keeps its stream", async () => {
  const { page, task } = await followed();

  page.become("hidden");
  await vi.advanceTimersByTimeAsync(HIDDEN_MS - 1);
  page.become("visible");
  await vi.advanceTimersByTimeAsync(HIDDEN_MS);

  expect(FakeEventSource.made).toHaveLength(1);
  expect(task.state.connection).toBe("connected");
});

test("a hidden page gives its stream up and asks instead; looked at again, it goes on where it was", async () => {
  const { page, task } = await followed();
  task.answerStatus({ ...aTask({ seq: 3, progress: 15 }), retry_after_seconds: 2 });

  page.become("hidden");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(task.state.connection).toBe("polling");
  expect(task.state.task?.seq).toBe(3);
  expect(FakeEventSource.made).toHaveLength(1);
  page.become("visible");
  task.wake();
  await settle();
  FakeEventSource.newest.accept().send("snapshot", aTask({ seq: 3 }));
  for (const seq of [2, 3, 4]) FakeEventSource.newest.send("message", aRow(seq));

  expect(FakeEventSource.newest.query["last_event_id"]).toBe("1");
  expect(task.seqs).toEqual([1, 2, 3, 4]);
  expect(task.rows).toEqual([1, 3, 4]);
});

test("a page that is opened in the background asks until it is looked at", async () => {
  const { page, task } = await followed();
  page.become("hidden");
  await vi.advanceTimersByTimeAsync(HIDDEN_MS);
  task.stream.stop();

  task.stream.start("t");
  await settle();
  expect(task.state.connection).toBe("polling");
  expect(FakeEventSource.made).toHaveLength(1);
});
