"""Writes to all streams whose sockets were taken over from the server, without a greenlet for each.

Needs gevent's loop: everything here runs in one thread, and a greenlet is only interrupted where it waits.
"""

import logging
import os
import select
import socket
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import gevent
from gevent import monkey

from . import sse
from .stream import BUFFER_BYTES_MAX, HEARTBEAT_SECONDS, Stream, StreamBody

#: a peer that leaves bytes unacknowledged for this long is gone; found within two heartbeats
SILENCE_MILLISECONDS = 1000 * HEARTBEAT_SECONDS
#: a snapshot with a long script fits
SEND_BUFFER_BYTES = 64 * 1024

logger = logging.getLogger(__name__)
access_log = logging.getLogger("gunicorn.access")

_GONE = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR


def framed(chunk: bytes) -> bytes:
    """A chunk of a chunked body (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(chunk), chunk)


_HEARTBEAT = framed(sse.HEARTBEAT)
_END = framed(b"")


class Reader:
    """One socket that was taken over."""

    __slots__ = ("_address", "_bytes", "_ending", "_hub", "_opened_at", "_unsent", "fd", "stream")

    def __init__(self, hub: "SocketHub", fd: int, stream: Stream, address: str, opened_at: float) -> None:
        self.fd = fd
        self._hub = hub
        self.stream = stream
        self._address = address
        self._opened_at = opened_at
        self._bytes = 0
        #: what the socket has not accepted yet
        self._unsent = b""
        #: why to close, once everything is written
        self._ending = ""

    def send(self, chunk: bytes) -> None:
        """Write a chunk of the body; a reader that leaves too much unread is cut."""
        self.write(framed(chunk))

    def finish(self, reason: str = "finished") -> None:
        """End the body, and the connection once all of it is written."""
        self.write(_END)
        self._ending = reason
        if not self._unsent:
            self.close(reason)

    def write(self, content: bytes) -> None:
        """Write bytes as they are, or keep them until the socket takes more."""
        if self.fd < 0 or self._ending:
            return
        if self._unsent:
            self._unsent += content
        else:
            self._unsent = self._written(content)
            if self._unsent:
                self._hub.watch(self, for_room=True)
        if len(self._unsent) > BUFFER_BYTES_MAX:
            self.close("slow")

    def go_on(self) -> None:
        """Continue writing: the socket has room."""
        self._unsent = self._written(self._unsent)
        if self._unsent or self.fd < 0:
            return
        self._hub.watch(self, for_room=False)
        if self._ending:
            self.close(self._ending)

    def beat(self) -> None:
        """Send a heartbeat, unless earlier bytes are still unread."""
        if not self._unsent:
            self.write(_HEARTBEAT)

    def close(self, reason: str) -> None:
        """Close the socket, and write the access log line."""
        if self.fd < 0:
            return
        self._hub.forget(self)
        os.close(self.fd)
        self.fd = -1
        self.stream.close(reason)
        milliseconds = (time.time() - self._opened_at) * 1000
        line = '%s "GET %s" 200 %d %dms %d events, %s'
        access_log.info(line, self._address, self.stream.path, self._bytes, milliseconds, self.stream.events, reason)

    def _written(self, content: bytes) -> bytes:
        try:
            count = os.write(self.fd, content)
        except BlockingIOError:
            return content
        except OSError:
            self.close("gone")
            return b""
        self._bytes += count
        return content[count:]


class SocketHub:
    """The sockets that were taken over in this process."""

    def __init__(self) -> None:
        epoll = monkey.get_original("select", "epoll")  # gevent takes it away from `select`
        self._epoll: select.epoll = epoll()
        #: by descriptor, in as many parts as there are seconds between two heartbeats
        self._readers: list[dict[int, Reader]] = [{} for _ in range(HEARTBEAT_SECONDS)]
        #: by the second in which they are over
        self._aging: defaultdict[int, set[Reader]] = defaultdict(set)
        gevent.spawn(self._serve)
        gevent.spawn(self._beat)

    def take_over(self, client: socket.socket, body: StreamBody, address: str) -> None:
        """Take over a stream whose headers are written."""
        # so that unread bytes are noticed here instead of filling megabytes of kernel buffers
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if client.family != socket.AF_UNIX:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_MILLISECONDS)
        client.setblocking(False)
        reader = Reader(self, client.detach(), body.stream, address, time.time())
        self._readers[reader.fd % HEARTBEAT_SECONDS][reader.fd] = reader
        self._aging[int(body.stream.ends_at)].add(reader)
        self._epoll.register(reader.fd, _GONE)
        body.hand_over(reader)

    def watch(self, reader: Reader, for_room: bool) -> None:
        """Wait until the socket has room again, or only until its peer is gone."""
        self._epoll.modify(reader.fd, _GONE | select.EPOLLOUT if for_room else _GONE)

    def forget(self, reader: Reader) -> None:
        """Stop watching a socket."""
        del self._readers[reader.fd % HEARTBEAT_SECONDS][reader.fd]
        second = int(reader.stream.ends_at)
        self._aging[second].remove(reader)
        if not self._aging[second]:
            del self._aging[second]
        self._epoll.unregister(reader.fd)

    def _serve(self) -> None:
        hub = gevent.get_hub()
        watcher = hub.loop.io(self._epoll.fileno(), 1)
        while True:
            hub.wait(watcher)
            for fd, event in self._epoll.poll(0):
                if reader := self._readers[fd % HEARTBEAT_SECONDS].get(fd):
                    with _survived():
                        if event & _GONE:
                            reader.close("gone")
                        else:
                            reader.go_on()

    def _beat(self) -> None:
        """Each second, end streams that are too old and send a heartbeat to a fifteenth of the others."""
        turn = 0
        while True:
            gevent.sleep(1)
            turn = (turn + 1) % HEARTBEAT_SECONDS
            now = time.time()
            aged = [reader for second in list(self._aging) if second + 1 <= now for reader in self._aging[second]]
            for reader in aged:
                with _survived():
                    reader.finish("aged")
            for reader in list(self._readers[turn].values()):
                with _survived():
                    reader.beat()


@contextmanager
def _survived() -> Iterator[None]:
    """Log an error of one reader, so that it does not end the others."""
    try:
        yield
    except Exception:
        logger.exception("a stream could not be written to")
