"""Postgres restarts, crashes and stays away: nothing is lost, and nothing else has to be restarted."""

import time
from contextlib import closing

import psutil

from tasks.db.pool import Database
from tasks.media.store import MediaStore, NewMedia
from tasks.worker.attempt import Work, outlast
from tasks.worker.lease_store import LeasedStore
from tasks.worker.progress_writer import Journal
from tests.client import ENHANCE, SUBMIT, Client, Site, refusal_of
from tests.conftest import StartServer
from tests.pictures import jpeg
from tests.postgres import Postgres
from tests.processes import Processes, wait_until

from .database import INSTANT, Watched, is_whole
from .reader import Reader, submitted_and_followed, up_to

#: takes a worker's thread about half a second
LOCAL = INSTANT | {"IMAGE_ENGINE": "local", "SCRIPT_ENGINE": "local"}
PHOTO = jpeg(3000, 2000)

AWAY_SECONDS = 10
#: whatever was under way when Postgres went may wait for its lease to run out
END_SECONDS = 60


def test_postgres_may_restart_crash_and_stay_away(server: StartServer, breakable_postgres: Postgres) -> None:
    postgres = breakable_postgres
    processes = server(database_url=postgres.url, **LOCAL)
    family = _family(processes)
    with Site(processes, postgres.url).guest() as user:
        readers = [submitted_and_followed(user, PHOTO) for _ in range(12)]
        wait_until(lambda: sum(_over(readers)) >= 2, END_SECONDS)
        postgres.stop()
        postgres.start()
        wait_until(lambda: sum(_over(readers)) >= 5, END_SECONDS)
        postgres.kill()
        _is_refused_quickly_for(AWAY_SECONDS, user, readers[0].task_id)
        postgres.start()

        wait_until(processes.ready, 30)
        readers.append(submitted_and_followed(user, PHOTO))
        wait_until(lambda: all(_over(readers)), END_SECONDS, lambda: f"{_over(readers)}\n{processes.log('worker')}")
        _all_arrived(readers, postgres)
    assert _family(processes) == family


def test_a_short_outage_stops_no_work_that_is_under_way(breakable_postgres: Postgres) -> None:
    with closing(Database(breakable_postgres.url, 2)) as database, Watched(breakable_postgres.url) as watched:
        database.open()
        media = MediaStore(database)
        store = LeasedStore(database)
        claim = store.claim(watched.add_task())
        assert claim
        work = Work(claim, store, Journal(store), ("load",), lambda _: None)
        with work.running("load") as finish:
            breakable_postgres.kill()
            work.draft("as far as it is written")
            work.preview("enhance.partial", 35, 0, NewMedia("preview_0", jpeg(), "image/jpeg", 300, 200))
            breakable_postgres.start()
            # a server process may outlive the kill by a moment, and keep the preview after all
            assert outlast(lambda: media.keys(claim.id)).keys() <= {"preview_0"}
            finish({})
            work.draft("as far as it is written by now")
    with Watched(breakable_postgres.url) as watched:
        assert watched.stages(claim.id) == {"load": ("finished", 1)}


def test_rows_that_a_crash_takes_back_are_written_again_and_the_end_is_never_taken_back(
    breakable_postgres: Postgres,
) -> None:
    # Given a Postgres that flushes only what must be flushed, and a worker that has reported a result and some steps
    with Watched(breakable_postgres.url) as watched:
        watched.rows("alter system set wal_writer_delay = '10s'")
        watched.rows("select pg_reload_conf()")
        task_id = watched.add_task()
    with closing(Database(breakable_postgres.url, 2)) as database:
        database.open()
        store = LeasedStore(database)
        claim = store.claim(task_id)
        assert claim
        work = Work(claim, store, Journal(store), ("load",), lambda _: None)
        work.report("task.started", 5)
        with work.running("load") as finish:
            finish({"kept": True})
        steps = list(range(10, 90, 2))
        for progress in steps:
            work.report("image.reading", progress)
            work.settle()

        # When it crashes
        breakable_postgres.kill()
        breakable_postgres.start()

        # Then some steps are gone, the result is not
        with Watched(breakable_postgres.url) as watched:
            left = len(watched.events(task_id))
            assert 1 <= left < 1 + len(steps)
            assert watched.value("select output from stages where task_id = %s", task_id) == {"kept": True}

        # And the worker writes them again before it goes on
        work.report("results.saving", 95)
        work.complete("task.completed", "Buy it.", {})

        # When it crashes once more, then nothing of a finished task is gone
        breakable_postgres.kill()
        breakable_postgres.start()
    with Watched(breakable_postgres.url) as watched:
        events = watched.events(task_id)
        assert is_whole(events)
        assert [event["progress"] for event in events] == [5, *steps, 95, 100]
        assert watched.value("select script from tasks where id = %s", task_id) == "Buy it."


def _is_refused_quickly_for(seconds: float, user: Client, task_id: int) -> None:
    status = f"{ENHANCE}/{task_id}"
    asks = (("GET", status, None), ("POST", SUBMIT, {"file": jpeg()}), ("GET", f"{status}/stream", None))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for method, path, files in asks:
            asked = time.monotonic()
            answer = user.http.request(method, path, files=files)
            assert time.monotonic() - asked < 3, path
            refusal_of(answer, 503, "database_unavailable")
            assert int(answer.headers["Retry-After"]) > 0


def _over(readers: list[Reader]) -> list[bool]:
    """Whose stream has brought the end."""
    return [bool(reader.rows) and reader.rows[-1]["status"] != "running" for reader in readers]


def _all_arrived(readers: list[Reader], postgres: Postgres) -> None:
    with Watched(postgres.url) as watched:
        assert watched.statuses() == {"completed": len(readers)}
        for reader in readers:
            events = watched.events(reader.task_id)
            assert is_whole(events)
            assert reader.finished().seqs == up_to(len(events))
            assert reader.connections == 1


def _family(processes: Processes) -> set[int]:
    """The ids of the web and worker processes with all their children that stay."""
    parents = [psutil.Process(processes.pid(name)) for name in ("web", "worker")]
    return {process.pid for parent in parents for process in (parent, *parent.children())}
