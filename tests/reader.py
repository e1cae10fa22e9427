"""Readers of streams that come back as an EventSource does."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx
from httpx_sse import ServerSentEvent
from httpx_sse._decoders import SSEDecoder

from tests.client import Client, Json
from tests.processes import wait_until

#: a heartbeat comes every 15 s
SILENCE_SECONDS = 25
#: shorter than an EventSource's own wait, so that the tests are
RECONNECT_SECONDS = 0.1


class Reader(threading.Thread):
    """Follows a task to the 204 behind its end, and resumes by id whenever the connection ends or breaks.

    `drops` says after how many rows each connection is thrown away; none is by default.
    """

    def __init__(self, url: str, task: Json, drops: Iterator[int] | None = None) -> None:
        super().__init__(daemon=True)
        timeout = httpx.Timeout(5, read=SILENCE_SECONDS)
        # without TLS there is no need to read all certificates, which takes longer than most tests
        self._http = httpx.Client(base_url=url, timeout=timeout, trust_env=False, verify=False)
        self._path = f"{task['stream_url']}?token={task['stream_token']}"
        self._drops = drops or itertools.repeat(0)
        self.task_id: int = task["id"]
        #: the rows as they came, over all connections
        self.rows: list[Json] = []
        self.last_id = ""
        self.connections = 0
        #: those that the server ended in an orderly way
        self.ends = 0
        #: what `retry:` said last on the first connection
        self.told_to_wait_milliseconds = 0
        #: the status that was the last word, 204 if all went well
        self.final_status = 0
        self._left = threading.Event()
        self.start()

    @property
    def seqs(self) -> list[int]:
        """The seq of each row that came."""
        return [row["seq"] for row in self.rows]

    def run(self) -> None:
        """Read until the server says that there is no more."""
        with self._http:
            while not self.final_status and not self._left.is_set():
                # the server may go away in mid-stream, or not be there
                with suppress(httpx.TransportError):
                    self._connect(next(self._drops))
                self._left.wait(RECONNECT_SECONDS)

    def leave(self) -> None:
        """Come back no more."""
        self._left.set()

    def opened(self) -> "Reader":
        """Wait for the snapshot, the first thing on every connection."""
        wait_until(lambda: self.connections, 30, lambda: f"no stream, but {self.final_status}")
        return self

    def finished(self, seconds: float = 60) -> "Reader":
        """Wait for the end; the reader must have been told that there is no more."""
        self.join(seconds)
        assert self.final_status == 204, f"task {self.task_id}: {self.final_status or 'still open'}, has {self.seqs}"
        return self

    def _connect(self, drop_after: int) -> None:
        headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
        with self._http.stream("GET", self._path, headers=headers) as response:
            if response.status_code == 503:
                return
            if response.status_code != 200:
                self.final_status = response.status_code
                return
            self._read(response, drop_after)

    def _read(self, response: httpx.Response, drop_after: int) -> None:
        read = 0
        for event in self._events(response):
            if event.event == "snapshot":
                self.connections += 1
            elif event.event == "message" and event.data:
                row = event.json()
                assert event.id == str(row["seq"])
                self.rows.append(row)
                self.last_id = event.id
                read += 1
                if read == drop_after:
                    return
        self.ends += 1

    def _events(self, response: httpx.Response) -> Iterator[ServerSentEvent]:
        decoder, rest = SSEDecoder(), ""
        for text in response.iter_text():
            *lines, rest = (rest + text).split("\n")
            for line in lines:
                if line.startswith("retry: ") and not self.ends:
                    self.told_to_wait_milliseconds = int(line.removeprefix("retry: "))
                if event := decoder.decode(line):
                    yield event


def follow(client: Client, task: Json, drops: Iterator[int] | None = None) -> Reader:
    """A reader of a submitted task, already connected."""
    return Reader(str(client.http.base_url), task, drops).opened()


def submitted_and_followed(client: Client, photo: bytes | None = None) -> Reader:
    """A reader of a new task, already connected."""
    return follow(client, client.submitted(photo))


def up_to(last_seq: int) -> list[int]:
    """What a reader must have got: 1, 2, 3 …"""
    return list(range(1, last_seq + 1))
