"""Many videos at once on one worker, and videos whose web and worker processes come and go."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.client import OVER
from tests.fakes.renders import Render
from tests.processes import wait_until

from .database import Watched, is_whole
from .reader import Reader, up_to
from .studio import Studio, open_studio

#: of one web and one worker process together
CONNECTIONS_MAX = 12
#: what the worker's own process may grow by
GROWTH_BYTES_MAX = 40 * 1024 * 1024
PATIENCE_SECONDS = 100


@pytest.fixture
def studio(postgres_url: str, template: str, tmp_path: Path) -> Iterator[Studio]:
    """A site of its own."""
    with open_studio("runway", postgres_url, template, tmp_path / "studio") as studio:
        yield studio


@contextmanager
def watched(studio: Studio) -> Iterator[list[int]]:
    """How many connections the processes have, looked at again and again meanwhile."""
    counts: list[int] = []
    done = threading.Event()
    ours = "select count(*) from pg_stat_activity where datname = %s and application_name like 'limelight%%'"

    def look() -> None:
        with Watched(studio.site.database_url) as database:
            while not done.wait(0.05):
                counts.append(database.value(ours, database.name))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield counts
    finally:
        done.set()
        thread.join()


def wait_for_all(studio: Studio) -> None:
    """Wait until every video is over."""
    going = "select id from tasks where status <> all(%s)"
    wait_until(lambda: not studio.site.query(going, list(OVER)), PATIENCE_SECONDS)


def test_many_videos_in_flight_need_one_small_worker(studio: Studio) -> None:
    worker = psutil.Process(studio.site.processes.pid("worker"))
    wait_until(worker.children, 30)
    [process] = worker.children()
    before = process.memory_info().rss
    with watched(studio) as connections, ThreadPoolExecutor(8) as callers:
        renders = [Render(render_seconds=5)] * 20
        tasks = list(callers.map(studio.order, renders))
        wait_for_all(studio)

    for task in tasks:
        assert studio.ended(task)["status"] == "completed"
        [job] = studio.jobs(task)
        assert studio.states(task) == "confirmed"
        # 2 s after its start, then every 5, and once more for the address of the finished video
        assert job.counts["poll"] <= 5
    assert 0 < max(connections) <= CONNECTIONS_MAX
    assert process.memory_info().rss - before < GROWTH_BYTES_MAX


def test_videos_outlive_every_restart_and_their_viewers_miss_nothing(studio: Studio) -> None:
    # Given viewers of five videos
    tasks = [studio.order(Render(render_seconds=12)) for _ in range(5)]
    readers = [Reader(studio.site.url, task) for task in tasks]
    processes = studio.site.processes

    # When all of them render, and web and worker are restarted, and then killed and started
    wait_until(lambda: all(studio.job_ids(task) for task in tasks), PATIENCE_SECONDS)
    for name in ("worker", "web"):
        processes.restart(name)
    wait_until(lambda: all(reader.connections >= 2 or reader.final_status for reader in readers), 30)
    for name in ("worker", "web"):
        processes.kill(name)
    studio.hurry()
    processes.start("worker", "web")

    # Then each is made, bought once, and seen once and whole
    wait_for_all(studio)
    for task, reader in zip(tasks, readers, strict=True):
        assert studio.ended(task)["status"] == "completed"
        assert (len(studio.jobs(task)), studio.states(task)) == (1, "confirmed")
        assert is_whole(studio.rows(task))
        assert reader.finished().seqs == up_to(len(studio.rows(task)))
