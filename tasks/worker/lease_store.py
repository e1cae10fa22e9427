"""The worker's side of a task: claimed under a lease, every write fenced by it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Json, Jsonb

from ..db.pool import Database, Row, run
from ..errors import LeaseLost
from ..media.store import NewMedia, file_columns
from ..messages import event_text
from ..records import Claim, StageState
from ..store import ATTEMPTS_MAX

if TYPE_CHECKING:
    from ..money.ledger import Receipt  # a ledger works under a lease

#: how long a worker may be silent before another takes its task over
LEASE_SECONDS = 30
#: a notification holds 8,000 bytes, and a character takes up to 4
DRAFT_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class Report:
    """A progress row that is about to be written, and how its task stands with it."""

    code: str
    message: str
    #: 0-100
    progress: int
    #: 0-9 for a video
    step: int | None
    #: of the stream's JSON what its writer knows, see `event_body`
    body: str
    status: str = "running"
    script: str | None = None
    #: code, message, stage, retryable
    error: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Unwritten:
    """The rows of a task that follow `after_seq`; without any it is only held."""

    claim: Claim
    after_seq: int
    reports: Sequence[Report]

    def task(self) -> dict[str, Any]:
        """How the task stands after them."""
        held = {"id": self.claim.id, "lease_id": str(self.claim.lease_id), "after_seq": self.after_seq}
        held |= {"count": len(self.reports), "status": "running"}
        if not self.reports:
            return held
        last = self.reports[-1]
        stands = ("status", "progress", "step", "code", "message", "script", "error")
        return held | {name: getattr(last, name) for name in stands}

    def rows(self) -> Iterator[dict[str, Any]]:
        """Them, with what the stream sends."""
        for seq, report in enumerate(self.reports, self.after_seq + 1):
            event = event_text(self.claim.id, seq, report.progress, report.step, report.body)
            yield {"lease_id": str(self.claim.lease_id), "seq": seq, "event": event}


class LeasedStore:
    """What the worker that holds a task writes; every method raises LeaseLost once it holds it no more."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def claim(self, task_id: int) -> Claim | None:
        """Take a task over for one attempt; None when there is nothing to do."""
        row = self._db.row(
            "claim", task_id=task_id, lease_id=uuid4(), lease_seconds=LEASE_SECONDS, attempts_max=ATTEMPTS_MAX
        )
        return Claim.from_row(row) if row else None

    def release(self, claim: Claim) -> None:
        """Give the task back to the queue."""
        self._fenced("release", claim)

    def write(self, unwritten: Sequence[Unwritten]) -> dict[UUID, int]:
        """Write the next rows of tasks, ring their bells and renew the leases, in one statement.

        Returns by lease the last row that is written now. A task whose lease is missing there was left as it is: the
        lease is lost, somebody locks the task, or it does not stand at `after_seq`.
        """
        tasks = [each.task() for each in unwritten]
        rows = [row for each in unwritten for row in each.rows()]
        may_be_lost = all(task["status"] == "running" for task in tasks)
        found = self._db.rows(
            "write", tasks=Json(tasks), rows=Json(rows), lease_seconds=LEASE_SECONDS, may_be_lost=may_be_lost
        )
        return {row["lease_id"]: row["last_seq"] for row in found}

    def last_seq(self, claim: Claim) -> int:
        """The last row that is written; after a crash of Postgres it may be one that was written before."""
        return int(self._fenced("last_seq", claim)["last_seq"])

    def set_aside(self, claim: Claim, seconds: float) -> None:
        """Let go of the task and have it sent again after a while."""
        self._fenced("set_aside", claim, seconds=seconds)

    def stages(self, claim: Claim) -> tuple[list[StageState], dict[str, dict[str, Any]]]:
        """The stages of the task as they stand, and what the finished ones left."""
        rows = self._db.rows("stages", task_id=claim.id)
        outputs = {row["name"]: row["output"] or {} for row in rows if row["state"] == "finished"}
        return [StageState.from_row(row) for row in rows], outputs

    def start_stage(self, claim: Claim, stage: StageState) -> None:
        """Keep that a stage is running."""
        self._fenced("start_stage", claim, **asdict(stage))

    def finish_stage(
        self,
        claim: Claim,
        stage: StageState,
        output: dict[str, Any],
        media: Sequence[NewMedia],
        receipt: "Receipt | None",
    ) -> None:
        """Keep what a stage made: its output, its files, the receipt of what it bought, in one transaction."""
        params = {"task_id": claim.id, "lease_id": claim.lease_id, "output": Jsonb(output)}
        params |= asdict(stage) | file_columns(*media)
        try:
            with self._db.transaction() if receipt else self._db.connection() as connection:
                held = run(connection, "keep", **params)
                if receipt:
                    receipt.confirm(connection)  # what was delivered was paid for, whoever holds the task by now
        except psycopg.DataError:  # an engine made what cannot be kept: that was paid for as well
            if receipt:
                with self._db.connection() as connection:
                    receipt.confirm(connection)
            raise
        if not held:
            raise LeaseLost()

    def fail_stage(self, claim: Claim, stage: StageState) -> None:
        """Keep that a stage has failed."""
        self._fenced("keep", claim, **asdict(stage), output=None, **file_columns())

    def keep(self, claim: Claim, new: NewMedia) -> str:
        """Keep a file of a stage that goes on; returns its key."""
        no_stage = dict.fromkeys(field.name for field in fields(StageState))
        kept = self._fenced("keep", claim, **no_stage, output=None, **file_columns(new))
        return str(kept["keys"][new.role])

    def draft(self, claim: Claim, text: str, offset: int) -> None:
        """Keep the script as far as it is written and send watchers what is new from `offset` on."""
        for start in range(offset, max(len(text), offset + 1), DRAFT_CHARACTERS):
            until = min(start + DRAFT_CHARACTERS, len(text))
            addition = json.dumps({"offset": start, "text": text[start:until]}, ensure_ascii=False)
            self._fenced("draft", claim, text=text[:until], addition=addition)

    def tell(self, claim: Claim, name: str, data: dict[str, Any]) -> None:
        """Send watchers something that is not worth a row."""
        self._db.rows("ring", task_id=claim.id, payload=f"{name} {json.dumps(data)}")

    def _fenced(self, query: str, claim: Claim, **params: Any) -> Row:
        row = self._db.row(query, task_id=claim.id, lease_id=claim.lease_id, **params)
        if row is None:
            raise LeaseLost()
        return row
