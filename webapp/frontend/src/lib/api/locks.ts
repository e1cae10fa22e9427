/** Mutual exclusion between the tabs of one browser. */

// longer than any refresh takes, shorter than a user's patience with a crashed tab's lock
const FALLBACK_LEASE_MS = 20_000;
const FALLBACK_POLL_MS = 60;

/** Run `work` while no other tab runs work under the same name. */
export function exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  // missing outside secure contexts, such as plain http to a machine in the local network
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  return locks ? locks.request(name, work) as Promise<Result> : withStorageLock(name, work);
}

/** A lease in localStorage: write, wait long enough for a rival's write, and see who is in. */
async function withStorageLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const owner = `${Date.now()}-${Math.random()}`;
  while (!(await acquire(name, owner))) await pause();
  try {
    return await work();
  } finally {
    if (readLease(name)?.owner === owner) localStorage.removeItem(name);
  }
}

async function acquire(name: string, owner: string): Promise<boolean> {
  const held = readLease(name);
  if (held && held.until > Date.now()) return false;
  try {
    localStorage.setItem(name, JSON.stringify({ owner, until: Date.now() + FALLBACK_LEASE_MS }));
  } catch {
    // without storage, no other tab has this session
    return true;
  }
  await pause();
  return readLease(name)?.owner === owner;
}

function readLease(name: string): { owner: string; until: number } | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as { owner: string; until: number };
  } catch {
    return null;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, FALLBACK_POLL_MS * (1 + Math.random())));
}
