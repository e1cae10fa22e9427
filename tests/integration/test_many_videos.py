"""Many videos at once on one small worker."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil

from tests.database import Watched
from tests.fakes.renders import Render
from tests.processes import wait_until
from tests.studio import Studio

#: of one web and one worker process together
CONNECTIONS_MAX = 12
#: what the worker's own process may grow by
GROWTH_BYTES_MAX = 40 * 1024 * 1024


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


def test_many_videos_in_flight_need_one_small_worker(studio: Studio) -> None:
    worker = psutil.Process(studio.site.processes.pid("worker"))
    wait_until(worker.children, 30)
    [process] = worker.children()
    before = process.memory_info().rss
    with watched(studio) as connections, ThreadPoolExecutor(8) as callers:
        renders = [Render(render_seconds=5)] * 20
        tasks = list(callers.map(studio.order, renders))
        studio.wait_for_all()

    for task in tasks:
        assert studio.ended(task)["status"] == "completed"
        [job] = studio.jobs(task)
        assert studio.states(task) == "confirmed"
        # 2 s after its start, then every 5, and once more for the address of the finished video
        assert job.counts["poll"] <= 5
    assert 0 < max(connections) <= CONNECTIONS_MAX
    assert process.memory_info().rss - before < GROWTH_BYTES_MAX
