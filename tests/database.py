"""The database that the processes share: to look into, to hold a stage up there, to write rows by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row

from tasks.broker import Queue, producer_broker
from tasks.db.pool import Database
from tasks.events import Event
from tasks.records import TERMINAL
from tests.processes import wait_until

_TASK = """
insert into tasks (account_id, kind, fingerprint, input)
values (%s, 'enhancement', '', '{"user_description": "", "duration_seconds": 4, "language": "en"}')
returning id
"""

# Worker statements that touch a gated stage wait for the gate. The lock is a plain advisory one, so whoever watches
# (the sweep, the web process, the lease's keeper) is not held up.
_GATE = """
create table if not exists gates (task_id bigint, stage text, state text);
create or replace function wait_at_gate() returns trigger language plpgsql as $$
begin
    if exists (select from gates g where g.task_id = new.task_id and g.stage = new.name and g.state = new.state) then
        perform pg_advisory_lock_shared(-1);
        perform pg_advisory_unlock_shared(-1);
    end if;
    return new;
end $$;
create or replace trigger gate before update on stages for each row execute function wait_at_gate();
"""
_WAITING = "from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory' and datname = %s"


@contextmanager
def queue_at(url: str) -> Iterator[Queue]:
    """The queue of the workers on this database."""
    database = Database(url, pool_size=1)
    database.open()
    try:
        yield Queue(producer_broker(database))
    finally:
        database.close()


class Watched:
    """A database of running processes."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        self.name = self.connection.info.dbname

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """All rows of a statement."""
        cursor = self.connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []

    def value(self, statement: str, *values: Any) -> Any:
        """The one value of a statement."""
        [row] = self.rows(statement, *values)
        [value] = row.values()
        return value

    def media(self, task_id: int) -> set[str]:
        """The roles of a task's files."""
        return {row["role"] for row in self.rows("select role from media where task_id = %s", task_id)}

    def events(self, task_id: int) -> list[dict[str, Any]]:
        """A task's progress rows in order."""
        rows = self.rows("select event from progress where task_id = %s order by seq", task_id)
        return [json.loads(row["event"]) for row in rows]

    def stages(self, task_id: int) -> dict[str, tuple[str, int]]:
        """State and attempt of each stage of a task."""
        rows = self.rows("select name, state, attempt from stages where task_id = %s", task_id)
        return {row["name"]: (row["state"], row["attempt"]) for row in rows}

    def statuses(self) -> dict[str, int]:
        """How many tasks are in which status."""
        rows = self.rows("select status, count(*) as tasks from tasks group by status")
        return {row["status"]: row["tasks"] for row in rows}

    def wait_for_ends(self, seconds: float) -> None:
        """Wait until every task is over."""
        wait_until(lambda: not self.statuses().keys() - TERMINAL, seconds, lambda: f"still {self.statuses()}")

    # -- gates

    def build_gate(self) -> None:
        """Make it possible to hold stages up; the gate is closed."""
        self.rows(_GATE)
        self.close_gate()

    def close_gate(self) -> None:
        """Hold up from now on."""
        self.rows("select pg_advisory_lock(-1)")

    def hold(self, task_id: int, stage: str, state: str) -> None:
        """Hold the task up when this stage is about to get into this state."""
        self.rows("insert into gates values (%s, %s, %s)", task_id, stage, state)

    def wait_for_held(self, workers: int) -> None:
        """Wait until so many threads of workers stand at the gate."""
        wait_until(lambda: self.value(f"select count(*) {_WAITING}", self.name) == workers, 30)

    def open_gate(self) -> None:
        """Let all through."""
        self.rows("select pg_advisory_unlock(-1)")

    def cut_held(self) -> None:
        """End the statements of dead workers: a server busy with one does not notice that its client is gone."""
        self.rows(f"select pg_terminate_backend(pid) {_WAITING}", self.name)
        self.rows("delete from gates")
        self.wait_for_held(0)

    # -- rows by hand

    def add_task(self) -> int:
        """A queued task of one stage that has no message."""
        account_id = self.value("insert into accounts default values returning id")
        task_id = int(self.value(_TASK, account_id))
        self.rows("insert into stages (task_id, position, name) values (%s, 1, 'load')", task_id)
        return task_id

    def write(self, task_id: int, count: int = 1, last: bool = False, text: str = "", notifies: bool = True) -> None:
        """Write progress rows as a worker does, each in its own transaction; unheard unless `notifies`."""
        for left in range(count, 0, -1):
            status = "completed" if last and left == 1 else "running"
            with self.connection.transaction():
                if not notifies:
                    self.rows("set local session_replication_role = replica")
                seq = self.value(
                    "update tasks set last_seq = last_seq + 1, status = %s where id = %s returning last_seq",
                    status,
                    task_id,
                )
                event = Event(task_id, seq, 50, None, "task.failed", status, params={"reason": text})
                row = event.columns()
                statement = f"insert into progress ({', '.join(row)}) values (%s, %s, %s, %s, %s, %s)"
                self.rows(statement, *row.values())


def is_whole(events: list[dict[str, Any]]) -> bool:
    """Whether a task's rows are 1, 2, 3 …, never go back, and end with the only row that says it is over."""
    progress = [event["progress"] for event in events]
    over = [event["status"] in TERMINAL for event in events]
    return (
        [event["seq"] for event in events] == list(range(1, len(events) + 1))
        and progress == sorted(progress)
        and over.count(True) == 1
        and over[-1]
    )
