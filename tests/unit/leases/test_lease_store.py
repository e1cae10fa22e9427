"""A worker that lost its lease can write nothing; one that holds it can write all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tasks.db.pool import Database
from tasks.engines.protocols.delivered import Delivered
from tasks.errors import LeaseLost
from tasks.events import Event
from tasks.media.store import MediaStore, NewMedia
from tasks.money.ledger import Ledger, Order, Receipt
from tasks.money.spend_limits import NO_LIMITS
from tasks.records import Lease, StageState
from tasks.store import Store
from tasks.worker.attempt import Attempt
from tasks.worker.lease_store import Batch, LeaseStore
from tasks.worker.progress_writer import ProgressWriter
from tests.database import Watched
from tests.failures import failing
from tests.pictures import jpeg
from tests.processes import wait_until

#: everything that the holder of a lease may do
WRITES: dict[str, Callable[[LeaseStore, Lease], object]] = {
    "report": lambda store, lease: write(store, lease, events=[event(lease, "image.reading", "running")]),
    "complete": lambda store, lease: write(
        store, lease, events=[event(lease, "task.completed", "completed", result={"script": "Buy"})]
    ),
    "fail": lambda store, lease: write(
        store, lease, events=[event(lease, "task.cancelled", "failed", error={"code": "x"})]
    ),
    "hold": lambda store, lease: write(store, lease),
    "begin_stage": lambda store, lease: write(store, lease, stages=[stage("running")]),
    "fail_stage": lambda store, lease: write(store, lease, stages=[stage("failed")]),
    "draft": lambda store, lease: write(store, lease, draft="a script", signals=["script {}"]),
    "finish_stage": lambda store, lease: store.finish_stage(lease, stage("finished"), {"width": 1}, [picture()], None),
    "save_media": lambda store, lease: store.save_media(lease, picture()),
    "snooze": lambda store, lease: store.snooze(lease, 10),
    "release": lambda store, lease: store.release(lease),
}


def event(lease: Lease, code: str, status: str, **values: Any) -> Event:
    """The task's next event."""
    return Event(lease.task_id, lease.last_seq + 1, 10, None, code, status, **values)


def write(store: LeaseStore, lease: Lease, **what: Any) -> None:
    """Write, or only renew the lease, as the progress writer does."""
    if lease.lease_id not in store.write([Batch(lease, lease.last_seq, **what)]):
        raise LeaseLost()


def stage(state: str) -> StageState:
    """The task's stage."""
    return StageState("load", state, 1, datetime.now(UTC), None, "a model")


def picture() -> NewMedia:
    """A file to keep."""
    return NewMedia("enhanced", jpeg(), "image/jpeg", 300, 200)


@pytest.fixture
def task_id(watched: Watched) -> int:
    """A queued task."""
    return watched.add_task()


def claimed(leases: LeaseStore, task_id: int) -> Lease:
    """A claim of a task that is free."""
    lease = leases.claim(task_id)
    assert lease
    return lease


def taken_over(leases: LeaseStore, watched: Watched, task_id: int) -> tuple[Lease, Lease]:
    """The leases of the worker that was too slow and of the one that took its task over."""
    slow = leases.claim(task_id)
    assert slow
    return slow, claimed_again(leases, watched, task_id)


def claimed_again(leases: LeaseStore, watched: Watched, task_id: int) -> Lease:
    """A claim of a task whose worker was silent for too long."""
    watched.rows("update tasks set lease_expires_at = now() - interval '1 second' where id = %s", task_id)
    return claimed(leases, task_id)


def bought(database: Database, leases: LeaseStore, lease: Lease) -> Receipt:
    """Buy what the task's stage needs; one call that may have been bought is one too few to give up."""
    attempt = Attempt(lease, leases, ProgressWriter(leases), ("load",), lambda _: None)
    ledger = Ledger(database, NO_LIMITS, rebuy_unknown=1, patience_seconds=1, deadline_seconds={"load": 60})
    order = Order("load", "openai", "a model", ("a prompt",), Decimal(1))
    _, receipt = ledger.buy(attempt, order, lambda: Delivered("an answer"))
    attempt.flush()  # a row that is still to come would renew the lease
    assert receipt
    return receipt


def everything(watched: Watched) -> list[list[dict[str, object]]]:
    """All that a worker could change."""
    return [watched.rows(f"select * from {table} order by 1, 2") for table in ("tasks", "stages", "progress", "media")]


@pytest.mark.parametrize("name", WRITES)
def test_a_worker_that_lost_its_lease_writes_nothing(
    leases: LeaseStore, watched: Watched, task_id: int, name: str
) -> None:
    slow, _ = taken_over(leases, watched, task_id)
    before = everything(watched)
    with pytest.raises(LeaseLost):
        WRITES[name](leases, slow)
    assert everything(watched) == before


def test_the_worker_that_took_over_can_write(leases: LeaseStore, watched: Watched, task_id: int) -> None:
    _, quick = taken_over(leases, watched, task_id)
    WRITES["begin_stage"](leases, quick)
    WRITES["finish_stage"](leases, quick)
    WRITES["complete"](leases, quick)
    assert watched.value("select status from tasks where id = %s", task_id) == "completed"


def test_a_task_that_a_living_worker_holds_cannot_be_claimed(leases: LeaseStore, task_id: int) -> None:
    assert leases.claim(task_id)
    assert leases.claim(task_id) is None


def test_what_was_finished_is_known_though_no_row_was_written(
    leases: LeaseStore, watched: Watched, task_id: int
) -> None:
    slow = claimed(leases, task_id)
    leases.finish_stage(slow, stage("finished"), {"width": 1}, [], None)
    leases.release(slow)
    quick = leases.claim(task_id)
    assert quick and (quick.last_seq, quick.attempt) == (0, 1)
    assert Attempt(quick, leases, ProgressWriter(leases), ("load",), lambda _: None).output("load") == {"width": 1}


def test_a_late_answer_counts_among_what_may_be_bought_again(
    database: Database, leases: LeaseStore, watched: Watched, task_id: int
) -> None:
    # Given a call that was bought again, since nobody knew what had become of the first
    slow = claimed(leases, task_id)
    first = bought(database, leases, slow)
    bought(database, leases, claimed_again(leases, watched, task_id))
    with database.connection() as connection:
        first.confirm(connection)  # its answer came after all

    # When the second is interrupted as well, then there is no third
    third = claimed_again(leases, watched, task_id)
    with failing("purchase_unknown"):
        bought(database, leases, third)


@pytest.mark.parametrize("state", ["unknown", "confirmed"])
def test_a_call_that_was_settled_meanwhile_counts_among_what_may_be_bought_again(
    database: Database, leases: LeaseStore, watched: Watched, task_id: int, state: str
) -> None:
    slow = claimed(leases, task_id)
    bought(database, leases, slow)
    bought(database, leases, claimed_again(leases, watched, task_id))
    watched.rows("update purchases set state = %s, settled_at = now() where task_id = %s", state, task_id)
    third = claimed_again(leases, watched, task_id)
    with failing("purchase_unknown"):
        bought(database, leases, third)


def test_a_call_of_the_worker_that_took_over_is_not_declared_interrupted(
    database: Database, leases: LeaseStore, watched: Watched, task_id: int
) -> None:
    slow, quick = taken_over(leases, watched, task_id)
    bought(database, leases, quick)
    with pytest.raises(LeaseLost):
        bought(database, leases, slow)
    assert watched.value("select state from purchases where task_id = %s", task_id) == "intended"


def test_what_was_paid_for_is_written_down_though_it_cannot_be_kept(
    database: Database, leases: LeaseStore, watched: Watched, task_id: int
) -> None:
    lease = claimed(leases, task_id)
    receipt = bought(database, leases, lease)
    with pytest.raises(psycopg.DataError):
        leases.finish_stage(lease, stage("finished"), {"text": "a \0"}, [], receipt)
    assert watched.value("select state from purchases where task_id = %s", task_id) == "confirmed"


def test_a_task_whose_row_is_locked_does_not_hold_up_the_sweep(
    database: Database, leases: LeaseStore, watched: Watched, database_url: str
) -> None:
    tasks = [watched.add_task() for _ in range(3)]
    assert all(map(leases.claim, tasks))
    watched.rows("update tasks set lease_expires_at = now(), resend_at = now() where id = any(%s)", tasks)
    watched.rows("update tasks set attempt = 3 where id = %s", tasks[1])
    store = Store(database, MediaStore(database))
    with psycopg.connect(database_url) as somebody:
        somebody.execute("select from tasks where id = any(%s) for share", (tasks[:2],))
        assert store.sweep() == tasks[2:]
    assert store.sweep() == tasks[:1]
    assert watched.value("select status from tasks where id = %s", tasks[1]) == "failed"


def cancel(database: Database, lease: Lease) -> None:
    """Cancel the task."""
    Store(database, MediaStore(database)).cancel(lease.account_id, lease.task_id)


def delete(database: Database, lease: Lease) -> None:
    """Delete the task."""
    Store(database, MediaStore(database)).delete(lease.account_id, lease.task_id)


def take_over(database: Database, lease: Lease) -> None:
    """Claim the task for another worker."""
    assert LeaseStore(database).claim(lease.task_id)


@pytest.mark.parametrize("take", [cancel, delete, take_over])
def test_who_takes_a_task_from_its_worker_waits_until_a_stage_is_wholly_kept(
    database: Database, leases: LeaseStore, watched: Watched, task_id: int, take: Callable[[Database, Lease], None]
) -> None:
    # Given a worker that is in the midst of keeping what a stage made
    lease = claimed(leases, task_id)
    watched.build_gate()
    watched.hold(task_id, "load", "finished")
    with ThreadPoolExecutor(2) as beside:
        kept = beside.submit(leases.finish_stage, lease, stage("finished"), {}, [picture()], None)
        watched.wait_for_held(1)

        # When its task is taken away
        watched.rows("update tasks set lease_expires_at = now() where id = %s", task_id)
        taken = beside.submit(take, database, lease)

        # Then that waits
        waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and wait_event <> 'advisory'"
        wait_until(lambda: watched.rows(f"{waiting} and datname = current_database()"), 20)
        watched.open_gate()
        kept.result()
        taken.result()
    assert not watched.rows("select 1 from tasks where id = %s and lease_id = %s", task_id, lease.lease_id)
