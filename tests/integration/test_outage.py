"""Postgres goes away: every answer says so within seconds, and all is well once it is back."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from tasks.db.pool import Database
from tasks.errors import DatabaseUnavailable
from tasks.settings import Settings
from tests.client import ENHANCE, SUBMIT, Client, Json, Site, body_of, refusal_of
from tests.conftest import StartServer
from tests.integration.conftest import USUAL
from tests.pictures import jpeg
from tests.postgres import Postgres, cloned
from tests.processes import SECRET_KEY, wait_until
from webapp import create_app

Request = Callable[[], httpx.Response]

#: how long anybody may be kept waiting for the bad news
ANSWER_SECONDS = 3


def timed(request: Request) -> tuple[httpx.Response, float]:
    """The answer and how long it took, in seconds."""
    asked = time.monotonic()
    answer = request()
    return answer, time.monotonic() - asked


@pytest.fixture
def site(server: StartServer, breakable_postgres: Postgres) -> Iterator[Site]:
    """Web and worker on a Postgres that this test may stop."""
    yield Site(server(database_url=breakable_postgres.url, **USUAL), breakable_postgres.url)


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


def test_a_changed_table_is_an_outage_of_one_statement(database_url: str) -> None:
    # Given a connection that has prepared a statement
    database = Database(database_url, pool_size=1)
    database.open()
    for _ in range(7):
        database.row("account", account_id=1)

    # When a migration adds a column
    with psycopg.connect(database_url) as connection:
        connection.execute("alter table accounts add column nickname text")

    # Then its next statement fails as in an outage, and those after that work
    with pytest.raises(DatabaseUnavailable):
        database.row("account", account_id=1)
    for _ in range(7):
        assert database.row("account", account_id=1) is None
    database.close()


def test_a_transaction_that_was_left_open_for_too_long_is_an_outage(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    database.open()
    with psycopg.connect(database_url, autocommit=True) as observer:
        with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
            assert connection.execute("show idle_in_transaction_session_timeout").fetchone() == {
                "idle_in_transaction_session_timeout": "30s"
            }
            connection.execute("set local idle_in_transaction_session_timeout = '10ms'")
            alive = f"select 1 from pg_stat_activity where pid = {connection.info.backend_pid}"
            wait_until(lambda: not observer.execute(alive).fetchone(), 20)
            connection.execute("select 1")
        assert database.row("queue_ready") == {"ready": True}
    database.close()


@pytest.mark.parametrize("version", [None, "0001"])
def test_a_database_that_was_not_migrated_is_not_ready(postgres_url: str, template: str, version: str | None) -> None:
    with cloned(postgres_url, template if version else "template1") as database_url:
        if version:
            with psycopg.connect(database_url) as connection:
                connection.execute("update alembic_version set version_num = %s", (version,))
        app = create_app(Settings(database_url=database_url, secret_key=SECRET_KEY))
        answer = app.test_client().get("/readyz")
        app.extensions["limelight"].close()
    assert answer.status_code == 503
    assert "run the release step" in answer.get_data(as_text=True)
