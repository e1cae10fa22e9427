"""A task's stream: authorise, subscribe, read, send, go live, end. A sink carries the bytes to the socket.

`Stream` is the one implementation of the order; it needs no generator. `StreamBody` below carries a stream under any
WSGI server; under our own worker the `SocketHub` takes its socket over.
"""

import bisect
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from tasks.bus import Bus
from tasks.errors import StreamsExhausted, TaskNotFound
from tasks.events import ProgressRow
from tasks.records import Task
from tasks.store import Store

from ..links import Links
from ..resources import ROUTES, Resources
from ..schemas.fields import ID_MAX
from . import sse
from .batch_loader import BatchLoader

#: keep proxies from caching, changing or buffering it
HEADERS = [
    ("Content-Type", sse.CONTENT_TYPE),
    ("Cache-Control", "no-cache, no-transform"),
    ("X-Accel-Buffering", "no"),
]
#: routers cut a connection that is silent for 55 s
HEARTBEAT_SECONDS = 15
#: a stream ends at about this age, so that deploys and token changes reach everyone; jittered, so not all at once
AGE_SECONDS_MAX = 600
#: how long an EventSource waits before it reconnects
RETRY_MILLISECONDS = 2000
#: on shutdown readers come back spread over this time, not all in the same moment
SHUTDOWN_RETRY_MILLISECONDS = (500, 5000)
#: what a reader may leave unread before it is cut; it resumes by id
BUFFER_BYTES_MAX = 256 * 1024


class Sink(Protocol):
    """Brings a stream's bytes to its reader."""

    def send(self, chunk: bytes) -> None:
        """Take bytes that follow those before; never waits."""
        ...

    def finish(self) -> None:
        """End, once everything is sent."""
        ...


class Stream:
    """One reader of one task. Small, because there are thousands: `Streams` has what all of them share."""

    __slots__ = (
        "_live",
        "_missed",
        "_over",
        "_streams",
        "account_id",
        "after_seq",
        "ends_at",
        "events",
        "kind",
        "sink",
        "task_id",
    )

    def __init__(
        self,
        streams: "Streams",
        account_id: int,
        task_id: int,
        kind: str,
        after_seq: int,
        sink: Sink,
        ends_at: float = float("inf"),
    ) -> None:
        self.account_id = account_id
        self.task_id = task_id
        self.kind = kind
        self.after_seq = after_seq
        self.sink = sink
        #: seconds since the epoch
        self.ends_at = ends_at
        #: rows that were sent
        self.events = 0
        self._streams = streams
        self._live = False
        self._missed = False
        self._over = False

    @property
    def path(self) -> str:
        """The path it was opened at."""
        return f"{ROUTES[self.kind]}/{self.task_id}/stream"

    def open(self) -> Task:
        """Subscribe, then read, then send what is known, then go live; returns the task as it was read.

        Raises TaskNotFound and DatabaseUnavailable, with nothing sent and nothing subscribed.
        """
        bus = self._streams.bus
        bus.subscribe(self.task_id, self)
        try:
            task, rows = self._streams.loader.read(self.account_id, self.task_id, self.kind, self.after_seq)
        except BaseException:
            bus.unsubscribe(self.task_id, self)
            raise
        self.after_seq = min(self.after_seq, task.last_seq)  # a reader cannot be ahead of its task
        snapshot = sse.encode(self._streams.resources.task(task).model_dump_json(), event="snapshot")
        self.sink.send(sse.retry(RETRY_MILLISECONDS) + snapshot)
        with self._streams.lock:
            for row in rows:
                self._send(row)
            self._live = True
            if task.over and self.after_seq >= task.last_seq:
                self._end()
        if self._missed:
            bus.catch_up([self.task_id])
        return task

    def on_row(self, row: ProgressRow) -> None:
        """Send the row if it is the next one."""
        with self._streams.lock:
            if not self._live:
                self._missed = True  # it came between the read and going live
            if not self._live or self._over or row.seq != self.after_seq + 1:
                return
            self._streams.observe(row)
            self._send(row)
            if row.terminal:
                self._end()

    def on_signal(self, name: str, data: str) -> None:
        """Send a signal as a named event without an id."""
        with self._streams.lock:
            if self._live and not self._over:
                self.sink.send(sse.encode(data, event=name))

    def on_deleted(self) -> None:
        """Close; a reader that comes back finds no task."""
        with self._streams.lock:
            if self._live and not self._over:
                self._end()

    def end(self, retry_milliseconds: int) -> None:
        """Close, with the time after which the reader should reconnect."""
        with self._streams.lock:
            if not self._over:
                self.sink.send(sse.retry(retry_milliseconds))
                self._end()

    def close(self, reason: str) -> None:
        """The reader is gone."""
        self._over = True
        self._streams.closed(self, reason)

    def _end(self) -> None:
        self._over = True
        self.sink.finish()

    def _send(self, row: ProgressRow) -> None:
        self.after_seq = row.seq
        self.events += 1
        self.sink.send(self._streams.encoded(row))


class StreamBody:
    """Carries a stream as a response body; the server's own greenlet or thread writes it.

    An iterator rather than a generator: a generator that was never started would not close its stream.
    """

    def __init__(self) -> None:
        self._chunks: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._waiting_bytes = 0
        self._reason = "gone"
        self.stream: Stream

    def send(self, chunk: bytes) -> None:
        """Buffer a chunk; past the limit, end the stream as slow."""
        self._waiting_bytes += len(chunk)
        if self._waiting_bytes <= BUFFER_BYTES_MAX:
            self._chunks.put(chunk)
        else:
            self._reason = "slow"
            self._chunks.put(None)

    def finish(self) -> None:
        """End after what is buffered."""
        self._reason = "finished"
        self._chunks.put(None)

    def hand_over(self, sink: Sink) -> None:
        """Let another sink carry the stream, beginning with what is still buffered."""
        self.stream.sink = sink
        while not self._chunks.empty():
            chunk = self._chunks.get()
            if chunk is None:
                sink.finish()
            else:
                sink.send(chunk)

    def close(self) -> None:
        """The server has written the last byte, or given up."""
        self.stream.close(self._reason)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        left_seconds = self.stream.ends_at - time.time()
        if left_seconds <= 0:
            self._reason = "aged"
            raise StopIteration
        try:
            chunk = self._chunks.get(timeout=min(HEARTBEAT_SECONDS, left_seconds))
        except queue.Empty:
            return sse.HEARTBEAT
        if chunk is None:
            raise StopIteration
        self._waiting_bytes -= len(chunk)
        return chunk


class Streams:
    """The open streams of this process, and what they share."""

    #: of the lag's histogram, in seconds
    LAG_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

    def __init__(
        self, bus: Bus, store: Store, links: Links, resources: Resources, streams_max: int, per_user_max: int
    ) -> None:
        self.bus = bus
        self.loader = BatchLoader(store)
        self.resources = resources
        #: guards the state of every stream; nothing waits while holding it
        self.lock = threading.Lock()
        self._links = links
        self._streams_max = streams_max
        self._per_user_max = per_user_max
        self._open: set[Stream] = set()
        self._per_user: Counter[int] = Counter()
        self._closing = False
        self._last_encoded: tuple[ProgressRow | None, bytes] = (None, b"")
        #: how streams ended: finished, gone, slow, aged, shutdown
        self.ends: Counter[str] = Counter()
        #: from a row's time to its sending: how many took up to each of LAG_BOUNDS, and longer; and their sum
        self.lags = [0] * (len(self.LAG_BOUNDS) + 1)
        self.lag_seconds = 0.0

    def __len__(self) -> int:
        return len(self._open)

    def open(self, account_id: int, task_id: int, kind: str, after_seq: int, expires_at: float) -> StreamBody | None:
        """The body of a stream that resumes after `after_seq`; None if the reader has already seen the end.

        `expires_at`: seconds since the epoch. Raises TaskNotFound, DatabaseUnavailable, StreamsExhausted.
        """
        if task_id > ID_MAX:
            raise TaskNotFound()
        if self._streams_max and len(self._open) >= self._streams_max:
            raise StreamsExhausted("too_many_watchers")
        if self._per_user_max and self._per_user[account_id] >= self._per_user_max:
            raise StreamsExhausted("too_many_streams")
        body = StreamBody()
        ends_at = min(time.time() + AGE_SECONDS_MAX * random.uniform(0.8, 1.0), expires_at)
        stream = body.stream = Stream(self, account_id, task_id, kind, after_seq, body, ends_at)
        self._open.add(stream)
        self._per_user[account_id] += 1
        try:
            task = stream.open()
        except BaseException:
            self._forget(stream)
            raise
        if task.over and after_seq >= task.last_seq:
            stream.close("finished")
            return None
        if self._closing:
            stream.end(_spread())
        return body

    def encoded(self, row: ProgressRow) -> bytes:
        """A row as it goes over the wire: encoded once for all who read it."""
        if self._last_encoded[0] is not row:
            event = self._links.sign_media(row.event)
            chunk = sse.encode(event, event_id=row.seq)
            if row.preview:
                chunk += sse.encode(event, event="preview")
            self._last_encoded = (row, chunk)
        return self._last_encoded[1]

    def observe(self, row: ProgressRow) -> None:
        """Record the lag of a row that is sent live."""
        lag_seconds = max(0.0, time.time() - row.time)
        self.lags[bisect.bisect_left(self.LAG_BOUNDS, lag_seconds)] += 1
        self.lag_seconds += lag_seconds

    def close_all(self) -> None:
        """End every stream, each with its own time to reconnect."""
        self._closing = True
        for stream in list(self._open):
            stream.end(_spread())

    def closed(self, stream: Stream, reason: str) -> None:
        """Forget a stream that has ended."""
        if stream in self._open:
            self.ends["shutdown" if self._closing else reason] += 1
            self._forget(stream)
            self.bus.unsubscribe(stream.task_id, stream)

    def _forget(self, stream: Stream) -> None:
        self._open.discard(stream)
        self._per_user[stream.account_id] -= 1
        if not self._per_user[stream.account_id]:
            del self._per_user[stream.account_id]


def _spread() -> int:
    return random.randint(*SHUTDOWN_RETRY_MILLISECONDS)
