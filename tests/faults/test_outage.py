"""Postgres goes away: every answer says so within seconds, and everything works once it is back."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tasks.db.pool import Database
from tests.client import ENHANCE, SUBMIT, Client, Json, Site, body_of, refusal_of
from tests.conftest import StartServer
from tests.pictures import jpeg
from tests.postgres import Postgres
from tests.processes import wait_until
from tests.sites import INSTANT

Request = Callable[[], httpx.Response]

#: how long anybody may be kept waiting for the bad news
ANSWER_SECONDS = 3


def timed(request: Request) -> tuple[httpx.Response, float]:
    """The answer and how long it took, in seconds."""
    asked = time.monotonic()
    answer = request()
    return answer, time.monotonic() - asked


@pytest.fixture
def guest(site: Site) -> Iterator[Client]:
    """Somebody new."""
    with site.guest() as client:
        yield client


@pytest.fixture
def site(server: StartServer, breakable_postgres: Postgres) -> Iterator[Site]:
    """Web and worker on a Postgres that the test may stop."""
    yield Site(server(database_url=breakable_postgres.url, **INSTANT), breakable_postgres.url)


def test_an_outage_is_told_at_once_and_survived(site: Site, guest: Client, breakable_postgres: Postgres) -> None:
    # Given a finished task
    task = guest.finished(guest.submitted()["id"])
    session = {"refresh_token": guest.session["refresh_token"]}
    requests: dict[str, Request] = {
        "submit": lambda: guest.submit(key="during"),
        "older call": lambda: guest.submit(key="during", path=ENHANCE),
        "status": lambda: guest.get(task["status_url"]),
        "stream": lambda: guest.get(task["stream_url"]),
        "stream token": lambda: guest.post(f"/tasks/{task['id']}/stream-token"),
        "history": lambda: guest.get("/tasks"),
        "deletion": lambda: guest.delete(f"/tasks/{task['id']}"),
        "cancellation": lambda: guest.post(task["cancel_url"]),
        "media": lambda: guest.get(task["enhanced_image_url"]),
        "guest": lambda: guest.post("/auth/guest"),
        "refresh": lambda: guest.post("/auth/refresh", json=session),
        "me": lambda: guest.get("/auth/me"),
    }

    # When Postgres is stopped
    breakable_postgres.stop()

    # Then every request hears of it in time
    with ThreadPoolExecutor(len(requests)) as callers:
        answers = dict(zip(requests, callers.map(timed, requests.values()), strict=True))
    for answer, _ in answers.values():
        refusal_of(answer, 503, "database_unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    assert {name: seconds for name, (_, seconds) in answers.items() if seconds > ANSWER_SECONDS} == {}

    # And so does the load balancer
    answer, seconds = timed(lambda: guest.get("/readyz"))
    readiness = body_of(answer, 503)
    assert seconds < ANSWER_SECONDS
    assert (readiness["ready"], readiness["checks"]["database"]["ok"]) == (False, False)

    # And what needs no database goes on, and what is wrong anyway is told
    assert guest.get("/healthz").status_code == 200
    assert guest.get("/").status_code == 200
    assert guest.get("/openapi.json").status_code == 200
    refusal_of(guest.post(SUBMIT, files={"file": ("x.jpg", b"text")}), 415, "picture_unsupported")
    with site.anyone() as anyone:
        refusal_of(anyone.submit(jpeg()), 401, "not_authenticated")

    # When it is back
    breakable_postgres.start()
    wait_until(site.processes.ready, 30)

    # Then nothing was lost, nothing of the outage was kept, and everything works
    assert body_of(guest.get(task["status_url"]), 200)["script"] == task["script"]
    assert [row.data["seq"] for row in guest.rows(task["id"])] == list(range(1, task["seq"] + 1))
    assert len(body_of(guest.get("/tasks"), 200)["tasks"]) == 1
    assert guest.finished(guest.submitted(key="during")["id"])["status"] == "completed"
    assert body_of(guest.post("/auth/refresh", json=session), 200)["access_token"]


def test_a_stream_goes_on_after_an_outage(site: Site, guest: Client, breakable_postgres: Postgres) -> None:
    # Given somebody who watches a task that nobody works on
    site.processes.stop("worker")
    task: Json = guest.submitted()
    with guest.stream(task["id"]) as (_, events):
        assert next(events).name == "snapshot"

        # When Postgres is restarted, and a worker comes
        breakable_postgres.stop()
        breakable_postgres.start()
        site.processes.start("worker")

        # Then the same stream brings every row
        rows = [event for event in events if event.name == "message"]
    assert [row.id for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1].data["status"] == "completed"


def test_nobody_is_served_a_connection_of_before_a_restart(breakable_postgres: Postgres) -> None:
    database = Database(breakable_postgres.url, pool_size=2)
    database.open()
    for _ in range(3):
        assert database.row("queue_ready") == {"ready": True}
        breakable_postgres.stop()
        breakable_postgres.start()
    database.close()


def test_web_is_ready_again_after_a_crash(server: StartServer, breakable_postgres: Postgres) -> None:
    processes = server("web", database_url=breakable_postgres.url)
    breakable_postgres.kill()
    wait_until(lambda: not processes.ready(), 30)
    breakable_postgres.start()
    wait_until(processes.ready, 30)
