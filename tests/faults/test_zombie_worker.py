"""A worker that was taken for dead and comes back can write nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import pytest

from tasks.db import Database
from tasks.errors import LeaseLost
from tasks.leases import LeasedStore
from tasks.media import MediaStore, NewMedia
from tasks.records import Claim
from tasks.store import Store
from tests.pictures import jpeg
from tests.postgres import cloned
from tests.processes import wait_until

from .database import Watched

#: everything that the holder of a lease may do
WRITES: dict[str, Callable[[LeasedStore, Claim], object]] = {
    "report": lambda store, claim: store.report(claim, "image.reading", 10, params={}, after_seq=claim.last_seq),
    "complete": lambda store, claim: store.report(
        claim, "task.completed", 100, status="completed", script="a script", params={}, after_seq=claim.last_seq
    ),
    "fail": lambda store, claim: store.report(
        claim, "task.failed", 0, status="failed", error={"code": "x"}, params={"reason": "x"}, after_seq=claim.last_seq
    ),
    "start_stage": lambda store, claim: store.start_stage(claim, "load", "a model"),
    "finish_stage": lambda store, claim: store.finish_stage(claim, "load", {"width": 1}, [picture()], None),
    "fail_stage": lambda store, claim: store.fail_stage(claim, "load"),
    "keep": lambda store, claim: store.keep(claim, picture()),
    "draft": lambda store, claim: store.draft(claim, "a script", 0),
    "renew": lambda store, claim: store.renew(claim),
    "release": lambda store, claim: store.release(claim),
}


def picture() -> NewMedia:
    """A file to keep."""
    return NewMedia("enhanced", jpeg(), "image/jpeg", 300, 200)


class Meanwhile(list[NewMedia]):
    """Files; something happens when they are about to be stored."""

    def __init__(self, files: list[NewMedia], happens: Callable[[], object]) -> None:
        super().__init__(files)
        self._happens = happens

    def __iter__(self) -> Iterator[NewMedia]:
        self._happens()
        return super().__iter__()


@pytest.fixture(scope="module")
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """One database for all: each test has a task of its own."""
    with cloned(postgres_url, template) as url:
        yield url


@pytest.fixture
def watched(database_url: str) -> Iterator[Watched]:
    """The database, to look into."""
    with Watched(database_url) as database:
        yield database


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """The database, as the processes see it."""
    with closing(Database(database_url, 4)) as database:
        database.open()
        yield database


@pytest.fixture
def leases(db: Database) -> LeasedStore:
    """What a worker writes with."""
    return LeasedStore(db, MediaStore(db))


@pytest.fixture
def task_id(watched: Watched) -> int:
    """A queued task."""
    return watched.add_task()


def taken_over(leases: LeasedStore, watched: Watched, task_id: int) -> tuple[Claim, Claim]:
    """The claims of the worker that was too slow and of the one that took its task over."""
    slow = leases.claim(task_id)
    watched.rows("update tasks set lease_expires_at = now() - interval '1 second' where id = %s", task_id)
    quick = leases.claim(task_id)
    assert slow and quick
    return slow, quick


def everything(watched: Watched) -> list[list[dict[str, object]]]:
    """All that a worker could change."""
    return [watched.rows(f"select * from {table} order by 1, 2") for table in ("tasks", "stages", "progress", "media")]


@pytest.mark.parametrize("name", WRITES)
def test_a_worker_that_lost_its_lease_writes_nothing(
    leases: LeasedStore, watched: Watched, task_id: int, name: str
) -> None:
    slow, _ = taken_over(leases, watched, task_id)
    before = everything(watched)
    with pytest.raises(LeaseLost):
        WRITES[name](leases, slow)
    assert everything(watched) == before


def test_the_worker_that_took_over_can_write(leases: LeasedStore, watched: Watched, task_id: int) -> None:
    _, quick = taken_over(leases, watched, task_id)
    leases.start_stage(quick, "load", "")
    WRITES["finish_stage"](leases, quick)
    WRITES["complete"](leases, quick)
    assert watched.value("select status from tasks where id = %s", task_id) == "completed"


def test_a_task_that_a_living_worker_holds_cannot_be_claimed(leases: LeasedStore, task_id: int) -> None:
    assert leases.claim(task_id)
    assert leases.claim(task_id) is None


@pytest.mark.parametrize("end", [Store.cancel, Store.delete])
def test_who_ends_a_task_waits_until_a_stage_is_wholly_kept(
    db: Database, leases: LeasedStore, watched: Watched, task_id: int, end: Callable[[Store, int, int], None]
) -> None:
    claim = leases.claim(task_id)
    assert claim
    with ThreadPoolExecutor(1) as beside:
        ended: list[Future[None]] = []

        def end_it() -> None:
            ended.append(beside.submit(end, Store(db, MediaStore(db)), claim.account_id, task_id))
            waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            wait_until(lambda: watched.rows(waiting), 20)

        leases.finish_stage(claim, "load", {}, Meanwhile([picture()], end_it), None)
        ended[0].result()
    assert not watched.rows("select 1 from tasks where id = %s and status = 'running'", task_id)
