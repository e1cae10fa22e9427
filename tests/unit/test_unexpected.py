"""What nobody expected: one clear answer for everybody whom it meets, and no token in a log."""

import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.http.errors import InvalidResponseHeader

from tasks.errors import DatabaseUnavailable, StreamsExhausted
from tasks.settings import Settings
from tasks.store import Store
from tests.client import ENHANCE
from tests.pictures import jpeg
from tests.postgres import cloned
from tests.processes import SECRET_KEY, wait_until
from webapp import create_app
from webapp.streaming.batch_loader import BatchLoader
from webapp.streaming.gunicorn_worker import StreamWorker
from webapp.streaming.stream import Streams


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """The app in this process."""
    app = create_app(Settings(database_url=database_url, secret_key=SECRET_KEY))
    yield app
    app.extensions["limelight"].close()


@pytest.fixture
def guest(app: Flask) -> FlaskClient:
    """Somebody who is signed in."""
    client = app.test_client()
    token = client.post("/auth/guest").get_json()["access_token"]
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def raising(error: Exception) -> Callable[..., Any]:
    """Something that fails."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_stream_that_fails_is_an_internal_error_and_its_token_is_not_logged(
    app: Flask, guest: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Streams, "open", raising(RuntimeError("out of luck")))
    token = app.extensions["limelight"].links.stream_token(1, 1)
    answer = guest.get(f"{ENHANCE}/1/stream?token={token}")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "internal_error")
    assert f"{ENHANCE}/1/stream failed" in caplog.text and "out of luck" in caplog.text
    assert token not in caplog.text


def test_what_fails_in_the_server_is_answered_and_logged_without_its_query(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    worker = StreamWorker.__new__(StreamWorker)  # made by gunicorn otherwise, with all that a server has
    worker._app, worker.log = app, logging.getLogger()
    failed = SimpleNamespace(uri="/videos/1/stream?token=made-up", path="/videos/1/stream", method="GET")
    for request, error in ((failed, RuntimeError("out of luck")), (None, InvalidResponseHeader("out of luck"))):
        client, server = socket.socketpair()
        client.shutdown(socket.SHUT_WR)
        worker.handle_error(request, server, None, error)
        with client, client.makefile("rb") as answer:
            text = answer.read().decode()
        assert text.startswith("HTTP/1.1 500 ") and '"internal_error"' in text and "nosniff" in text
        assert "made-up" not in text and "out of luck" not in text
    assert "GET /videos/1/stream failed" in caplog.text and caplog.text.count("out of luck") >= 2
    assert "made-up" not in caplog.text


class BrokenStore:
    """A store that fails, and waits before that until it is told to."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.go_on = Event()

    def tasks_with_rows(self, readers: Sequence[tuple[int, int, int]]) -> None:
        """Fail."""
        self.asked.append(len(readers))
        self.go_on.wait(20)
        raise RuntimeError("out of luck")


def test_whoever_opens_a_stream_together_hears_of_the_same_error() -> None:
    # Given one who asks for a task, and two who wait for the next query
    store = BrokenStore()
    loader = BatchLoader(cast(Store, store))
    with ThreadPoolExecutor(3) as readers:
        first = readers.submit(loader.read, 1, 1, "enhancement", 0)
        wait_until(lambda: store.asked, 20)
        others = [readers.submit(loader.read, 1, 1, "enhancement", 0) for _ in range(2)]
        wait_until(lambda: len(loader._waiting) == 2, 20)

        # When the queries fail
        store.go_on.set()

        # Then nobody is told that there is no such task
        for reader in (first, *others):
            with pytest.raises(RuntimeError, match="out of luck"):
                reader.result()
    assert store.asked == [1, 2]


@pytest.mark.parametrize(
    "error",
    [StreamsExhausted("too_many_streams"), StreamsExhausted("too_many_watchers"), DatabaseUnavailable()],
)
def test_the_older_call_answers_with_the_task_when_it_cannot_wait_for_it(
    guest: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(Streams, "open", raising(error))
    answer = guest.post(ENHANCE, data={"file": (BytesIO(jpeg()), "photo.jpg")})
    assert answer.status_code == 202, answer.text
    task = answer.get_json()
    assert task["status"] == "queued" and task["stream_token"]
    assert [made["id"] for made in guest.get("/tasks").get_json()["tasks"]] == [task["id"]]


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
