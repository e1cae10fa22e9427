"""The web process is killed, stopped and reloaded while streams are open: readers come back and miss nothing."""

import os
import signal
from collections.abc import Callable, Iterator

import httpx
import psutil
import pytest

from tests.client import Site
from tests.conftest import StartServer
from tests.database import Watched
from tests.processes import READY_SECONDS, Processes, wait_until
from tests.reader import Reader, follow, submitted_and_followed, up_to
from tests.sites import INSTANT

STREAMS = 50
#: how soon streams end, and how soon the process is gone
END_SECONDS, GONE_SECONDS = 2, 5


def kill_all(processes: Processes) -> None:
    """The host fails."""
    processes.kill("web")


def kill_child(processes: Processes) -> None:
    """The process that serves is killed; gunicorn's own starts another."""
    [child] = psutil.Process(processes.pid("web")).children()
    child.kill()
    wait_until(lambda: not child.is_running(), 20)


@pytest.fixture
def site(server: StartServer, database_url: str) -> Site:
    """A web process without a worker: the test writes the rows."""
    return Site(server("web", **INSTANT), database_url)


@pytest.fixture
def crowd(site: Site) -> Iterator[list[Reader]]:
    """Many open streams of a few tasks."""
    with site.guest() as user:
        tasks = [user.submitted() for _ in range(5)]
        readers = [follow(user, tasks[number % len(tasks)]) for number in range(STREAMS)]
        yield readers
    for reader in readers:
        reader.leave()
    site.processes.end()
    for reader in readers:
        reader.join()


@pytest.mark.parametrize("kill", [kill_all, kill_child])
def test_a_reader_resumes_where_it_was_when_web_is_killed(site: Site, kill: Callable[[Processes], None]) -> None:
    with site.guest() as user, Watched(site.database_url) as watched:
        reader = submitted_and_followed(user)
        watched.write(reader.task_id, 10)
        wait_until(lambda: len(reader.rows) >= 5, 20)
        kill(site.processes)
        watched.write(reader.task_id, 10)
        if kill is kill_all:
            site.processes.start("web")
        wait_until(lambda: reader.connections == 2, READY_SECONDS)
        watched.write(reader.task_id, 10, last=True)
        assert reader.finished().seqs == up_to(30)


def test_sigterm_sends_every_reader_away_and_ends_the_process(site: Site, crowd: list[Reader]) -> None:
    web = psutil.Process(site.processes.pid("web"))
    web.terminate()
    _all_are_sent_away(crowd)
    web.wait(GONE_SECONDS)


def test_a_reload_sends_every_reader_away_and_goes_on_answering(site: Site, crowd: list[Reader]) -> None:
    [old] = psutil.Process(site.processes.pid("web")).children()
    os.kill(site.processes.pid("web"), signal.SIGHUP)
    _all_are_sent_away(crowd)

    def answers() -> bool:
        # none is refused; until the new process is up they wait
        answer = httpx.get(f"{site.url}/healthz", timeout=READY_SECONDS, trust_env=False, verify=False)
        assert answer.text == "ok\n"
        return all(reader.connections > 1 for reader in crowd) and not old.is_running()

    wait_until(answers, READY_SECONDS)
    with Watched(site.database_url) as watched:
        for task_id in {reader.task_id for reader in crowd}:
            watched.write(task_id, 3, last=True)
    for reader in crowd:
        assert reader.finished().seqs == up_to(3)


def _all_are_sent_away(readers: list[Reader]) -> None:
    wait_until(lambda: all(reader.ends for reader in readers), END_SECONDS)
    waits = [reader.told_to_wait_milliseconds for reader in readers]
    assert min(waits) >= 500 and max(waits) <= 5000
    assert len(set(waits)) > STREAMS / 2
