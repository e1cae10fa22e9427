"""Holds streams and passes on what it is sent: `python -m benchmarks.limit.server PORT SOCKET`.

Events come over the unix socket, a line each: the task's id, a blank, and the event's JSON.
"""

import asyncio
import sys
from itertools import count
from typing import cast

import uvloop

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
HEARTBEAT_SECONDS = 15

streams: dict[str, set[asyncio.Transport]] = {}
everyone: set[asyncio.Transport] = set()


class Stream(asyncio.Protocol):
    """One reader."""

    __slots__ = ("task_id", "transport")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class is none by name
        self.task_id: str | None = None

    def data_received(self, data: bytes) -> None:
        if self.task_id is None and data.endswith(b"\r\n\r\n"):
            self.task_id = data.split(b"/", 4)[3].decode()
            streams.setdefault(self.task_id, set()).add(self.transport)
            everyone.add(self.transport)
            self.transport.write(HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        everyone.discard(self.transport)
        if self.task_id in streams:
            streams[self.task_id].discard(self.transport)
            if not streams[self.task_id]:
                del streams[self.task_id]


class Source(asyncio.Protocol):
    """The publisher."""

    def __init__(self) -> None:
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            task_id, body = line.split(b" ", 1)
            event = _chunk(b"event: progress\r\ndata: " + body + b"\r\n\r\n")
            for transport in streams.get(task_id.decode(), ()):
                transport.write(event)


async def main(port: int, path: str) -> None:
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(Stream, "127.0.0.1", port, backlog=4096),
        await loop.create_unix_server(Source, path),
    ]
    heartbeat = _chunk(b": ping\r\n\r\n")
    for second in count():
        await asyncio.sleep(1)
        for place, transport in enumerate(list(everyone)):
            if place % HEARTBEAT_SECONDS == second % HEARTBEAT_SECONDS:
                transport.write(heartbeat)
    assert servers


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2]))
