"""Callers of the running product: what a test says to it, and what it hears."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import httpx
import psycopg
from psycopg.rows import dict_row

from .pictures import jpeg
from .processes import Processes, wait_until

ENHANCE = "/ai/enhance-and-script"
SUBMIT = f"{ENHANCE}-async"
PASSWORD = "correct horse battery staple"
OVER = {"completed", "failed", "cancelled"}

#: longer than anything here takes; a stream's heartbeat would keep a hanging test alive for minutes
PATIENCE_SECONDS = 30

Json = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    #: "message" for the unnamed ones
    name: str
    data: Json
    #: as sent with this very event
    id: int | None


class Client:
    """One caller; `session` is what signing in gave it."""

    def __init__(self, url: str, session: Json | None = None) -> None:
        self.session = session or {}
        headers = {"Authorization": f"Bearer {session['access_token']}"} if session else {}
        # there is no TLS here, and reading all certificates takes longer than most tests
        self.http = httpx.Client(base_url=url, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False, verify=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **options: Any) -> httpx.Response:
        """GET."""
        return self.http.get(path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """POST; `json=` sends a body."""
        return self.http.post(path, **options)

    def patch(self, path: str, **options: Any) -> httpx.Response:
        """PATCH; `json=` sends a body."""
        return self.http.patch(path, **options)

    def delete(self, path: str) -> httpx.Response:
        """DELETE."""
        return self.http.delete(path)

    def submit(
        self, photo: bytes | None = None, *, name: str = "photo.jpg", key: str = "", path: str = SUBMIT, **fields: Any
    ) -> httpx.Response:
        """Upload a picture, a small good one by default; `key` is an Idempotency-Key."""
        return self.http.post(
            path,
            files={"file": (name, jpeg() if photo is None else photo)},
            data=fields,
            headers={"Idempotency-Key": key} if key else {},
        )

    def submitted(self, photo: bytes | None = None, **options: Any) -> Json:
        """The task that an upload became."""
        return body_of(self.submit(photo, **options), 202)

    def task(self, task_id: int) -> Json:
        """A task as it stands."""
        return body_of(self.get(f"{ENHANCE}/{task_id}"), 200)

    def finished(self, task_id: int) -> Json:
        """A task once it is over."""
        wait_until(lambda: self.task(task_id)["status"] in OVER, PATIENCE_SECONDS)
        return self.task(task_id)

    @contextmanager
    def stream(
        self, task_id: int, *, after: object = None, params: Json | None = None
    ) -> Iterator["tuple[httpx.Response, Iterator[Event]]"]:
        """An open stream: its answer and its events; `after` goes into Last-Event-ID."""
        headers = {} if after is None else {"Last-Event-ID": str(after)}
        with self.http.stream("GET", f"{ENHANCE}/{task_id}/stream", params=params, headers=headers) as answer:
            yield answer, _events(answer.iter_raw())

    def rows(self, task_id: int, *, after: object = None, at_most: int | None = None) -> list[Event]:
        """The progress rows of one connection, to the stream's end or until there are `at_most`."""
        found: list[Event] = []
        with self.stream(task_id, after=after) as (answer, events):
            if answer.status_code == 204:
                return []
            assert answer.status_code == 200, answer.read()
            for event in events:
                found += [event] if event.name == "message" else []
                if at_most is not None and len(found) >= at_most:
                    break
        return found


class Site:
    """A running web process (and worker) with its database."""

    def __init__(self, processes: Processes, database_url: str) -> None:
        self.processes = processes
        self.url = processes.url
        self.database_url = database_url

    def anyone(self) -> Client:
        """Somebody who is not signed in."""
        return Client(self.url)

    def guest(self) -> Client:
        """Somebody new, signed in with one click."""
        with self.anyone() as anyone:
            return Client(self.url, body_of(anyone.post("/auth/guest"), 201))

    def member(self, email: str) -> Client:
        """Somebody who has just registered with PASSWORD."""
        with self.anyone() as anyone:
            asked = {"email": email, "password": PASSWORD}
            return Client(self.url, body_of(anyone.post("/auth/register", json=asked), 201))

    def query(self, statement: str, *params: object) -> list[Json]:
        """Rows straight from the database."""
        with psycopg.connect(self.database_url, row_factory=dict_row) as connection:
            return connection.execute(statement.encode(), params).fetchall()

    def stored(self) -> dict[str, int]:
        """How many rows of everything that an upload leaves there are."""
        tables = ("tasks", "stages", "progress", "media", "media_chunks", "dramatiq.queue")
        counts = ", ".join(f'(select count(*) from {table}) as "{table}"' for table in tables)
        return self.query(f"select {counts}")[0]

    def open_streams(self) -> int:
        """What the web process says of its open streams."""
        with self.anyone() as anyone:
            lines = anyone.get("/metrics").text.splitlines()
        [value] = [line.split()[1] for line in lines if line.startswith("limelight_open_streams ")]
        return round(float(value))


def body_of(answer: httpx.Response, status: int) -> Json:
    """The JSON of an answer that has this status."""
    assert answer.status_code == status, f"{answer.status_code} instead of {status}: {answer.text}"
    body: Json = answer.json()
    return body


def refusal_of(answer: httpx.Response, status: int, code: str) -> Json:
    """The error of an answer that is refused in this way, and in the form that every error has."""
    body = body_of(answer, status)
    assert list(body) == ["error"], body
    error: Json = body["error"]
    assert error["code"] == code, error
    assert error["message"].strip() and "Traceback" not in error["message"], error
    return error


def _events(chunks: Iterable[bytes]) -> Iterator[Event]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    buffer = b""
    for chunk in chunks:
        *blocks, buffer = (buffer + chunk).split(b"\n\n")
        for block in blocks:
            fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if not line.startswith(":"))
            if "data" in fields:
                event_id = int(fields["id"]) if "id" in fields else None
                yield Event(fields.get("event", "message"), json.loads(fields["data"]), event_id)
        assert time.monotonic() < deadline, "the stream goes on and on"
