"""The worker's side of a task: claimed under a lease, every write fenced by it."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from psycopg.types.json import Jsonb

from .db import Database, Row, run
from .errors import LeaseLost
from .media import MediaStore, NewMedia
from .messages import MESSAGES, event_body
from .records import Claim, StageState
from .store import ATTEMPTS_MAX

if TYPE_CHECKING:
    from .ledger import Receipt  # a ledger works under a lease

#: how long a worker may be silent before another takes its task over
LEASE_SECONDS = 30
#: a notification holds 8,000 bytes, and a character takes up to 4
DRAFT_CHARACTERS = 1500


class LeasedStore:
    """What the worker that holds a task writes; every method raises LeaseLost once it holds it no more."""

    def __init__(self, db: Database, media: MediaStore) -> None:
        self._db = db
        self._media = media

    def claim(self, task_id: int) -> Claim | None:
        """Take a task over for one attempt; None when there is nothing to do."""
        row = self._db.row(
            "claim", task_id=task_id, lease_id=uuid4(), lease_seconds=LEASE_SECONDS, attempts_max=ATTEMPTS_MAX
        )
        return Claim.from_row(row) if row else None

    def renew(self, claim: Claim) -> None:
        """Hold the task for another LEASE_SECONDS."""
        self._fenced("renew", claim, lease_seconds=LEASE_SECONDS)

    def release(self, claim: Claim) -> None:
        """Give the task back to the queue."""
        self._fenced("release", claim)

    def report(
        self,
        claim: Claim,
        code: str,
        progress: int,
        *,
        status: str = "running",
        step: int | None = None,
        script: str | None = None,
        error: dict[str, Any] | None = None,
        params: dict[str, Any],
        result: dict[str, Any] | None = None,
        after_seq: int,
    ) -> None:
        """Write the row that follows `after_seq` and ring the bell, in one statement; `result` goes into its event."""
        message = MESSAGES[code].format(**params)
        self._fenced(
            "report",
            claim,
            after_seq=after_seq,
            code=code,
            message=message,
            progress=progress,
            status=status,
            step=step,
            script=script,
            error=Jsonb(error) if error else None,
            body=event_body(code, message, status, params, error=error, **result or {}),
        )

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

    def start_stage(self, claim: Claim, name: str, model: str) -> None:
        """Mark a stage as running."""
        self._fenced("start_stage", claim, name=name, model=model)

    def finish_stage(
        self,
        claim: Claim,
        name: str,
        output: dict[str, Any],
        media: Sequence[NewMedia],
        receipt: "Receipt | None",
    ) -> None:
        """Keep what a stage made: its output, its files, the receipt of what it bought, in one transaction."""
        params = {"name": name, "state": "finished", "output": Jsonb(output)}
        if not media and not receipt:
            self._fenced("end_stage", claim, **params)
            return
        with self._db.transaction() as connection:
            held = run(connection, "end_stage", task_id=claim.id, lease_id=claim.lease_id, **params)
            if held and media:
                self._media.replace(connection, claim.id, *media)
            if receipt:
                receipt.confirm(connection)  # what was delivered was paid for, whoever holds the task by now
        if not held:
            raise LeaseLost()

    def keep(self, claim: Claim, new: NewMedia) -> str:
        """Keep a file of a stage that goes on; returns its key."""
        with self._db.transaction() as connection:
            params = {"task_id": claim.id, "lease_id": claim.lease_id, "lease_seconds": LEASE_SECONDS}
            if not run(connection, "renew", **params):
                raise LeaseLost()
            [key] = self._media.replace(connection, claim.id, new)
            return key

    def draft(self, claim: Claim, text: str, offset: int) -> None:
        """Keep the script as far as it is written and send watchers what is new from `offset` on."""
        for start in range(offset, max(len(text), offset + 1), DRAFT_CHARACTERS):
            until = min(start + DRAFT_CHARACTERS, len(text))
            addition = json.dumps({"offset": start, "text": text[start:until]}, ensure_ascii=False)
            self._fenced("draft", claim, text=text[:until], addition=addition)

    def tell(self, claim: Claim, name: str, data: dict[str, Any]) -> None:
        """Send watchers something that is not worth a row."""
        self._db.rows("ring", task_id=claim.id, payload=f"{name} {json.dumps(data)}")

    def fail_stage(self, claim: Claim, name: str) -> None:
        """Mark a stage as failed."""
        self._fenced("end_stage", claim, name=name, state="failed", output=None)

    def _fenced(self, query: str, claim: Claim, **params: Any) -> Row:
        row = self._db.row(query, task_id=claim.id, lease_id=claim.lease_id, **params)
        if row is None:
            raise LeaseLost()
        return row
