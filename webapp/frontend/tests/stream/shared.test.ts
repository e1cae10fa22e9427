import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { REDIAL_MS } from "../../src/lib/stream/connection";
import { ANSWER_MS } from "../../src/lib/stream/shared";
import { aRow, aTask, theLastRow } from "../support/factories";
import { FakeBrowser } from "../support/FakeBrowser";
import { FakeEventSource } from "../support/FakeEventSource";
import { followedTask, settle } from "../support/followedTask";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Tabs of one browser that follow the same task; the first one leads. */
async function tabs(count: number) {
  const browser = new FakeBrowser();
  const opened = [];
  FakeEventSource.forget();
  for (let index = 0; index < count; index++) opened.push(await openTab(browser));
  return { browser, opened, first: opened[0]!, second: opened[1]! };
}

async function openTab(browser: FakeBrowser) {
  const tab = browser.openTab();
  const task = followedTask({ openEventSource: tab.openEventSource }, { keepSources: true });
  task.stream.start();
  await settle();
  return { tab, task };
}

type Tab = Awaited<ReturnType<typeof openTab>>;

async function say(...events: [name: string, data: unknown][]) {
  for (const [name, data] of events) FakeEventSource.newest.send(name, data);
  await settle();
}

const rows = (...seqs: number[]) => seqs.map((seq): [string, unknown] => ["message", aRow(seq)]);

function expectRows(everyTab: readonly Tab[], seqs: readonly number[]) {
  for (const { task } of everyTab) {
    expect(task.rows).toEqual(seqs);
    expect(task.seqs).toEqual(seqs);
  }
}

test("eight tabs have one EventSource, and each sees every row once", async () => {
  const { opened } = await tabs(8);

  FakeEventSource.newest.accept();
  await say(["snapshot", aTask()], ...rows(1, 2), ["message", theLastRow(3)]);

  expect(FakeEventSource.made).toHaveLength(1);
  expectRows(opened, [1, 2, 3]);
  for (const { task } of opened) expect(task.ends).toMatchObject([{ error: null, task: { script: "Buy it." } }]);
});

test("a tab that comes later is told what it has missed: rows, script, preview and what is left of the time", async () => {
  const { browser } = await tabs(1);
  FakeEventSource.newest.accept();
  await say(
    ["snapshot", aTask()],
    ...rows(1, 2),
    ["script", { offset: 0, text: "Buy th" }],
    ["preview", { preview_url: "/media/partial" }],
    ["eta", { low: 12, high: 18, longer_than_usual: false }],
  );
  await vi.advanceTimersByTimeAsync(5000);

  const late = await openTab(browser);

  expect(FakeEventSource.made).toHaveLength(1);
  expect(late.task.rows).toEqual([1, 2]);
  expect(late.task.state).toMatchObject({
    connection: "connected",
    script: "Buy th",
    preview: "/media/partial",
    eta: { low: 7, high: 13, longer_than_usual: false },
  });
  await say(["script", { offset: 5, text: "his" }], ...rows(3));
  expect(late.task.state.script).toBe("Buy this");
  expect(late.task.rows).toEqual([1, 2, 3]);
});

test("a tab that comes before the leader's first event waits for it, and misses nothing", async () => {
  const { opened } = await tabs(2);
  await vi.advanceTimersByTimeAsync(ANSWER_MS + 1000);

  FakeEventSource.newest.accept();
  await say(["snapshot", aTask({ seq: 2 })], ...rows(1, 2, 3));

  expect(FakeEventSource.made).toHaveLength(1);
  expectRows(opened, [1, 2, 3]);
});

describe("when the leader's tab is closed", () => {
  test("another one takes over and goes on after the last row it has", async () => {
    const { first, opened } = await tabs(3);
    FakeEventSource.newest.accept();
    await say(["snapshot", aTask()], ...rows(1, 2));

    first.tab.crash();
    await settle();

    expect(FakeEventSource.open).toHaveLength(1);
    expect(FakeEventSource.newest.query["last_event_id"]).toBe("2");
    FakeEventSource.newest.accept();
    await say(["snapshot", aTask({ seq: 2 })], ...rows(3), ["message", theLastRow(4)]);
    expectRows(opened.slice(1), [1, 2, 3, 4]);
  });

  test("rows that came meanwhile are told to tabs that are further behind, too", async () => {
    const { browser, first } = await tabs(2);
    FakeEventSource.newest.accept();
    await say(["snapshot", aTask()], ...rows(1, 2));
    first.tab.crash();
    await settle();

    const late = await openTab(browser);
    FakeEventSource.newest.accept();
    await say(["snapshot", aTask({ seq: 4 })], ...rows(3, 4));

    expect(FakeEventSource.newest.query["last_event_id"]).toBe("2");
    expect(late.task.rows).toEqual([1, 2, 3, 4]);
  });

  test("its going away properly does the same", async () => {
    const { first, second } = await tabs(2);
    FakeEventSource.newest.accept();
    await say(["snapshot", aTask()], ...rows(1));

    first.task.stream.stop();
    await settle();
    FakeEventSource.newest.accept();
    await say(["snapshot", aTask({ seq: 1 })], ...rows(2));

    expect(FakeEventSource.open).toHaveLength(1);
    expect(second.task.rows).toEqual([1, 2]);
    expect(first.task.rows).toEqual([1]);
  });
});

test("a drop and its mending are every tab's", async () => {
  const { opened } = await tabs(2);
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask()], ...rows(1));

  FakeEventSource.newest.drop();
  await settle();
  for (const { task } of opened) expect(task.state.connection).toBe("reconnecting");
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask({ seq: 2 })], ...rows(2));

  for (const { task } of opened) expect(task.state.connection).toBe("connected");
  expectRows(opened, [1, 2]);
});

test("a stream that stays away leaves no tab behind", async () => {
  const { opened } = await tabs(2);
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask()], ...rows(1));
  FakeEventSource.newest.drop();

  await vi.advanceTimersByTimeAsync(REDIAL_MS + 2000);
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask({ seq: 2 })], ...rows(2));
  await vi.advanceTimersByTimeAsync(2000);

  expect(FakeEventSource.open).toHaveLength(1);
  expectRows(opened, [1, 2]);
});

test("a refused token costs its tab a new one, and no tab a row", async () => {
  const { opened } = await tabs(2);
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask()], ...rows(1));

  FakeEventSource.newest.refuse();
  await vi.advanceTimersByTimeAsync(2000);
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask({ seq: 1 })], ...rows(2));
  await vi.advanceTimersByTimeAsync(2000);

  expect(FakeEventSource.open).toHaveLength(1);
  expectRows(opened, [1, 2]);
});

test("a leader that does not answer is deposed, and follows when it is back", async () => {
  const { browser, first } = await tabs(1);
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask()], ...rows(1));
  first.tab.frozen = true;

  const other = await openTab(browser);
  expect(FakeEventSource.made).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(ANSWER_MS);
  first.tab.frozen = false;
  FakeEventSource.newest.accept();
  await say(["snapshot", aTask({ seq: 2 })], ...rows(1, 2));
  await vi.advanceTimersByTimeAsync(2000);
  await say(...rows(3));

  expect(other.tab.isLeading).toBe(true);
  expect(FakeEventSource.open).toHaveLength(1);
  expect(other.task.rows).toEqual([1, 2, 3]);
  expect(first.task.rows).toEqual([1, 2, 3]);
});
