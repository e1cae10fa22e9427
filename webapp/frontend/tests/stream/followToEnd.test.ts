// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { followToEnd } from "../../src/lib/stream/followToEnd";
import { aRow, aTask, ENGINE_FAILED, theLastRow } from "../support/factories";
import { FakeEventSource } from "../support/FakeEventSource";

const SOURCE = {
  streamUrl: "/stream",
  readStatus: async () => aTask(),
  takeStreamToken: async () => "token",
};

beforeEach(() => {
  vi.stubGlobal("EventSource", FakeEventSource);
  FakeEventSource.forget();
});

function follow(signal?: AbortSignal) {
  const end = followToEnd(SOURCE, { streamToken: "token", signal });
  FakeEventSource.newest.accept().send("snapshot", aTask());
  return end;
}

test.each([
  ["the completed task", theLastRow(1), { task: { status: "completed", script: "Buy it." }, error: null }],
  ["why it failed", aRow(1, { status: "failed", error: ENGINE_FAILED }), { error: { code: "engine_failed" } }],
])("the end is %s", async (_, row, outcome) => {
  const end = follow();

  FakeEventSource.newest.send("message", row);

  expect(await end).toMatchObject(outcome);
  expect(FakeEventSource.open).toHaveLength(0);
});

test("whoever gives up leaves no stream behind", async () => {
  const aborter = new AbortController();
  const end = follow(aborter.signal);

  aborter.abort();

  await expect(end).rejects.toMatchObject({ name: "AbortError" });
  expect(FakeEventSource.open).toHaveLength(0);
});

test("whoever has given up before opens none", async () => {
  const end = followToEnd(SOURCE, { streamToken: "token", signal: AbortSignal.abort() });

  await expect(end).rejects.toMatchObject({ name: "AbortError" });
  expect(FakeEventSource.made).toHaveLength(0);
});
