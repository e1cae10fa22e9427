/** Lets each row through once and in order, and remembers where a new connection must resume. */

type Verdict = "next" | "seen" | "gap";

export class RowGate {
  /** `seq` of the last row that was let through; 0 before the first. */
  lastSeq = 0;
  private connectionIsNew = true;

  /** A connection begins. Its first row is next even after a jump in `seq`: the server has no rows between. */
  reconnected(): void {
    this.connectionIsNew = true;
  }

  /** Judge a row, and count it as let through when it is next; a gap means that one got lost on the way. */
  judge(seq: number): Verdict {
    if (seq <= this.lastSeq) return "seen";
    if (seq > this.lastSeq + 1 && !this.connectionIsNew) return "gap";
    this.connectionIsNew = false;
    this.lastSeq = seq;
    return "next";
  }
}
