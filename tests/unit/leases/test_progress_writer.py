"""The progress writer writes the events of many tasks at once; what is wrong with one of them harms no other."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from tasks.db.pool import Database
from tasks.errors import DatabaseUnavailable, LeaseLost
from tasks.events import Event
from tasks.media.store import MediaStore
from tasks.records import Lease, StageState
from tasks.store import Store
from tasks.worker.attempt import Attempt
from tasks.worker.lease_store import Batch, LeaseStore
from tasks.worker.progress_writer import Outbox, ProgressWriter
from tests.database import Watched
from tests.processes import wait_until


@pytest.fixture
def writer(leases: LeaseStore) -> ProgressWriter:
    """A worker's writer."""
    return ProgressWriter(leases)


def claimed(leases: LeaseStore, watched: Watched) -> Lease:
    """A lease of a new task."""
    lease = leases.claim(watched.add_task())
    assert lease
    return lease


def add(writer: ProgressWriter, outbox: Outbox, progress: int, megabytes: str = "1") -> None:
    """An event to write."""
    with writer.adding(outbox) as seq:
        params = {"megabytes": megabytes}
        outbox.events.append(Event(outbox.lease.task_id, seq, progress, None, "image.loaded", params=params))


def test_rows_that_came_while_others_were_written_are_written_together(
    leases: LeaseStore, writer: ProgressWriter, watched: Watched, database_url: str
) -> None:
    # Given two tasks, and a first row that cannot be written yet
    outboxes = [Outbox(claimed(leases, watched)) for _ in range(2)]
    ids = [outbox.lease.task_id for outbox in outboxes]
    with psycopg.connect(database_url) as other:
        other.execute("lock table progress in exclusive mode")
        add(writer, outboxes[0], 1)
        waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        wait_until(lambda: watched.rows(waiting), 20)

        # When more rows come meanwhile
        for progress in range(2, 11):
            for outbox in outboxes:
                add(writer, outbox, progress)
    for outbox in outboxes:
        writer.flush(outbox)

    # Then one transaction has written them all, in order
    written = watched.rows("select task_id, xmin::text as xmin from progress where task_id = any(%s) order by seq", ids)
    assert len({row["xmin"] for row in written}) == 2
    assert [event["progress"] for event in watched.events(ids[0])] == list(range(1, 11))
    assert [event["seq"] for event in watched.events(ids[1])] == list(range(1, 10))


def test_a_task_whose_row_is_locked_holds_up_no_other(
    leases: LeaseStore, writer: ProgressWriter, watched: Watched, database_url: str
) -> None:
    busy, free = (Outbox(claimed(leases, watched)) for _ in range(2))
    with psycopg.connect(database_url) as somebody:
        somebody.execute("select from tasks where id = %s for share", (busy.lease.task_id,))
        for progress in (5, 10):
            add(writer, busy, progress)
            add(writer, free, progress)
            writer.flush(free)
        assert not watched.events(busy.lease.task_id)
    writer.flush(busy)
    assert len(watched.events(busy.lease.task_id)) == len(watched.events(free.lease.task_id)) == 2


def test_events_are_written_while_a_stage_is_being_kept(
    leases: LeaseStore, writer: ProgressWriter, watched: Watched
) -> None:
    outbox = Outbox(claimed(leases, watched))
    task_id = outbox.lease.task_id
    watched.build_gate()
    watched.hold(task_id, "load", "finished")
    stage = StageState("load", "finished", 1, datetime.now(UTC), datetime.now(UTC))
    with ThreadPoolExecutor(1) as beside:
        kept = beside.submit(leases.finish_stage, outbox.lease, stage, {}, [], None)
        watched.wait_for_held(1)
        add(writer, outbox, 5)
        writer.flush(outbox)
        assert len(watched.events(task_id)) == 1
        watched.open_gate()
        kept.result()
    assert watched.stages(task_id) == {"load": ("finished", 1)}


def test_a_row_that_cannot_be_written_fails_its_own_task_alone(
    leases: LeaseStore, writer: ProgressWriter, watched: Watched
) -> None:
    broken, sound = (Outbox(claimed(leases, watched)) for _ in range(2))
    with writer.adding(broken, soon=False) as seq:
        broken.events.append(Event(broken.lease.task_id, seq, 5, None, "image.loaded", params={"megabytes": "\0"}))
    add(writer, sound, 5)
    writer.flush(sound)
    with pytest.raises(psycopg.DataError):
        writer.flush(broken)
    add(writer, broken, 10)
    add(writer, sound, 10)
    writer.flush(sound)
    with pytest.raises(psycopg.DataError):
        writer.flush(broken)
    assert len(watched.events(sound.lease.task_id)) == 2
    assert not watched.events(broken.lease.task_id)


def test_two_attempts_at_a_task_in_one_worker_are_told_apart(
    leases: LeaseStore, writer: ProgressWriter, watched: Watched, database_url: str
) -> None:
    slow = Outbox(claimed(leases, watched))
    task_id = slow.lease.task_id
    watched.rows("update tasks set lease_expires_at = now() - interval '1 second' where id = %s", task_id)
    lease = leases.claim(task_id)
    assert lease
    quick = Outbox(lease)
    with psycopg.connect(database_url) as somebody:
        somebody.execute("select from tasks where id = %s for share", (task_id,))
        add(writer, slow, 5, "slow")
        add(writer, quick, 10, "quick")
    writer.flush(quick)
    with pytest.raises(LeaseLost):
        writer.flush(slow)
    assert [event["progress"] for event in watched.events(task_id)] == [10]


def test_a_task_that_is_held_keeps_its_lease(leases: LeaseStore, writer: ProgressWriter, watched: Watched) -> None:
    outbox = Outbox(claimed(leases, watched))
    left = "select extract(epoch from lease_expires_at - now()) from tasks where id = %s"
    watched.rows("update tasks set lease_expires_at = now() + interval '1 second' where id = %s", outbox.lease.task_id)
    with writer.held(outbox):
        wait_until(lambda: watched.value(left, outbox.lease.task_id) > 20, 20)
    assert not watched.events(outbox.lease.task_id)


def test_a_task_that_is_cancelled_in_silence_is_let_go(
    database: Database, leases: LeaseStore, writer: ProgressWriter, watched: Watched
) -> None:
    outbox = Outbox(claimed(leases, watched))
    with writer.held(outbox):
        Store(database, MediaStore(database)).cancel(outbox.lease.account_id, outbox.lease.task_id)
        assert outbox.lease_lost.wait(20)
    with pytest.raises(LeaseLost):
        add(writer, outbox, 5)


def test_a_stage_begins_in_the_transaction_of_its_first_event(
    leases: LeaseStore, writer: ProgressWriter, watched: Watched
) -> None:
    lease = claimed(leases, watched)
    attempt = Attempt(lease, leases, writer, ("load",), lambda _: None)
    with attempt.running("load"):
        attempt.report("image.reading", 10)
        attempt.flush()
        began = watched.value("select xmin::text from stages where task_id = %s", lease.task_id)
        assert watched.value("select xmin::text from progress where task_id = %s", lease.task_id) == began
        assert watched.stages(lease.task_id) == {"load": ("running", 1)}


def test_a_beginning_that_is_written_late_takes_no_end_back(
    leases: LeaseStore, writer: ProgressWriter, watched: Watched
) -> None:
    lease = claimed(leases, watched)
    outbox = Outbox(lease)
    stage = StageState("load", "running", 1, datetime.now(UTC), None)
    with writer.adding(outbox, soon=False):
        outbox.stages.append(stage)
    leases.finish_stage(lease, replace(stage, state="finished"), {}, [], None)
    writer.flush(outbox)
    assert watched.stages(lease.task_id) == {"load": ("finished", 1)}


def test_events_whose_commit_was_not_answered_are_written_once(database: Database, watched: Watched) -> None:
    # Given a connection that breaks between a commit and its answer
    class Breaking(LeaseStore):
        breaks = True

        def write(self, batches: Sequence[Batch]) -> set[UUID]:
            written = super().write(batches)
            if self.breaks:
                self.breaks = False
                add(writer, outbox, 10)
                raise DatabaseUnavailable()
            return written

    store = Breaking(database)
    writer = ProgressWriter(store)
    outbox = Outbox(claimed(store, watched))

    # When events follow
    add(writer, outbox, 5)
    writer.flush(outbox)

    # Then all are there, once
    assert [event["progress"] for event in watched.events(outbox.lease.task_id)] == [5, 10]
