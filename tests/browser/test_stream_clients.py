"""Clients that others have written: all see the same rows, come back behind the last one, and stop at the end."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import sseclient
from httpx_sse import connect_sse
from playwright.sync_api import Browser

from script.page import FRONTEND, packages
from tests.client import Site
from tests.conftest import StartServer
from tests.hand_worker import ROWS, hand_worker
from tests.processes import wait_until
from tests.sites import INSTANT

from .visitor import wait_for

#: takes the address; calls the function with the id of each row; returns when it is told to stay away
Follow = Callable[[str, Callable[[str], None]], None]

AGAIN_SECONDS = 0.2
ALL_ROWS = [str(seq) for seq in range(1, len(ROWS) + 3)]

IN_NODE = """
import { EventSource } from 'eventsource'
const source = new EventSource(process.argv[1])
source.onmessage = (event) => console.log(event.lastEventId)
source.onerror = () => source.readyState === EventSource.CLOSED && process.exit(0)
"""
IN_A_BROWSER = """
(url) => {
  window.seen = []
  window.source = new EventSource(url)
  source.onmessage = (event) => seen.push(event.lastEventId)
}
"""


@contextmanager
def answer(url: str, last: str) -> Iterator[httpx.Response]:
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
    with (
        httpx.Client(trust_env=False, verify=False, timeout=30) as client,
        client.stream("GET", url, headers=headers) as got,
    ):
        yield got


def by_httpx_sse(url: str, see: Callable[[str], None]) -> None:
    last, over = "", False
    with httpx.Client(trust_env=False, verify=False, timeout=30) as client:
        while not over:
            headers = {"Last-Event-ID": last} if last else {}
            with suppress(httpx.TransportError), connect_sse(client, "GET", url, headers=headers) as source:
                if over := source.response.status_code == 204:
                    continue
                for event in source.iter_sse():
                    last = str(event.id)
                    if event.event == "message":
                        see(last)
            time.sleep(AGAIN_SECONDS)


def by_sseclient(url: str, see: Callable[[str], None]) -> None:
    last, over = "", False
    while not over:
        with suppress(httpx.TransportError), answer(url, last) as got:
            if over := got.status_code == 204:
                continue
            for event in sseclient.SSEClient(got.iter_bytes()).events():
                if event.event == "message":
                    last = str(event.id)
                    see(last)
        time.sleep(AGAIN_SECONDS)


def by_curl(url: str, see: Callable[[str], None]) -> None:
    last, over = "", False
    while not over:
        command = ["curl", "--silent", "--no-buffer", "--include", "--header", f"Last-Event-ID: {last}", url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as curl:
            assert curl.stdout
            for line in curl.stdout:
                over = over or line.startswith("HTTP/1.1 204")
                if line.startswith("id: "):
                    last = line.removeprefix("id: ").strip()
                    see(last)
        time.sleep(AGAIN_SECONDS)


def by_eventsource(url: str, see: Callable[[str], None]) -> None:
    """The npm package."""
    node = ["node", "--input-type=module", "--eval", IN_NODE, url]
    environment = packages(Path(sys.executable))
    with subprocess.Popen(node, cwd=FRONTEND, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        for line in running.stdout:
            see(line.strip())
    assert running.returncode == 0


CLIENTS: dict[str, Follow] = {
    "httpx-sse": by_httpx_sse,
    "sseclient-py": by_sseclient,
    "curl": by_curl,
    "eventsource": by_eventsource,
}


def test_every_client_sees_every_row_once_through_a_crash_and_stops_at_the_end(
    server: StartServer, database_url: str, chromium: Browser
) -> None:
    # Given a task that has begun, and everybody follows it
    site = Site(server("web", database_url=database_url, **INSTANT), database_url)
    with site.guest() as user, hand_worker(database_url) as worker:
        task = user.submitted()
        work = worker.start(task["id"])
        url = f"{site.url}{task['stream_url']}?token={task['stream_token']}"
        seen: dict[str, list[str]] = {name: [] for name in CLIENTS}
        following = [
            threading.Thread(target=follow, args=(url, seen[name].append), name=name, daemon=True)
            for name, follow in CLIENTS.items()
        ]
        for thread in following:
            thread.start()
        page = chromium.new_page()
        page.goto(f"{site.url}/healthz")
        page.evaluate(IN_A_BROWSER, url)

        def everybody_has(rows: list[str]) -> bool:
            seen["Chromium"] = page.evaluate("seen")
            return all(ids == rows for ids in seen.values())

        wait_until(lambda: everybody_has(ALL_ROWS[: len(ROWS)]), 40, lambda: str(seen))

        # When the web process dies and the task goes on to its end
        [web] = psutil.Process(site.processes.pid("web")).children()
        web.kill()
        work.report("save.started", 65)
        worker.complete(work)

        # Then all have seen every row once, and nobody asks any more
        wait_until(lambda: everybody_has(ALL_ROWS), 40, lambda: str(seen))
        for thread in following:
            thread.join(30)
            assert not thread.is_alive(), thread.name
        wait_for(page, "source.readyState === EventSource.CLOSED")
        page.close()
