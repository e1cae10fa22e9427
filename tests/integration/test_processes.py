"""The processes of the Procfile come up on a migrated database, and end in time."""

import time

import psutil

from tests.conftest import StartServer
from tests.postgres import Postgres
from tests.processes import wait_until


def test_they_are_ready_and_end_when_asked(server: StartServer) -> None:
    processes = server()
    assert processes.ready()
    for name in ("web", "worker"):
        asked = time.monotonic()
        processes.stop(name)
        assert time.monotonic() - asked < 10


def test_web_is_not_ready_while_postgres_is_away(server: StartServer, breakable_postgres: Postgres) -> None:
    processes = server("web", database_url=breakable_postgres.url)
    breakable_postgres.kill()
    wait_until(lambda: not processes.ready(), 30)
    breakable_postgres.start()
    wait_until(processes.ready, 30)


def test_a_worker_whose_master_is_killed_is_not_left_over(server: StartServer) -> None:
    processes = server("worker")
    master = psutil.Process(processes.pid("worker"))
    wait_until(lambda: "ready for action" in processes.log("worker"), 30)
    [worker] = master.children()
    master.kill()
    wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, 30)
