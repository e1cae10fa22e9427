"""One stream's connection: reads HTTP/1.1, chunked or not, and Server-Sent Events, as cheaply as Python can."""

import asyncio
import time
from typing import Protocol, cast

HEAD, BODY, REFUSED = range(3)


class Reader(Protocol):
    """Receives what a stream brings."""

    def on_open(self, stream: "Stream", ok: bool, head: bytes, now: float) -> None:
        """The answer's head has come."""
        ...

    def on_event(self, stream: "Stream", block: bytes, now: float) -> None:
        """A progress event has come."""
        ...

    def on_end(self, stream: "Stream") -> None:
        """The server has ended the answer."""
        ...

    def on_lost(self, stream: "Stream") -> None:
        """The connection is gone."""
        ...


class Stream(asyncio.Protocol):
    """One SSE response."""

    __slots__ = (
        "_buffer",
        "_chunk_head",
        "_chunk_left",
        "_chunked",
        "_line_end_left",
        "_reader",
        "_request",
        "_state",
        "comments",
        "ended",
        "last_seq",
        "opened",
        "started",
        "task_id",
        "transport",
    )

    def __init__(self, reader: Reader, task_id: str, request: bytes, opened: asyncio.Future[bool]) -> None:
        self._reader = reader
        self._request = request
        self._state = HEAD
        self._buffer = b""
        self._chunked = False
        self._chunk_left = 0
        self._line_end_left = 0
        self._chunk_head = b""
        self.task_id = task_id
        self.transport: asyncio.Transport | None = None
        self.opened = opened
        self.started = 0.0
        self.last_seq = 0
        self.comments = 0
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class is none by name
        self.started = time.time()
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if self._state == HEAD:
            data = self._after_head(self._buffer + data, now)
        if self._state != BODY or not data:
            return
        if self._chunked:
            data = self._dechunked(data)
        if self._buffer:
            data = self._buffer + data
            self._buffer = b""
        if b"\r" in data:
            if data[-1] == 13 and not self.ended:
                self._buffer = data
                return
            data = data.replace(b"\r\n", b"\n")
        *blocks, self._buffer = data.split(b"\n\n")
        for block in blocks:
            start = block.find(b"data:")
            if start < 0:
                self.comments += 1
            elif is_progress(block[:start]):
                self._reader.on_event(self, block, now)
        if self.ended:
            self._reader.on_end(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._reader.on_lost(self)

    def _after_head(self, data: bytes, now: float) -> bytes:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            self._buffer = data
            return b""
        self._buffer = b""
        head = head.lower()
        self._chunked = b"transfer-encoding: chunked" in head
        ok = head[9:12] == b"200"
        self._state = BODY if ok else REFUSED
        self._reader.on_open(self, ok, head, now)
        return rest

    def _dechunked(self, data: bytes) -> bytes:
        if self._chunk_head:
            data = self._chunk_head + data
            self._chunk_head = b""
        parts = []
        position, length = 0, len(data)
        while position < length and not self.ended:
            if self._chunk_left:
                size = min(self._chunk_left, length - position)
                parts.append(data[position : position + size])
                position += size
                self._chunk_left -= size
                if not self._chunk_left:
                    self._line_end_left = 2
            elif self._line_end_left:
                size = min(self._line_end_left, length - position)
                position += size
                self._line_end_left -= size
            else:
                end = data.find(b"\r\n", position)
                if end < 0:
                    self._chunk_head = data[position:]
                    break
                self._chunk_left = int(data[position:end], 16)
                position = end + 2
                self.ended = self._chunk_left == 0
        return parts[0] if len(parts) == 1 else b"".join(parts)


def is_progress(fields: bytes) -> bool:
    """Whether an event is progress by the fields before its data: the product's are unnamed, the peer's are not."""
    return b"event:" not in fields or b"event: progress" in fields


def number_after(block: bytes, mark: bytes) -> int | None:
    """The whole number that follows a mark."""
    start = block.find(mark)
    if start < 0:
        return None
    start += len(mark)
    end = start
    while block[end : end + 1] in DIGITS_AND_BLANK:
        end += 1
    return int(block[start:end])


DIGITS_AND_BLANK = frozenset(bytes([byte]) for byte in b" 0123456789")
