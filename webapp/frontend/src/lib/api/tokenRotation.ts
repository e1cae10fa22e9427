/**
 * The session that replaced a refresh token, for the tabs that waited while another one refreshed.
 *
 * What one tab writes to localStorage reaches other tabs late, and the server treats a second use of a refresh token as
 * theft. A committed IndexedDB transaction is visible to every tab at once.
 */
import { del, get, set } from "idb-keyval";

const KEY = "limelight.session.successor";

interface Rotation<Session> {
  spent: string;
  session: Session;
}

/** The session that another tab got for this refresh token, if one did. */
export async function findRotated<Session>(refreshToken: string): Promise<Session | null> {
  const last = await ifAllowed(() => get<Rotation<Session>>(KEY));
  return last?.spent === refreshToken ? last.session : null;
}

/** Store the session a refresh token was exchanged for, for the other tabs. */
export async function saveRotated<Session>(spent: string, session: Session): Promise<void> {
  await ifAllowed(() => set(KEY, { spent, session }));
}

/** Forget it after a sign-out. */
export async function clearRotated(): Promise<void> {
  await ifAllowed(() => del(KEY));
}

/** Private windows and old browsers may have no IndexedDB; then tabs do not share sessions. */
async function ifAllowed<Result>(access: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await access();
  } catch {
    return undefined;
  }
}
