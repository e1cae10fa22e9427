"""A user's connection for requests: HTTP/1.1, kept alive, one request at a time."""

import asyncio
from typing import Self, cast

from .target import HOST

ACCEPTED = (200, 201, 202)


class Exchange(asyncio.Protocol):
    """Sends a request and waits for its answer."""

    def __init__(self) -> None:
        self.alive = True
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._buffer = b""
        #: of the answer with its head, once that is known
        self._length = -1
        self._head = b""

    @classmethod
    async def connect(cls, port: int) -> Self:
        _, exchange = await asyncio.get_running_loop().create_connection(cls, HOST, port)
        return exchange

    async def ask(self, request: bytes, seconds_max: float) -> tuple[int, bytes]:
        """The answer's status and body."""
        assert self._transport
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await asyncio.wait_for(self._answer, seconds_max)

    def abort(self) -> None:
        self.alive = False
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is none by name

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._length < 0 and not self._measure():
            return
        if len(self._buffer) < self._length:
            return
        status, body = int(self._head[9:12]), self._buffer[len(self._head) + 4 : self._length]
        self._buffer, self._length = b"", -1
        if b"connection: close" in self._head:
            self.abort()
        if self._answer and not self._answer.done():
            self._answer.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed"))

    def _measure(self) -> bool:
        head, end, _ = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        self._head = head.lower()
        if b"transfer-encoding: chunked" in self._head:
            if not self._buffer.endswith(b"0\r\n\r\n"):
                return False
            self._length = len(self._buffer)
        else:
            stated = self._head.partition(b"content-length:")[2].partition(b"\r\n")[0]
            self._length = len(head) + 4 + int(stated)
        return True
