// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Session } from "../../src/lib/api/types";
import { aSession } from "../support/factories";

const ACCESS_SECONDS = 900;

/** A server that rotates refresh tokens and, like ours, takes the reuse of one for theft. */
function rotatingServer() {
  let valid = "refresh-1";
  let made = 1;
  const reused: string[] = [];
  const rotate = vi.fn(async (_path: string, init: RequestInit) => {
    const { refresh_token } = JSON.parse(String(init.body)) as { refresh_token: string };
    if (refresh_token !== valid) {
      reused.push(refresh_token);
      return Response.json({ error: { code: "token_invalid", message: "Sign in again." } }, { status: 401 });
    }
    made += 1;
    valid = `refresh-${made}`;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return Response.json(aSession(made, ACCESS_SECONDS));
  });
  vi.stubGlobal("fetch", rotate);
  return { rotate, reused };
}

type Tab = Awaited<ReturnType<typeof openTab>>;

/** The session module as one tab loads it; tabs share localStorage. */
async function openTab() {
  vi.resetModules();
  return import("../../src/lib/api/session");
}

async function passTime<Result>(work: Promise<Result>): Promise<Result> {
  void vi.advanceTimersByTimeAsync(10_000);
  return work;
}

/** The Web Locks API, as far as it is used. */
function fakeLocks() {
  let last: Promise<unknown> = Promise.resolve();
  return { request: (_name: string, work: () => Promise<unknown>) => (last = last.then(work, work)) };
}

async function signedInTab(session: Session = aSession(1, ACCESS_SECONDS)) {
  const tab = await openTab();
  tab.keepSession(session);
  return tab;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a fresh token is used as it is", async () => {
  const { rotate } = rotatingServer();
  const tab = await signedInTab();

  expect(await tab.usableAccessToken()).toBe("access-1");
  expect(rotate).not.toHaveBeenCalled();
});

test("a token that is about to expire is replaced before it is used", async () => {
  rotatingServer();
  const tab = await signedInTab();
  await vi.advanceTimersByTimeAsync((ACCESS_SECONDS - 5) * 1000);

  expect(await passTime(tab.usableAccessToken())).toBe("access-2");
});

test("calls that are refused at the same time share one refresh", async () => {
  const { rotate } = rotatingServer();
  const tab = await signedInTab();

  const tokens = await passTime(Promise.all([1, 2, 3].map(() => tab.refresh("access-1"))));

  expect(tokens).toEqual(["access-2", "access-2", "access-2"]);
  expect(rotate).toHaveBeenCalledOnce();
});

test.each(["with", "without"])("two tabs never use one refresh token twice, %s the Web Locks API", async (locks) => {
  vi.stubGlobal("navigator", locks === "with" ? { locks: fakeLocks() } : {});
  const { rotate, reused } = rotatingServer();
  const first = await signedInTab();
  const second = await openTab();

  const tokens = await passTime(Promise.all([first.refresh("access-1"), second.refresh("access-1")]));

  expect(tokens).toEqual(["access-2", "access-2"]);
  expect(reused).toEqual([]);
  expect(rotate).toHaveBeenCalledOnce();
});

test("a refused refresh signs out", async () => {
  const tab = await signedInTab();
  vi.stubGlobal("fetch", async () => Response.json({ error: { code: "token_invalid", message: "" } }, { status: 401 }));

  await expect(passTime(tab.refresh("access-1"))).rejects.toMatchObject({ code: "token_invalid" });

  expect(tab.currentAccount()).toBeNull();
});

test.each([
  ["signed out", (tab: Tab) => tab.forgetSession()],
  ["signed in as somebody else", (tab: Tab) => tab.keepSession(aSession(9, ACCESS_SECONDS))],
])("a refresh does not bring back who has %s meanwhile", async (_, leave) => {
  rotatingServer();
  const tab = await signedInTab();
  const refreshed = tab.refresh("access-1").catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(500);

  leave(tab);
  const now = tab.currentAccount();

  const given = await passTime(refreshed);
  expect(given).toEqual(now ? "access-9" : expect.objectContaining({ code: "not_authenticated" }));
  expect(tab.currentAccount()).toEqual(now);
  expect((await openTab()).currentAccount()).toEqual(now);
});

test.each([
  ["network_unreachable", () => Promise.reject(new TypeError("offline"))],
  ["database_unavailable", async () => new Response("", { status: 503 })],
])("a refresh that fails with %s does not sign out", async (code, fail) => {
  const tab = await signedInTab();
  vi.stubGlobal("fetch", fail);

  await expect(passTime(tab.refresh("access-1"))).rejects.toMatchObject({ code });

  expect(tab.currentAccount()).not.toBeNull();
});

test("a refresh whose answer is lost is asked for once more", async () => {
  const tab = await signedInTab();
  const { rotate } = rotatingServer();
  const lost = vi.fn().mockRejectedValueOnce(new TypeError("network changed")).mockImplementation(rotate);
  vi.stubGlobal("fetch", lost);

  expect(await passTime(tab.refresh("access-1"))).toBe("access-2");
  expect(lost).toHaveBeenCalledTimes(2);
});

test("signing out in one tab signs out the others", async () => {
  const first = await signedInTab();
  const second = await openTab();
  const heard = vi.fn();
  second.onSessionChange(heard);

  first.forgetSession();
  // the browser tells the other tabs
  window.dispatchEvent(new StorageEvent("storage", { key: "limelight.session" }));

  expect(second.currentAccount()).toBeNull();
  expect(heard).toHaveBeenCalledOnce();
});

test("two tabs that start at once make one guest", async () => {
  const first = await openTab();
  const second = await openTab();
  const makeGuest = vi.fn(async () => aSession(7));

  await passTime(Promise.all([first.signedInOnce(makeGuest), second.signedInOnce(makeGuest)]));

  expect(makeGuest).toHaveBeenCalledOnce();
  expect(second.currentAccount()).toEqual(first.currentAccount());
});

test("where sessions survive their expiry, the account stays until somebody signs in again", async () => {
  rotatingServer();
  const tab = await signedInTab({ ...aSession(1, ACCESS_SECONDS), refresh_token: "spent" });
  tab.surviveExpiry();
  await expect(passTime(tab.refresh("access-1"))).rejects.toMatchObject({ status: 401 });
  expect(tab.sessionExpired()).toBe(true);
  expect(tab.currentAccount()).not.toBeNull();
  await expect(tab.usableAccessToken()).rejects.toMatchObject({ code: "token_expired" });

  const again = tab.signedInAgain();
  tab.keepSession(aSession(2, ACCESS_SECONDS));

  expect(await again).toBe(true);
  expect(tab.sessionExpired()).toBe(false);
  expect(await tab.usableAccessToken()).toBe("access-2");
});

test("who gives up on an expired session is signed out", async () => {
  rotatingServer();
  const tab = await signedInTab({ ...aSession(1, ACCESS_SECONDS), refresh_token: "spent" });
  tab.surviveExpiry();
  await expect(passTime(tab.refresh("access-1"))).rejects.toMatchObject({ status: 401 });

  const again = tab.signedInAgain();
  tab.forgetSession();

  expect(await again).toBe(false);
  expect(tab.currentAccount()).toBeNull();
});
