"""A task's stream: authorise, subscribe, read, send, go live, end. How bytes reach the socket is a sink's business.

`Stream` is the one implementation of the order; it needs no generator. `Follow` below carries a stream under any WSGI
server.
"""

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator

from tasks.bus import Bus
from tasks.records import TERMINAL, ProgressRow, Task
from tasks.store import Store

from . import sse
from .links import Links
from .resources import Resources

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

#: '"status":"…"' of a terminal row, found without parsing every event
_PREVIEW_MARK = '"preview_url":'
_TERMINAL_MARKS = tuple(f'"status":"{status}"' for status in sorted(TERMINAL))


class Stream:
    """One reader of one task; gives bytes to `sink`, and None when it is over."""

    def __init__(
        self,
        task_id: int,
        after_seq: int,
        links: Links,
        resources: Resources,
        sink: Callable[[bytes | None], None],
    ) -> None:
        self.task_id = task_id
        self.after_seq = after_seq
        self._links = links
        self._resources = resources
        self._sink = sink
        self._lock = threading.Lock()
        self._live = False
        self._missed = False
        self._over = False
        #: the newest row when this was opened: an earlier terminal one is that of an attempt before a retry
        self._newest_seq = 0

    def open(self, bus: Bus, store: Store, account_id: int, kind: str) -> Task:
        """Subscribe, then read, then send what is known, then go live; returns the task as it was read.

        Raises TaskNotFound and DatabaseUnavailable, with nothing sent and nobody subscribed.
        """
        bus.subscribe(self.task_id, self)
        try:
            task = store.task(account_id, self.task_id, kind)
            rows = store.replay({self.task_id: self.after_seq})
        except BaseException:
            bus.unsubscribe(self.task_id, self)
            raise
        self.after_seq = min(self.after_seq, task.last_seq)  # a reader cannot be ahead of its task
        self._newest_seq = task.last_seq
        snapshot = sse.encode(self._resources.task(task).model_dump_json(), event="snapshot")
        self._sink(sse.retry(RETRY_MILLISECONDS) + snapshot)
        with self._lock:
            self._live = True
        for row in rows:
            self.offer(row)
        if task.over and self.after_seq >= task.last_seq:
            self.end()
        if self._missed:
            bus.catch_up([self.task_id])
        return task

    def offer(self, row: ProgressRow) -> None:
        """Send the row if it is the next one."""
        with self._lock:
            if not self._live:
                self._missed = True  # it rang between the read and going live
            if not self._live or self._over or row.seq != self.after_seq + 1:
                return
            self.after_seq = row.seq
            event = self._links.sign_media(row.event)
            self._sink(sse.encode(event, event_id=row.seq))
            if _PREVIEW_MARK in event:
                self._sink(sse.encode(event, event="preview"))
        if row.seq >= self._newest_seq and any(mark in row.event for mark in _TERMINAL_MARKS):
            self.end()

    def tell(self, name: str, data: str) -> None:
        """Send something that is not worth a row, as a named event without an id."""
        with self._lock:
            if self._live and not self._over:
                self._sink(sse.encode(data, event=name))

    def end(self, retry_milliseconds: int | None = None) -> None:
        """Close; a reader that is told when to come back is one that should."""
        with self._lock:
            if self._over:
                return
            self._over = True
            if retry_milliseconds is not None:
                self._sink(sse.retry(retry_milliseconds))
            self._sink(None)


class Follow:
    """Carries a stream as a response body; the server's own greenlet or thread writes it.

    An iterator rather than a generator: a generator that was never started would not close its stream.
    """

    def __init__(self, expires_at: float) -> None:
        self._chunks: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._waiting_bytes = 0
        self._ends_at = min(time.time() + AGE_SECONDS_MAX * random.uniform(0.8, 1.0), expires_at)
        #: called when the reader is gone or the stream is over
        self.close: Callable[[], None] = lambda: None

    def sink(self, chunk: bytes | None) -> None:
        """Take what the stream sends; past the buffer's limit the reader is cut."""
        self._waiting_bytes += len(chunk or b"")
        self._chunks.put(chunk if self._waiting_bytes <= BUFFER_BYTES_MAX else None)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        left_seconds = self._ends_at - time.time()
        if left_seconds <= 0:
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
    """The open streams of this process."""

    def __init__(self, bus: Bus, store: Store, links: Links, resources: Resources) -> None:
        self._bus = bus
        self._store = store
        self._links = links
        self._resources = resources
        self._open: set[Stream] = set()
        self._closing = False

    def __len__(self) -> int:
        return len(self._open)

    def follow(self, account_id: int, task_id: int, kind: str, after_seq: int, expires_at: float) -> Follow | None:
        """The body of a stream that resumes after `after_seq`; None when the reader has seen the end already.

        `expires_at`: seconds since the epoch. Raises TaskNotFound, DatabaseUnavailable.
        """
        follow = Follow(expires_at)
        stream = Stream(task_id, after_seq, self._links, self._resources, follow.sink)
        task = stream.open(self._bus, self._store, account_id, kind)
        if task.over and after_seq >= task.last_seq:
            self._bus.unsubscribe(task_id, stream)
            return None
        self._open.add(stream)
        if self._closing:
            stream.end(_spread())
        follow.close = lambda: self._close(stream)
        return follow

    def close_all(self) -> None:
        """End every stream, each with its own time to come back."""
        self._closing = True
        for stream in list(self._open):
            stream.end(_spread())

    def _close(self, stream: Stream) -> None:
        self._open.discard(stream)
        self._bus.unsubscribe(stream.task_id, stream)


def _spread() -> int:
    return random.randint(*SHUTDOWN_RETRY_MILLISECONDS)
