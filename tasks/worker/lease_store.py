"""The SQL of a worker's leases: a task is claimed under one, and every write is fenced by it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Json, Jsonb

from ..db.outage import OUTAGE_SECONDS_MAX
from ..db.pool import Database, Row, run
from ..errors import LeaseLost
from ..events import Event
from ..media.store import NewMedia, file_columns
from ..money.ledger import Receipt
from ..records import Lease, StageState
from ..store import ATTEMPTS_MAX

#: how long a worker may be silent before another takes its task over
LEASE_SECONDS = OUTAGE_SECONDS_MAX


@dataclass(frozen=True, slots=True)
class Batch:
    """What one attempt has to write; an empty batch renews the lease."""

    lease: Lease
    #: the last row that is written
    after_seq: int
    #: the rows after it
    events: Sequence[Event] = ()
    #: stages that began or failed
    stages: Sequence[StageState] = ()
    #: the script as far as it is written, if there is more of it
    draft: str | None = None
    #: each a name and JSON
    signals: Sequence[str] = ()

    @property
    def last_seq(self) -> int:
        """The last row that is written after it."""
        return self.after_seq + len(self.events)

    def task(self) -> dict[str, Any]:
        """How the task stands after it."""
        task = {"id": self.lease.task_id, "after_seq": self.after_seq, "last_seq": self.last_seq, "draft": self.draft}
        if not self.events:
            return task | {"status": "running"}
        last = self.events[-1]
        stands = ("status", "progress", "step", "code", "message", "error")
        return task | {name: getattr(last, name) for name in stands} | {"script": last.result.get("script")}


class LeaseStore:
    """What the worker that holds a task writes; every method raises LeaseLost once the lease is gone."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def claim(self, task_id: int) -> Lease | None:
        """Take a task over for one attempt; None when there is nothing to do."""
        row = self._db.row(
            "claim_task", task_id=task_id, lease_id=uuid4(), lease_seconds=LEASE_SECONDS, attempts_max=ATTEMPTS_MAX
        )
        return Lease.from_row(row) if row else None

    def release(self, lease: Lease) -> None:
        """Give the task back to the queue."""
        self._fenced("release_task", lease)

    def snooze(self, lease: Lease, seconds: float) -> None:
        """Release the task, to be sent again after a while."""
        self._fenced("snooze_task", lease, seconds=seconds)

    def write(self, batches: Sequence[Batch]) -> set[UUID]:
        """Write what attempts have to write, notify their watchers and renew their leases, in one statement.

        Returns the leases whose batches are written. The other tasks were left as they were: the lease is lost,
        the row is locked, or it is not at `after_seq`.
        """
        found = self._db.rows(
            "write_events",
            tasks=_json((batch.lease, batch.task()) for batch in batches),
            rows=_json((batch.lease, event.columns()) for batch in batches for event in batch.events),
            stages=_json((batch.lease, asdict(stage)) for batch in batches for stage in batch.stages),
            signals=_json((batch.lease, {"payload": signal}) for batch in batches for signal in batch.signals),
            lease_seconds=LEASE_SECONDS,
        )
        return {row["lease_id"] for row in found}

    def last_seq(self, lease: Lease) -> int | None:
        """The last row that is written; None when the lease is lost."""
        row = self._db.row("last_seq", task_id=lease.task_id, lease_id=lease.lease_id)
        return int(row["last_seq"]) if row else None

    def stages(self, lease: Lease) -> tuple[list[StageState], dict[str, dict[str, Any]]]:
        """The stages of the task as they stand, and what each has left so far."""
        rows = self._db.rows("stages", task_id=lease.task_id)
        outputs = {row["name"]: row["output"] or {} for row in rows}
        return [StageState.from_row(row) for row in rows], outputs

    def finish_stage(
        self,
        lease: Lease,
        stage: StageState,
        output: dict[str, Any],
        media: Sequence[NewMedia],
        receipt: Receipt | None,
    ) -> None:
        """Keep what a stage made: its output, its files, the receipt of what it bought, in one transaction."""
        params = {"task_id": lease.task_id, "lease_id": lease.lease_id, "output": Jsonb(output)}
        params |= asdict(stage) | file_columns(*media)
        try:
            with self._db.transaction() if receipt else self._db.connection() as connection:
                held = run(connection, "save_output", **params)
                if receipt:
                    receipt.confirm(connection)  # a delivery is paid for even if the lease is lost
        except psycopg.DataError:  # an engine made what cannot be kept: that was paid for as well
            if receipt:
                with self._db.connection() as connection:
                    receipt.confirm(connection)
            raise
        if not held:
            raise LeaseLost()

    def save_media(
        self, lease: Lease, *new: NewMedia, stage: str | None = None, output: dict[str, Any] | None = None
    ) -> dict[str, str]:
        """Store files, and what a running `stage` leaves so far, all or none; returns the files' keys by role."""
        state = dict.fromkeys(field.name for field in fields(StageState)) | {"name": stage}
        saved = self._fenced("save_output", lease, **state, output=Jsonb(output), **file_columns(*new))
        return dict(saved["keys"])

    def _fenced(self, query: str, lease: Lease, **params: Any) -> Row:
        row = self._db.row(query, task_id=lease.task_id, lease_id=lease.lease_id, **params)
        if row is None:
            raise LeaseLost()
        return row


def _json(entries: Iterable[tuple[Lease, dict[str, Any]]]) -> Json:
    return Json([entry | {"lease_id": lease.lease_id} for lease, entry in entries], _dumps)


#: ids and times as Postgres reads them
_dumps = partial(json.dumps, default=str)
