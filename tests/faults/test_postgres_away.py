"""Postgres restarts, crashes and stays away: nothing is lost, and nothing else has to be restarted."""

import time
from contextlib import closing, suppress

import psutil

from tasks.db.outage import retry_while_unavailable
from tasks.db.pool import Database
from tasks.media.store import MediaStore, NewMedia
from tasks.worker.attempt import Attempt, Snooze
from tasks.worker.lease_store import LeaseStore
from tasks.worker.progress_writer import ProgressWriter
from tests.client import ENHANCE, SUBMIT, Client, Site, refusal_of
from tests.conftest import StartServer
from tests.database import Watched, is_whole
from tests.pictures import jpeg
from tests.postgres import Postgres
from tests.processes import Processes, wait_until
from tests.reader import Reader, submitted_and_followed, up_to
from tests.sites import LOCAL

#: takes a worker's thread about half a second
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
        store = LeaseStore(database)
        lease = store.claim(watched.add_task())
        assert lease
        attempt = Attempt(lease, store, ProgressWriter(store), ("load",), lambda _: None)
        with attempt.running("load") as finish:
            breakable_postgres.kill()
            attempt.draft("as far as it is written")
            attempt.preview("enhance.partial", 35, 0, NewMedia("preview_0", jpeg(), "image/jpeg", 300, 200))
            breakable_postgres.start()
            # a server process may outlive the kill by a moment, and keep the preview after all
            assert retry_while_unavailable(lambda: media.keys(lease.task_id)).keys() <= {"preview_0"}
            finish({})
            attempt.draft("as far as it is written by now")
    with Watched(breakable_postgres.url) as watched:
        assert watched.stages(lease.task_id) == {"load": ("finished", 1)}


def test_what_watchers_have_heard_of_outlives_a_crash(breakable_postgres: Postgres) -> None:
    # Given a Postgres that flushes nothing but what it must, and a worker whose watchers hear of steps and a draft
    with Watched(breakable_postgres.url) as watched:
        watched.rows("alter system set wal_writer_delay = '10s'")
        watched.rows("select pg_reload_conf()")
        task_id = watched.add_task()
        watched.rows(f"listen progress_{task_id}")
        with closing(Database(breakable_postgres.url, 2)) as database:
            database.open()
            store = LeaseStore(database)
            lease = store.claim(task_id)
            assert lease
            attempt = Attempt(lease, store, ProgressWriter(store), ("load",), lambda _: None)
            with suppress(Snooze), attempt.running("load"):
                for progress in range(10, 90, 2):
                    attempt.report("image.reading", progress)
                attempt.draft("Buy")
                heard = [notify.payload for notify in watched.connection.notifies(timeout=20, stop_after=41)]

                # When it crashes
                breakable_postgres.kill()
                raise Snooze(1)
    breakable_postgres.start()

    # Then all of it is there
    with Watched(breakable_postgres.url) as watched:
        rows = [payload for payload in heard if not payload.startswith("script ")]
        assert len(rows) == 40
        assert [event["seq"] for event in watched.events(task_id)] == [int(row.split()[0]) for row in rows]
        assert watched.stages(task_id) == {"load": ("running", 1)}
        assert watched.value("select script_draft from tasks where id = %s", task_id) == "Buy"


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
