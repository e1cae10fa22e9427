"""The journal writes the rows of many tasks at once; what is wrong with one of them is not to harm the others."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tasks.db.pool import Database
from tasks.errors import LeaseLost
from tasks.media.store import MediaStore
from tasks.records import Claim
from tasks.store import Store
from tasks.worker.lease_store import LeasedStore, Report
from tasks.worker.progress_writer import Journal, Page
from tests.postgres import cloned
from tests.processes import wait_until

from .database import Watched


@pytest.fixture(scope="module")
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """One database for all: each test has tasks of its own."""
    with cloned(postgres_url, template) as url:
        yield url


@pytest.fixture
def watched(database_url: str) -> Iterator[Watched]:
    """The database, to look into."""
    with Watched(database_url) as database:
        yield database


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """The database, as a worker sees it."""
    with closing(Database(database_url, 3)) as database:
        database.open()
        yield database


@pytest.fixture
def store(db: Database) -> LeasedStore:
    """What the journal writes with."""
    return LeasedStore(db)


@pytest.fixture
def journal(store: LeasedStore) -> Journal:
    """A worker's journal."""
    return Journal(store)


def claimed(store: LeasedStore, watched: Watched) -> Claim:
    """A new task, in our hands."""
    claim = store.claim(watched.add_task())
    assert claim
    return claim


def report(progress: int, message: str = "Reading") -> Report:
    """A row."""
    return Report("image.reading", message, progress, None, '"message":"Reading"}')


def test_rows_that_came_while_others_were_written_are_written_together(
    store: LeasedStore, journal: Journal, watched: Watched, database_url: str
) -> None:
    # Given two tasks, and a first row that cannot be written yet
    pages = [Page(claimed(store, watched)) for _ in range(2)]
    ids = [page.claim.id for page in pages]
    with psycopg.connect(database_url) as other:
        other.execute("lock table progress in exclusive mode")
        journal.add(pages[0], report(1))
        waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        wait_until(lambda: watched.rows(waiting), 20)

        # When more rows come meanwhile
        for progress in range(2, 11):
            for page in pages:
                journal.add(page, report(progress))
    for page in pages:
        journal.settle(page)

    # Then one transaction has written them all, in order
    written = watched.rows("select task_id, xmin::text as xmin from progress where task_id = any(%s) order by seq", ids)
    assert len({row["xmin"] for row in written}) == 2
    assert [event["progress"] for event in watched.events(ids[0])] == list(range(1, 11))
    assert [event["seq"] for event in watched.events(ids[1])] == list(range(1, 10))


def test_a_task_whose_row_is_locked_holds_up_no_other(
    store: LeasedStore, journal: Journal, watched: Watched, database_url: str
) -> None:
    busy, free = (Page(claimed(store, watched)) for _ in range(2))
    with psycopg.connect(database_url) as somebody:
        somebody.execute("select from tasks where id = %s for share", (busy.claim.id,))
        for progress in (5, 10):
            journal.add(busy, report(progress))
            journal.add(free, report(progress))
            journal.settle(free)
        assert not watched.events(busy.claim.id)
    journal.settle(busy)
    assert len(watched.events(busy.claim.id)) == len(watched.events(free.claim.id)) == 2


def test_nothing_is_written_of_a_paused_task(store: LeasedStore, journal: Journal, watched: Watched) -> None:
    kept, other = (Page(claimed(store, watched)) for _ in range(2))
    journal.add(kept, report(5))
    with journal.paused(kept, 20):
        assert len(watched.events(kept.claim.id)) == 1
        journal.add(kept, report(10))
        journal.add(other, report(10))
        journal.settle(other)
        assert len(watched.events(kept.claim.id)) == 1
    journal.settle(kept)
    assert len(watched.events(kept.claim.id)) == 2


def test_a_row_that_cannot_be_written_fails_its_own_task_alone(
    store: LeasedStore, journal: Journal, watched: Watched
) -> None:
    broken, sound = (Page(claimed(store, watched)) for _ in range(2))
    with journal.paused(broken):
        journal.add(broken, report(5, "\0"))
    journal.add(sound, report(5))
    journal.settle(sound)
    with pytest.raises(psycopg.DataError):
        journal.settle(broken)
    journal.add(broken, report(10))
    journal.add(sound, report(10))
    journal.settle(sound)
    with pytest.raises(psycopg.DataError):
        journal.settle(broken)
    assert len(watched.events(sound.claim.id)) == 2
    assert not watched.events(broken.claim.id)


def test_two_attempts_at_a_task_in_one_worker_are_told_apart(
    store: LeasedStore, journal: Journal, watched: Watched
) -> None:
    slow = Page(claimed(store, watched))
    task_id = slow.claim.id
    watched.rows("update tasks set lease_expires_at = now() - interval '1 second' where id = %s", task_id)
    claim = store.claim(task_id)
    assert claim
    quick = Page(claim)
    with journal.paused(slow), journal.paused(quick):
        journal.add(slow, report(5, "slow"))
        journal.add(quick, report(10, "quick"))
    journal.settle(quick)
    with pytest.raises(LeaseLost):
        journal.settle(slow)
    assert [event["progress"] for event in watched.events(task_id)] == [10]


def test_a_task_that_is_held_keeps_its_lease(store: LeasedStore, journal: Journal, watched: Watched) -> None:
    page = Page(claimed(store, watched))
    left = "select extract(epoch from lease_expires_at - now()) from tasks where id = %s"
    watched.rows("update tasks set lease_expires_at = now() + interval '1 second' where id = %s", page.claim.id)
    with journal.held(page):
        wait_until(lambda: watched.value(left, page.claim.id) > 20, 20)
    assert not watched.events(page.claim.id)


def test_a_task_that_is_cancelled_in_silence_is_let_go(
    db: Database, store: LeasedStore, journal: Journal, watched: Watched
) -> None:
    page = Page(claimed(store, watched))
    with journal.held(page):
        Store(db, MediaStore(db)).cancel(page.claim.account_id, page.claim.id)
        assert page.lost.wait(20)
    with pytest.raises(LeaseLost):
        journal.add(page, report(5))
