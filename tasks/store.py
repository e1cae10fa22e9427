"""Tasks in Postgres: one method, one query (or one transaction of them)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg.errors import ForeignKeyViolation
from psycopg.types.json import Jsonb

from .db.pool import Connection, Database, Row, run
from .errors import IdempotencyConflict, TaskConflict, TaskNotFound, TokenInvalid, TooManyActiveTasks, WorkerLost
from .media.store import CopiedMedia, MediaStore, NewMedia, file_columns
from .messages import MESSAGES, event_body, failure
from .money.spending import NO_LIMITS, SpendLimits
from .plans import Offer, estimated_costs
from .records import ProgressRow, Task

#: after so many workers died over a task it is given up
ATTEMPTS_MAX = 3


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that is about to be made."""

    kind: str
    #: user_description, duration_seconds, language
    input: dict[str, Any]
    stages: Sequence[str]
    offers: Sequence[Offer]
    original: NewMedia | CopiedMedia
    #: of picture and input, to tell a repeat from a conflict; empty without a key
    fingerprint: bytes
    idempotency_key: str | None


class Store:
    """What the web process asks of tasks; every look-up is scoped to its owner."""

    def __init__(
        self, db: Database, media: MediaStore, limits: SpendLimits = NO_LIMITS, active_tasks_max: int = 0
    ) -> None:
        """`active_tasks_max` is per account; 0 = no limit."""
        self._db = db
        self._media = media
        self._limits = limits
        self._active_tasks_max = active_tasks_max

    def submit(self, account_id: int, new: NewTask) -> tuple[Task, bool]:
        """Make a task with its original picture; returns it and whether it is new.

        A repeat of an idempotency key gives the earlier task. Raises IdempotencyConflict when the key was used for
        something else, TooManyActiveTasks, SpendLimitReached, and TokenInvalid when the account is gone.
        """
        # only where something is counted or compared must submissions of one account take turns
        turns = bool(self._active_tasks_max or new.idempotency_key)
        copied = isinstance(new.original, CopiedMedia)
        several = turns or copied or any(offer.provider for offer in new.offers)
        with self._db.transaction() if several else self._db.connection() as connection:
            if turns:
                run(connection, "lock_account", account_id=account_id)
            if new.idempotency_key and (earlier := self._earlier(connection, account_id, new)):
                return earlier, False
            self._check_active(connection, account_id, adding=1)
            costs = estimated_costs(connection, new.offers).values()
            estimated_usd = sum((cost for cost in costs if cost), Decimal(0)) or None
            self._limits.check(connection, account_id, estimated_usd)
            return self._add(connection, account_id, new, estimated_usd), True

    def _earlier(self, connection: Connection, account_id: int, new: NewTask) -> Task | None:
        rows = run(connection, "task_by_idempotency_key", account_id=account_id, idempotency_key=new.idempotency_key)
        if rows and bytes(rows[0]["fingerprint"]) != new.fingerprint:
            raise IdempotencyConflict()
        return Task.from_row(rows[0]) if rows else None

    def _check_active(self, connection: Connection, account_id: int, adding: int) -> None:
        limit = self._active_tasks_max
        if limit and run(connection, "count_active", account_id=account_id)[0]["active"] + adding > limit:
            raise TooManyActiveTasks(limit=limit)

    def _add(self, connection: Connection, account_id: int, new: NewTask, estimated_usd: Decimal | None) -> Task:
        original = file_columns(new.original) if isinstance(new.original, NewMedia) else file_columns()
        try:
            [row] = run(
                connection,
                "add_task",
                account_id=account_id,
                kind=new.kind,
                input=Jsonb(new.input),
                idempotency_key=new.idempotency_key,
                fingerprint=new.fingerprint,
                stages=list(new.stages),
                estimated_usd=estimated_usd,
                **original,
            )
        except ForeignKeyViolation as exc:
            raise TokenInvalid() from exc
        if isinstance(new.original, CopiedMedia):
            self._media.copy(connection, row["id"], new.original)
        waiting = {"state": "waiting", "attempt": 0, "started_at": None, "finished_at": None}
        # nobody is shown an original
        stages = [{"name": name} | waiting for name in new.stages]
        made: Row = {"stages": stages, "media": {}, "purchases": None, "params": None, "orientation": None}
        return Task.from_row(row | made)

    def task(self, account_id: int, task_id: int, kind: str | None = None) -> Task:
        """One task of an account, of any kind or of one; raises TaskNotFound, for a stranger's too."""
        row = self._db.row("task", account_id=account_id, task_id=task_id)
        if row is None or kind not in (None, row["kind"]):
            raise TaskNotFound()
        return Task.from_row(row)

    def follow(self, readers: Sequence[tuple[int, int, int]]) -> list[tuple[Task, list[ProgressRow]] | None]:
        """For each account id, task id and last seq: the task as `task` gives it, and its progress rows after that.

        Read in one moment; None for a task that is not there or a stranger's.
        """
        account_ids, task_ids, after_seqs = map(list, zip(*readers, strict=True))
        rows = self._db.rows("follow", account_ids=account_ids, task_ids=task_ids, after_seqs=after_seqs)
        found: list[tuple[Task, list[ProgressRow]] | None] = [None] * len(readers)
        for row in rows:
            place = row["place"] - 1
            events = enumerate(row["events"] or (), after_seqs[place] + 1)
            found[place] = Task.from_row(row), [ProgressRow(row["id"], seq, event) for seq, event in events]
        return found

    def tasks(self, account_id: int, limit: int, before: int | None, kind: str | None) -> list[Task]:
        """Tasks of an account, newest first, with ids below `before`."""
        rows = self._db.rows("tasks", account_id=account_id, limit=limit, before=before, kind=kind)
        return [Task.from_row(row) for row in rows]

    def delete(self, account_id: int, task_id: int) -> None:
        """Remove a task and its media; one that still runs is cancelled first, so that its watchers hear of it."""
        with self._db.transaction() as connection:
            self._end(connection, "cancel", "task.cancelled", "cancelled", account_id=account_id, task_id=task_id)
            if not run(connection, "delete_task", account_id=account_id, task_id=task_id):
                raise TaskNotFound()

    def cancel(self, account_id: int, task_id: int) -> None:
        """End a queued or running task; raises TaskConflict when it is over."""
        with self._db.connection() as connection:
            if self._end(connection, "cancel", "task.cancelled", "cancelled", account_id=account_id, task_id=task_id):
                return
        self.task(account_id, task_id)
        raise TaskConflict("This task is already over; there is nothing to cancel.")

    def retry(self, account_id: int, task_id: int) -> None:
        """Queue a failed task again from its failed stage; raises TaskConflict for any other, TooManyActiveTasks."""
        with self._db.transaction() as connection:
            if self._active_tasks_max:
                run(connection, "lock_account", account_id=account_id)
            if self._end(connection, "retry", "task.retried", "queued", account_id=account_id, task_id=task_id):
                self._check_active(connection, account_id, adding=0)  # it is among them, unless this takes it back
                return
        task = self.task(account_id, task_id)
        raise TaskConflict(f"Only a failed task can be tried again; this one is {task.status}.")

    def replay(self, after: dict[int, int]) -> list[ProgressRow]:
        """Progress rows of many tasks in order; `after` maps each task's id to the last seq its reader has."""
        rows = self._db.rows("replay", task_ids=list(after), after_seqs=list(after.values()))
        return [ProgressRow.from_row(row) for row in rows]

    def outrun(self, after: dict[int, int]) -> dict[int, ProgressRow | None]:
        """The last row of tasks that are over where a reader has as many rows already; None where the task is gone."""
        rows = self._db.rows("outrun", task_ids=list(after), after_seqs=list(after.values()))
        return {row["task_id"]: ProgressRow.from_row(row) if row["seq"] else None for row in rows}

    def forget_media(self, days: int) -> None:
        """Remove the files of tasks that have been over for so many days."""
        self._db.rows("forget_media", days=days)

    def sweep(self) -> list[int]:
        """Ids of tasks whose message must be sent again; gives up those that wore out every attempt.

        Nothing when another process is sweeping.
        """
        with self._db.transaction() as connection:
            if not run(connection, "sweep_lock")[0]["locked"]:
                return []
            run(connection, "interrupt_orphans")
            for row in run(connection, "sweep_worn_out", attempts_max=ATTEMPTS_MAX):
                error = failure(WorkerLost(), stage=None, retryable=True)
                self._end(
                    connection,
                    "give_up",
                    "task.failed",
                    "failed",
                    reason=error["message"],
                    task_id=row["id"],
                    attempts_max=ATTEMPTS_MAX,
                    error=error,
                )
            return [row["id"] for row in run(connection, "sweep_lost", attempts_max=ATTEMPTS_MAX)]

    def _end(
        self,
        connection: Connection,
        query: str,
        code: str,
        status: str,
        reason: str = "",
        error: dict[str, Any] | None = None,
        **params: Any,
    ) -> bool:
        message = MESSAGES[code].format(reason=reason)
        body = event_body(code, message, status, {"reason": reason} if reason else {}, error=error)
        extra = {"error": Jsonb(error)} if error else {}
        return bool(run(connection, query, code=code, message=message, body=body, **params, **extra))
