/**
 * Who is signed in: the tokens, shared by all tabs of the browser.
 *
 * The server rotates refresh tokens and takes the reuse of an old one for theft, so a refresh
 * happens in one tab at a time, and a tab that had to wait takes what the other one got.
 * Only for a minute is an old one forgiven, should its answer have been lost.
 */
import { ApiError, errorFromAnswer } from "./errors";
import { fetchWithTimeout } from "./fetchWithTimeout";
import { exclusively } from "./locks";
import { clearRotated, saveRotated, findRotated } from "./tokenRotation";
import type { Account, Session } from "./types";

const STORAGE_KEY = "limelight.session";
const LOCK_NAME = "limelight.session.lock";
// refresh a little early: an upload should not be sent twice because its token just expired
const EARLY_MS = 20_000;
// twice this is less than the minute in which a lost answer may be asked for again, and than a tab holds the lock
const REFRESH_PATIENCE_MS = 8_000;

interface StoredSession {
  accessToken: string;
  refreshToken: string;
  /** When the access token expires, by this machine's clock, milliseconds. */
  expiresAt: number;
  account: Account;
}

let current: StoredSession | null = null;
// the same object until it changes, as React's stores want it
let account: Account | null = null;
// the server has refused to renew it; its account stays until somebody signs in again or gives up
let expired = false;
let outlivesExpiry = false;
const listeners = new Set<() => void>();

/** The signed-in account, or null. */
export function currentAccount(): Account | null {
  return account;
}

export function currentRefreshToken(): string | null {
  return current?.refreshToken ?? null;
}

/** Whether the session can no longer be renewed, and calls wait until somebody has signed in again. */
export function sessionExpired(): boolean {
  return expired;
}

/**
 * From now on a session that expires is no sign-out: calls wait for the next sign-in, and then go on.
 * For an app that asks its user to sign in again while `sessionExpired()`.
 */
export function surviveExpiry(): void {
  outlivesExpiry = true;
}

/** Resolves to whether somebody has signed in again, as soon as the session is no longer an expired one. */
export function signedInAgain(): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = onSessionChange(() => {
      if (expired) return;
      stop();
      resolve(current !== null);
    });
  });
}

/** Call `listener` after every sign-in, sign-out and expiry, in whichever tab it happened. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keep a sign-in's tokens. */
export function keepSession(session: Session): void {
  adopt({
    accessToken: session.access_token,
    refreshToken: session.refresh_token,
    expiresAt: Date.now() + session.expires_in_seconds * 1000,
    account: session.account,
  });
  write();
}

/** Forget the tokens, in all tabs. */
export function forgetSession(): void {
  adopt(null);
  write();
  void clearRotated();
}

/** An access token that is good for a while, refreshed when it is about to expire; null when signed out. */
export async function usableAccessToken(): Promise<string | null> {
  if (!current) return null;
  if (expired) throw expiry();
  return Date.now() < current.expiresAt - EARLY_MS ? current.accessToken : refresh(current.accessToken);
}

/** Replace a token that the server has refused; every caller and tab shares one refresh. */
export function refresh(refused: string): Promise<string> {
  return exclusively(LOCK_NAME, () => refreshUnlessDone(refused));
}

/** Sign in by `signIn`, unless another tab did in the meantime. */
export function signedInOnce(signIn: () => Promise<Session>): Promise<void> {
  return exclusively(LOCK_NAME, async () => {
    reread();
    if (!current || expired) keepSession(await signIn());
  });
}

async function refreshUnlessDone(refused: string): Promise<string> {
  reread();
  const { accessToken, refreshToken: spent } = signedIn();
  if (accessToken !== refused) return accessToken;
  const successor = await findRotated<StoredSession>(spent);
  if (successor) {
    adopt(successor);
    return successor.accessToken;
  }
  const session = await postRefresh(spent);
  reread();
  // signed out meanwhile, or in as another user: discard the answer
  if (signedIn().refreshToken !== spent) return signedIn().accessToken;
  keepSession(session);
  // before the lock is let go
  await saveRotated(spent, signedIn());
  return session.access_token;
}

function signedIn(): StoredSession {
  if (!current) throw new ApiError(401, "not_authenticated", "Sign in first.");
  return current;
}

async function postRefresh(refreshToken: string): Promise<Session> {
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ refresh_token: refreshToken }) };
  const attempt = () => fetchWithTimeout("/auth/refresh", init, REFRESH_PATIENCE_MS);
  // once more at once: the token may be spent, and its answer lost with the connection
  const [answer, text] = await attempt().catch(attempt);
  if (answer.ok) return JSON.parse(text) as Session;
  const error = errorFromAnswer(answer.status, text, answer.headers.get("Retry-After"));
  if (isRefusal(error) && currentRefreshToken() === refreshToken) {
    if (!outlivesExpiry) forgetSession();
    else expire();
  }
  throw error;
}

function expire(): void {
  expired = true;
  tell();
}

function expiry(): ApiError {
  return new ApiError(401, "token_expired", "The session has expired. Sign in again.");
}

function isRefusal(error: ApiError): boolean {
  return error.status === 401 || error.status === 403 || error.status === 422;
}

function adopt(session: StoredSession | null): void {
  const changed = JSON.stringify(session?.account) !== JSON.stringify(current?.account);
  const renewed = expired && session?.refreshToken !== current?.refreshToken;
  current = session;
  if (changed) account = session?.account ?? null;
  if (renewed) expired = false;
  if (changed || renewed) tell();
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}

/** Take over what other tabs have stored; storage that cannot be read changes nothing. */
function reread(): void {
  try {
    adopt(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "null") as StoredSession | null);
  } catch {
    // forbidden or spoilt
  }
}

function write(): void {
  try {
    if (current) localStorage.setItem(STORAGE_KEY, JSON.stringify(current));
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    // storage is full or forbidden: the session then lives as long as this page
  }
}

reread();
if (typeof window !== "undefined") {
  window.addEventListener("storage", (event) => {
    if (event.key === STORAGE_KEY || event.key === null) reread();
  });
}
