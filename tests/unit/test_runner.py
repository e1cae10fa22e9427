"""Who gets a task next when a runner lets go of it."""

from typing import Any
from unittest.mock import Mock

import pytest

from tasks.broker import Queue
from tasks.db.pool import Database
from tasks.eta import StageHistory
from tasks.worker.attempt import Snooze
from tasks.worker.lease_store import LeaseStore
from tasks.worker.runner import Runner

TASK = """
insert into accounts (id) overriding system value values (1);
insert into tasks (id, account_id, kind, fingerprint, input) overriding system value
values (1, 1, 'video', '', '{"user_description": "", "duration_seconds": 4, "language": "en"}');
insert into stages (task_id, position, name) values (1, 1, 'render');
"""


@pytest.fixture(autouse=True)
def task(database: Database) -> None:
    """A queued task, number 1."""
    with database.connection() as connection:
        for statement in TASK.strip().removesuffix(";").split(";"):
            connection.execute(statement.encode())


def test_a_task_is_let_go_of_before_its_next_message_is_sent(database: Database) -> None:
    # Given a pipeline that waits for a provider
    pipeline = Mock(stages=("render",), parallel_stage="", models={})
    pipeline.run.side_effect = Snooze(3)
    stood: list[dict[str, Any] | None] = []
    queue = Mock(spec=Queue)
    queue.send.side_effect = lambda task_id, delay_seconds: stood.append(
        database.row("task", account_id=1, task_id=task_id)
    )

    # When it runs
    Runner(LeaseStore(database), queue, StageHistory(database), {"video": pipeline}).run(1)

    # Then whoever gets the message at once could take the task
    queue.send.assert_called_once_with(1, delay_seconds=3)
    assert stood[0] and (stood[0]["status"], stood[0]["lease_id"]) == ("running", None)
