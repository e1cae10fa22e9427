"""Cancelling and deleting reach a task wherever it is, and the worker goes on with others."""

from collections.abc import Iterator

import psutil
import pytest

from tests.client import ENHANCE, Client, Site, body_of
from tests.conftest import StartServer
from tests.database import Watched, is_whole
from tests.pictures import jpeg
from tests.processes import Processes, wait_until
from tests.reader import Reader, submitted_and_followed
from tests.sites import INSTANT, LOCAL

#: seconds of work for the local engine
LARGE = jpeg(7000, 5000)
WORKER_THREADS = 4
#: a cancelled worker notices at its next renewal
LET_GO_SECONDS = 10


@pytest.fixture
def processes(server: StartServer) -> Processes:
    """Web and worker with engines that have something to do."""
    return server(**LOCAL)


@pytest.fixture
def user(processes: Processes, database_url: str) -> Iterator[Client]:
    """A guest."""
    with Site(processes, database_url).guest() as user:
        yield user


def test_a_queued_task_is_cancelled_and_never_run(server: StartServer, database_url: str) -> None:
    processes = server("web", **INSTANT)
    with Site(processes, database_url).guest() as user, Watched(database_url) as watched:
        cancelled = submitted_and_followed(user)
        _cancel(user, cancelled)
        other = submitted_and_followed(user)
        processes.start("worker")
        assert user.finished(other.task_id)["status"] == "completed"
        wait_until(lambda: not watched.rows("select 1 from dramatiq.queue"), 30)
        assert [event["code"] for event in watched.events(cancelled.task_id)] == ["task.cancelled"]


def test_a_worker_lets_cancelled_tasks_go_and_does_others(
    processes: Processes, user: Client, database_url: str
) -> None:
    readers = [submitted_and_followed(user, LARGE) for _ in range(WORKER_THREADS)]
    for reader in readers:
        _wait_for_engine(reader)
    for reader in readers:
        _cancel(user, reader)
        stages = {stage["name"]: stage for stage in user.task(reader.task_id)["stages"]}
        assert stages["enhance"]["state"] == "cancelled" and stages["enhance"]["finished_at"]
    assert user.finished(user.submitted()["id"])["status"] == "completed"
    _wait_until_let_go(processes)
    with Watched(database_url) as watched:
        for reader in readers:
            assert is_whole(watched.events(reader.task_id))
            assert watched.media(reader.task_id) == {"original"}


def test_deleting_a_running_task_tells_its_watchers_and_leaves_nothing(
    processes: Processes, user: Client, database_url: str
) -> None:
    reader = submitted_and_followed(user, LARGE)
    _wait_for_engine(reader)
    assert user.delete(f"/tasks/{reader.task_id}").status_code == 204
    reader.join(30)
    assert reader.rows[-1]["code"] == "task.cancelled"
    assert reader.final_status == 404
    _wait_until_let_go(processes)
    assert set(Site(processes, database_url).stored().values()) == {0}


def _cancel(user: Client, reader: Reader) -> None:
    answer = body_of(user.post(f"{ENHANCE}/{reader.task_id}/cancellation"), 200)
    assert answer["status"] == "cancelled"
    assert reader.finished().rows[-1]["code"] == "task.cancelled"


def _wait_for_engine(reader: Reader) -> None:
    wait_until(lambda: "enhance.started" in [row["code"] for row in reader.rows], 30)


def _wait_until_let_go(processes: Processes) -> None:
    worker = psutil.Process(processes.pid("worker"))
    with Watched(processes.env["DATABASE_URL"]) as watched:
        # the process is left that forks them
        wait_until(lambda: sum(map(_is_child, worker.children(recursive=True))) <= 1, LET_GO_SECONDS)
        wait_until(lambda: not watched.rows("select 1 from dramatiq.queue"), LET_GO_SECONDS)


def _is_child(process: psutil.Process) -> bool:
    try:
        return "tasks.engines.pictures.child" in process.cmdline()
    except psutil.Error:  # it has just ended
        return False
