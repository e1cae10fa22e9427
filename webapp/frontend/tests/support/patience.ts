/** How long a test waits for what must come: nearly all of the machine's time may go to other tests. */
export const PATIENT = { timeout: 30_000 };
