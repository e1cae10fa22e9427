"""Streams whose sockets have left the web server: what the server would do for them is done, and more of it."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import psutil
import pytest

from tests.client import ENHANCE, Client, Json, Site, refusal_of
from tests.conftest import StartServer
from tests.hand_worker import ROWS, HandWorker, hand_worker
from tests.processes import SECRET_KEY, wait_until
from tests.sites import INSTANT
from webapp.links import STREAM_TOKEN_SECONDS, Links
from webapp.streaming.stream import BUFFER_BYTES_MAX

PER_USER, PER_PROCESS = 3, 5


@pytest.fixture
def narrow_site(server: StartServer, database_url: str) -> Site:
    """Web without a worker, and room for a few streams."""
    caps = {"MAX_STREAMS_PER_USER": str(PER_USER), "MAX_STREAMS": str(PER_PROCESS)}
    return Site(server("web", database_url=database_url, **INSTANT, **caps), database_url)


def ends(site: Site) -> dict[str, int]:
    """How many streams have ended, by reason."""
    with site.anyone() as anyone:
        text = anyone.get("/metrics").text
    return {
        why: int(float(n)) for why, n in re.findall(r'^limelight_stream_ends_total{reason="(\w+)"} (\S+)$', text, re.M)
    }


@contextmanager
def opened(site: Site, task: Json, buffer_bytes: int = 0) -> Iterator[socket.socket]:
    """A stream on a bare socket, read up to the end of its headers."""
    host, port = site.url.removeprefix("http://").split(":")
    with closing(socket.socket()) as client:
        if buffer_bytes:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        client.connect((host, int(port)))
        path = f"{task['stream_url']}?token={task['stream_token']}"
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n"), head
        yield client


def signal(site: Site, task: Json, text: str) -> None:
    site.query("select pg_notify(%s, %s)", f"progress_{task['id']}", f'eta "{text}"')


def test_an_opened_stream_is_counted_like_any_other_request(narrow_site: Site) -> None:
    # Given a stream that was opened, and one that was refused
    with narrow_site.member("counted@example.com") as member:
        task = member.submitted()
        with opened(narrow_site, task):
            pass
        assert member.http.get(f"{task['stream_url']}?token=wrong").status_code == 401

    # Then both are among the requests
    with narrow_site.anyone() as anyone:
        text = anyone.get("/metrics").text
    route = r'limelight_request_seconds_count{method="GET",route="[^"]+/stream",status="(\d+)"} 1\.0'
    assert re.findall(route, text) == ["200", "401"]


def test_a_reader_that_does_not_read_is_cut_and_nobody_else_waits(narrow_site: Site) -> None:
    with narrow_site.guest() as user:
        lazy, other = user.submitted(), user.submitted()
        with opened(narrow_site, lazy, buffer_bytes=4096), user.stream(other["id"]) as (_, events):
            assert next(events).name == "snapshot"
            # more than the sockets hold, and then more than is kept for it

            def is_cut_in_the_end() -> bool:
                for _ in range(20):
                    signal(narrow_site, lazy, "x" * 7000)
                return ends(narrow_site) == {"slow": 1}

            wait_until(is_cut_in_the_end, 30)
            signal(narrow_site, other, "still here")
            assert next(events).name == "eta"
            assert narrow_site.open_streams() == 1
        # and it may come back
        with user.stream(lazy["id"]) as (_, events):
            assert next(events).name == "snapshot"


def test_a_slow_reader_that_goes_on_reading_gets_every_byte(idle_site: Site, idle_guest: Client) -> None:
    task = idle_guest.submitted()
    count = BUFFER_BYTES_MAX // 7000 // 2
    with opened(idle_site, task, buffer_bytes=4096) as client:
        for number in range(count):
            signal(idle_site, task, f"{number:07}" * 1000)
        got = b""
        while f"{count - 1:07}".encode() * 1000 not in got:
            got += client.recv(8192)
    assert [int(line[7:14]) for line in got.split(b"\n") if line.startswith(b'data: "')] == list(range(count))


def test_a_client_that_closes_its_side_is_let_go(narrow_site: Site) -> None:
    with narrow_site.guest() as user:
        task = user.submitted()
        with opened(narrow_site, task) as client:
            client.shutdown(socket.SHUT_WR)
            wait_until(lambda: narrow_site.open_streams() == 0, 20)
        assert ends(narrow_site) == {"gone": 1}


def test_a_stream_ends_when_its_token_does(
    idle_site: Site, idle_guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = idle_guest.submitted()
    with monkeypatch.context() as patched:
        made_at = time.time() - STREAM_TOKEN_SECONDS + 5
        patched.setattr("itsdangerous.timed.time.time", lambda: made_at)
        token = Links(SECRET_KEY).stream_token(idle_guest.session["account"]["id"], task["id"])
    with opened(idle_site, task | {"stream_token": token}) as client:
        client.settimeout(30)
        got = b""
        while chunk := client.recv(8192):
            got += chunk
    # in an orderly way: the last chunk is there
    assert got.endswith(b"0\r\n\r\n")
    assert made_at + STREAM_TOKEN_SECONDS - 1.5 <= time.time() <= made_at + STREAM_TOKEN_SECONDS + 10


def test_too_many_streams_are_refused_with_a_time_to_come_back(narrow_site: Site) -> None:
    with narrow_site.guest() as one, narrow_site.guest() as two, narrow_site.guest() as three, ExitStack() as streams:

        def open_streams(user: Client, count: int) -> None:
            for _ in range(count):
                streams.enter_context(opened(narrow_site, user.submitted()))

        def refused(user: Client, status: int, code: str) -> None:
            answer = user.get(f"{ENHANCE}/{user.submitted()['id']}/stream")
            refusal_of(answer, status, code)
            assert int(answer.headers["Retry-After"]) > 0

        open_streams(one, PER_USER)
        refused(one, 429, "too_many_streams")
        open_streams(two, PER_PROCESS - PER_USER)
        refused(three, 503, "too_many_watchers")

        # when they have gone there is room again
        streams.close()
        wait_until(lambda: narrow_site.open_streams() == 0, 20)
        open_streams(one, PER_USER)


def test_streams_hold_no_place_of_plain_requests(idle_site: Site, idle_guest: Client) -> None:
    # a stream is an open file of the process and nothing that runs
    [child] = psutil.Process(idle_site.processes.pid("web")).children()
    task = idle_guest.submitted()
    threads = child.num_threads()
    with ExitStack() as streams:
        ours = {streams.enter_context(opened(idle_site, task)).getsockname()[1] for _ in range(3)}
        theirs = [connection.raddr.port for connection in child.net_connections() if connection.raddr]
        assert sorted(port for port in theirs if port in ours) == sorted(ours)
        assert child.num_threads() == threads


def test_the_access_log_says_how_a_stream_went_and_never_its_token(narrow_site: Site) -> None:
    with narrow_site.guest() as user, hand_worker(narrow_site.database_url) as worker:
        task = user.submitted()
        worker.complete(worker.start(task["id"]))
        with opened(narrow_site, task) as client:
            while client.recv(8192):
                pass
    path, count = re.escape(task["stream_url"]), len(ROWS) + 1
    line = re.compile(rf'^127\.0\.0\.1 "GET {path}" 200 \d{{3,}} \d+ms {count} events, finished$', re.M)
    wait_until(lambda: line.search(narrow_site.processes.log("web")), 20)
    assert task["stream_token"] not in narrow_site.processes.log("web")


def test_old_http_gets_its_stream_from_the_server_itself(
    idle_site: Site, idle_guest: Client, worker: HandWorker
) -> None:
    # HTTP/1.0 knows no chunks: the same stream, carried by the server's own greenlet
    task = idle_guest.submitted()
    host, port = idle_site.url.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), timeout=30)) as client:
        path = f"{task['stream_url']}?token={task['stream_token']}"
        client.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        got = client.recv(100)
        worker.complete(worker.start(task["id"]))
        while chunk := client.recv(8192):
            got += chunk
    assert b"Transfer-Encoding" not in got
    assert [int(line[4:]) for line in got.split(b"\n") if line.startswith(b"id: ")] == list(
        range(1, got.count(b"\nid: ") + 1)
    )
    assert b'"task.completed"' in got
