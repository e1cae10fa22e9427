"""The sweep goes on, whatever holds up what is done beside it."""

from threading import Event
from typing import cast

import dramatiq
import pytest

from tasks.broker import producer_broker
from tasks.db.pool import Database
from tasks.media.store import MediaStore
from tasks.store import Store
from tasks.worker import sweeper
from tests.processes import wait_until


def test_a_silent_provider_does_not_hold_up_lost_tasks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a sweeper that waits for a provider to stop a job
    asked, answered = Event(), Event()

    def abandon_orphans() -> None:
        asked.set()
        answered.wait(30)

    monkeypatch.setattr(sweeper, "SWEEP_SECONDS", 0.05)
    broker = producer_broker(database)
    sweeping = sweeper.Sweeper(Store(database, MediaStore(database)), abandon_orphans, retention_days=0)
    nobody = cast(dramatiq.Worker, None)
    sweeping.after_worker_boot(broker, nobody)
    assert asked.wait(30)

    # When a task's message is lost
    with database.transaction() as connection:
        connection.execute("insert into accounts (id) overriding system value values (1)")
        connection.execute(
            "insert into tasks (id, account_id, kind, input, fingerprint, resend_at) overriding system value"
            " values (1, 1, 'enhancement', '{}', '', now() - interval '1 second')"
        )

    # Then it is sent again all the same
    sent = "select 1 from dramatiq.queue where message->'args'->>0 = '1'"
    with database.transaction() as connection:
        wait_until(lambda: connection.execute(sent).fetchall(), 30)
    answered.set()
    sweeping.before_worker_shutdown(broker, nobody)
    broker.close()


def test_an_old_task_that_is_tried_again_is_not_left_alone_for_as_long_as_it_is_old(database: Database) -> None:
    # Given one that was begun two days ago and tried again a minute ago, and whose message is lost
    with database.transaction() as connection:
        connection.execute("insert into accounts (id) overriding system value values (1)")
        connection.execute(
            "insert into tasks"
            " (id, account_id, kind, input, fingerprint, created_at, started_at, retried_at, resend_at)"
            " overriding system value values (1, 1, 'enhancement', '{}', '', now() - interval '2 days',"
            " now() - interval '2 days', now() - interval '1 minute', now() - interval '1 second')"
        )

    # When it is sent again
    assert Store(database, MediaStore(database)).sweep()

    # Then the next time comes soon
    with database.connection() as connection:
        found = connection.execute("select resend_at < now() + interval '5 minutes' as soon from tasks").fetchall()
    assert found == [{"soon": True}]


@pytest.mark.parametrize("ended", ["delete from tasks", "update tasks set status = 'cancelled'"])
def test_a_call_whose_worker_and_task_are_gone_no_longer_counts_as_under_way(database: Database, ended: str) -> None:
    # Given two calls that were under way when their workers died, one of a task that ended meanwhile
    with database.connection() as connection:
        connection.execute("insert into accounts (id) overriding system value values (1)")
        for task_id in (1, 2):
            connection.execute(
                "insert into tasks (id, account_id, kind, input, fingerprint, status) overriding system value"
                " values (%s, 1, 'enhancement', '{}', '', 'running')",
                (task_id,),
            )
            connection.execute(
                "insert into purchases (account_id, task_id, stage, provider, model, fingerprint, created_at)"
                " values (1, %s, 'enhance', 'openai', 'a model', '', now() - interval '2 minutes')",
                (task_id,),
            )
        connection.execute(f"{ended} where id = 2".encode())

    # When the sweep comes by
    Store(database, MediaStore(database)).sweep()

    # Then that one is settled, and the other is left to the attempt that follows
    with database.connection() as connection:
        states = connection.execute("select state from purchases order by id").fetchall()
    assert [row["state"] for row in states] == ["intended", "unknown"]
