"""Tasks in Postgres: one method, one query (or one transaction of them)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from psycopg.errors import ForeignKeyViolation
from psycopg.types.json import Jsonb

from .db.pool import Connection, Database, Row, run
from .errors import Conflict, LimelightError, LimitReached, TaskNotFound, Unauthenticated
from .events import Event, ProgressRow
from .media.store import CopiedMedia, MediaStore, NewMedia, file_columns
from .messages import failure
from .money.spend_limits import NO_LIMITS, SpendLimits
from .plans import StagePlan, estimated_costs
from .records import TERMINAL, Task
from .storyboard import Storyboard

#: after so many workers died over a task it is given up
ATTEMPTS_MAX = 3


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that is about to be made."""

    kind: str
    #: user_description, duration_seconds, language
    input: dict[str, Any]
    stages: Sequence[str]
    plans: Sequence[StagePlan]
    #: None for a composition, which works with its parent's
    original: NewMedia | CopiedMedia | None
    #: of picture and input, to tell a repeat from a conflict; empty without a key
    fingerprint: bytes
    idempotency_key: str | None
    #: of a composition: the enhancement that its pictures are for
    parent_id: int | None = None


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

        A repeat of an idempotency key gives the earlier task. Raises Conflict when the key was used for
        something else, LimitReached, TaskNotFound when the parent is gone, and Unauthenticated when the account is.
        """
        # only where something is counted or compared must submissions of one account take turns
        turns = bool(self._active_tasks_max or new.idempotency_key)
        copied = isinstance(new.original, CopiedMedia)
        several = turns or copied or any(plan.provider for plan in new.plans)
        with self._db.transaction() if several else self._db.connection() as connection:
            if turns:
                run(connection, "lock_account", account_id=account_id)
            if new.idempotency_key and (earlier := self._earlier(connection, account_id, new)):
                return earlier, False
            self._check_active(connection, account_id)
            costs = estimated_costs(connection, new.plans).values()
            estimated_usd = sum((cost for cost in costs if cost), Decimal(0)) or None
            self._limits.check(connection, account_id, estimated_usd)
            return self._add(connection, account_id, new, estimated_usd), True

    def _earlier(self, connection: Connection, account_id: int, new: NewTask) -> Task | None:
        rows = run(connection, "task_by_idempotency_key", account_id=account_id, idempotency_key=new.idempotency_key)
        if rows and bytes(rows[0]["fingerprint"]) != new.fingerprint:
            raise Conflict("idempotency_conflict")
        return Task.from_row(rows[0]) if rows else None

    def _check_active(self, connection: Connection, account_id: int) -> None:
        limit = self._active_tasks_max
        if limit and run(connection, "count_active", account_id=account_id)[0]["active"] >= limit:
            raise LimitReached("too_many_active_tasks", limit=limit)

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
                parent_id=new.parent_id,
                **original,
            )
        except ForeignKeyViolation as exc:
            if exc.diag.constraint_name == "tasks_parent_id_fkey":
                raise TaskNotFound() from exc
            raise Unauthenticated("token_invalid") from exc
        if isinstance(new.original, CopiedMedia):
            self._media.copy(connection, row["id"], new.original)
        waiting = {"state": "waiting", "attempt": 0, "started_at": None, "finished_at": None}
        # originals are never shown
        stages = [{"name": name} | waiting for name in new.stages]
        made: Row = {"stages": stages, "media": {}, "purchases": None, "params": None, "orientation": None}
        made |= {"storyboard": new.input.get("storyboard"), "background": None, "notices": None}
        made |= {"cut_below": None, "video_sizes": None}
        return Task.from_row(row | made)

    def task(self, account_id: int, task_id: int, kind: str | None = None) -> Task:
        """One task of an account, of any kind or of one; raises TaskNotFound, for a stranger's too."""
        row = self._db.row("task", account_id=account_id, task_id=task_id)
        if row is None or kind not in (None, row["kind"]):
            raise TaskNotFound()
        return Task.from_row(row)

    def tasks_with_rows(self, readers: Sequence[tuple[int, int, int]]) -> list[tuple[Task, list[ProgressRow]] | None]:
        """For each account id, task id and last seq: the task as `task` gives it, and its progress rows after that.

        Read in one moment; None for a task that is not there or a stranger's.
        """
        account_ids, task_ids, after_seqs = map(list, zip(*readers, strict=True))
        rows = self._db.rows("tasks_with_rows", account_ids=account_ids, task_ids=task_ids, after_seqs=after_seqs)
        found: list[tuple[Task, list[ProgressRow]] | None] = [None] * len(readers)
        for row in rows:
            rows_after = [ProgressRow(row["id"], *values) for values in row["rows"] or ()]
            found[row["place"] - 1] = Task.from_row(row), rows_after
        return found

    def tasks(self, account_id: int, limit: int, before: int | None, kind: str | None) -> list[Task]:
        """Tasks of an account, newest first, with ids below `before`."""
        rows = self._db.rows("tasks", account_id=account_id, limit=limit, before=before, kind=kind)
        return [Task.from_row(row) for row in rows]

    def rename(self, account_id: int, task_id: int, name: str) -> None:
        """Give a task a name, or none; raises TaskNotFound."""
        if self._db.row("rename", account_id=account_id, task_id=task_id, name=name) is None:
            raise TaskNotFound()

    def edit(self, account_id: int, task_id: int, storyboard: Storyboard | None, script: str | None) -> None:
        """Keep a finished enhancement's storyboard as its user edited it, with the script that is made of it.

        None for both: as it was written. Raises TaskNotFound, and Conflict for any other task.
        """
        edited = Jsonb(asdict(storyboard)) if storyboard else None
        if self._db.row("edit", account_id=account_id, task_id=task_id, storyboard=edited, script=script) is None:
            self.task(account_id, task_id)
            raise Conflict("task_conflict", "Only the storyboard of a finished enhancement can be edited.")

    def delete(self, account_id: int, task_id: int) -> None:
        """Remove a task and its media; one that still runs is cancelled first, so that its watchers hear of it."""
        with self._db.transaction() as connection:
            self._cancel(connection, account_id, task_id)
            if not run(connection, "delete_task", account_id=account_id, task_id=task_id):
                raise TaskNotFound()

    def cancel(self, account_id: int, task_id: int) -> None:
        """End a queued or running task; raises Conflict when it is over, TaskNotFound."""
        with self._db.transaction() as connection:
            if not self._cancel(connection, account_id, task_id):
                raise Conflict("task_conflict", "This task is already over; there is nothing to cancel.")

    def retry(self, account_id: int, task_id: int) -> None:
        """Queue a failed task again from its failed stage.

        Raises Conflict for any other, TaskNotFound, LimitReached.
        """
        with self._db.transaction() as connection:
            if self._active_tasks_max:
                run(connection, "lock_account", account_id=account_id)
            task = _locked(connection, account_id, task_id)
            if task["status"] != "failed":
                raise Conflict("task_conflict", f"Only a failed task can be tried again; this one is {task['status']}.")
            self._check_active(connection, account_id)
            _write(connection, "requeue_task", _next_event(task, "task.retried", "queued"))

    def replay(self, after: dict[int, int]) -> list[ProgressRow]:
        """Progress rows of many tasks in order; `after` maps each task's id to the last seq its reader has."""
        rows = self._db.rows("replay", task_ids=list(after), after_seqs=list(after.values()))
        return [ProgressRow.from_row(row) for row in rows]

    def deleted(self, task_ids: Iterable[int]) -> list[int]:
        """Those of these tasks that are gone."""
        return [row["id"] for row in self._db.rows("deleted_tasks", task_ids=list(task_ids))]

    def delete_expired_media(self, days: int) -> None:
        """Remove the files of tasks that have been over for so many days (0: keep them), and replaced pictures."""
        self._db.rows("delete_expired_media", days=days)

    def sweep(self) -> list[int]:
        """Ids of tasks whose message must be sent again; fails tasks that exhausted their attempts.

        Nothing when another process is sweeping.
        """
        with self._db.transaction() as connection:
            if not run(connection, "sweep_lock")[0]["locked"]:
                return []
            run(connection, "mark_orphans_interrupted")
            for task in run(connection, "sweep_exhausted", attempts_max=ATTEMPTS_MAX):
                error = failure(LimelightError("worker_lost"), stage=None)
                params = {"reason": error["message"]}
                _write(connection, "end_task", _next_event(task, "task.failed", "failed", params=params, error=error))
            return [row["id"] for row in run(connection, "sweep_lost", attempts_max=ATTEMPTS_MAX)]

    def _cancel(self, connection: Connection, account_id: int, task_id: int) -> bool:
        task = _locked(connection, account_id, task_id)
        if task["status"] in TERMINAL:
            return False
        _write(connection, "end_task", _next_event(task, "task.cancelled", "cancelled"))
        return True


def _locked(connection: Connection, account_id: int, task_id: int) -> Row:
    rows = run(connection, "lock_task", account_id=account_id, task_id=task_id)
    if not rows:
        raise TaskNotFound()
    return rows[0]


def _next_event(task: Row, code: str, status: str, **values: Any) -> Event:
    return Event(task["id"], task["last_seq"] + 1, task["progress"], task["step"], code, status, **values)


def _write(connection: Connection, query: str, event: Event) -> None:
    columns, error = event.columns(), Jsonb(event.error) if event.error else None
    run(connection, query, **columns, message=event.message, error=error)
    run(connection, "add_event", **columns)
