/**
 * Which session followed a refresh token, for the tabs that waited while another one refreshed.
 *
 * What one tab writes to localStorage reaches the processes of the others only in time, and the server takes a second
 * use of a refresh token for theft. A transaction of IndexedDB is seen by everyone once it is done.
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

/** Let other tabs know what a refresh token was exchanged for. */
export async function saveRotated<Session>(spent: string, session: Session): Promise<void> {
  await ifAllowed(() => set(KEY, { spent, session }));
}

/** Nobody is signed in any more. */
export async function clearRotated(): Promise<void> {
  await ifAllowed(() => del(KEY));
}

/** Private windows and old browsers may have no such storage; tabs then do without. */
async function ifAllowed<Result>(access: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await access();
  } catch {
    return undefined;
  }
}
