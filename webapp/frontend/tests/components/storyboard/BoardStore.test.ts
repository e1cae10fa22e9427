// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reworded } from "../../../src/components/storyboard/board";
import { BoardStore } from "../../../src/components/storyboard/BoardStore";
import { networkError } from "../../../src/lib/api/errors";
import { taskService } from "../../../src/lib/api/taskService";
import type { Storyboard } from "../../../src/lib/api/types";
import { aTask } from "../../support/factories";

const WRITTEN = storyboard("Written", 4);

function storyboard(text: string, end_seconds: number): Storyboard {
  const shot = { start_seconds: 0, end_seconds, picture: "", voice_over: "", on_screen_text: text };
  return { title: "", shots: [shot], offer: "", call_to_action: "" };
}

function opened() {
  const store = new BoardStore(aTask({ storyboard: WRITTEN }), () => undefined);
  const type = (text: string) => {
    const { board } = store.state();
    store.change(reworded(board, board.cards[0]!.key, { on_screen_text: text }), "text");
  };
  return { store, type, text: () => store.state().board.cards[0]?.on_screen_text };
}

const spied = () => ({
  patched: vi.spyOn(taskService, "changeTask"),
  written: vi.spyOn(taskService, "writeStoryboard"),
});
let { patched, written }: ReturnType<typeof spied> = spied();

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  ({ patched, written } = spied());
  patched.mockImplementation(async (_, change) => aTask({ storyboard: change.storyboard ?? WRITTEN }));
});

afterEach(() => {
  vi.useRealTimers();
});

test("typing is saved once, a moment after it ends, and undone as a whole", async () => {
  const { store, type, text } = opened();
  type("M");
  type("Mi");
  type("Mine");
  expect(patched).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1000);
  expect(patched.mock.calls).toEqual([[12, { storyboard: storyboard("Mine", 4) }]]);
  expect(store.state().saving.state).toBe("saved");
  store.undo();
  expect(text()).toBe("Written");
  expect(store.state().canUndo).toBe(false);
});

test("what is typed while an earlier edit is being saved is saved after it", async () => {
  const { type } = opened();
  let answer = (_: ReturnType<typeof aTask>) => undefined as void;
  patched.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  patched.mockImplementationOnce(() => new Promise(() => undefined));
  type("first");
  await vi.advanceTimersByTimeAsync(1000);
  type("second");
  await vi.advanceTimersByTimeAsync(5000);
  expect(patched).toHaveBeenCalledTimes(1);
  answer(aTask());
  await vi.advanceTimersByTimeAsync(0);
  expect(patched.mock.lastCall).toEqual([12, { storyboard: storyboard("second", 4) }]);
  // the page is closed before that has an answer
  expect(opened().text()).toBe("second");
});

test("what could not be saved is there after a reload, and tried again until it is", async () => {
  patched.mockRejectedValue(networkError());
  opened().type("Mine");
  await vi.advanceTimersByTimeAsync(1000);
  patched.mockClear();

  const { store, text } = opened();
  expect(text()).toBe("Mine");
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.state().saving).toMatchObject({ state: "unsaved", error: { code: "network_unreachable" } });
  patched.mockImplementation(async () => aTask());
  await vi.advanceTimersByTimeAsync(11_000);
  expect(store.state().saving).toEqual({ state: "saved", error: null });
  // from here on the server is right
  expect(opened().text()).toBe("Written");
});

test("another length is written for once, and its edits come back with it", async () => {
  written.mockResolvedValue({ storyboard: storyboard("Longer", 8), notices: [] });
  const { store, type, text } = opened();
  type("Mine");
  await store.setDuration(8);
  expect([store.state().board.duration, text()]).toEqual([8, "Longer"]);
  await store.setDuration(4);
  expect(text()).toBe("Mine");
  await store.setDuration(8);
  expect(written.mock.calls).toEqual([[12, { duration: 8, variant: 0 }]]);
});

test("a rewrite that says the same is written again, and a failure leaves everything as it was", async () => {
  written.mockResolvedValueOnce({ storyboard: WRITTEN, notices: [] });
  written.mockResolvedValueOnce({ storyboard: storyboard("Other", 4), notices: [] });
  const { store, text } = opened();
  await store.rewrite();
  expect(text()).toBe("Other");
  written.mockRejectedValueOnce(networkError());
  await store.rewrite();
  expect([text(), store.state().writingFor]).toEqual(["Other", null]);
  expect(store.state().error).toMatchObject({ code: "network_unreachable" });
});

test("the original is the server's, and can be undone", async () => {
  const { store, type, text } = opened();
  type("Mine");
  await store.original();
  await vi.advanceTimersByTimeAsync(0);
  expect(patched.mock.lastCall).toEqual([12, { storyboard: null }]);
  expect(text()).toBe("Written");
  store.undo();
  expect(text()).toBe("Mine");
});
