"""One answer on its way to one client: counted, delayed, cut or held back as told."""

import select
import socket
import struct
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

#: SO_LINGER on, for no time at all: closing sends a reset instead of a proper end
_RESET = struct.pack("ii", 1, 0)
_END = b"0\r\n\r\n"
#: how often a held answer looks whether it may go on
_LOOK_SECONDS = 0.05
#: between two drops
_DROP_SECONDS = 0.2


class AnswerEnded(Exception):
    """The answer went no further: the client left, or it was cut as told."""


class Line:
    """The sending side of a connection, for one answer."""

    def __init__(self, connection: socket.socket, cut_after_bytes: int | None = None) -> None:
        self._connection = connection
        self._cut_after_bytes = cut_after_bytes
        self.sent_bytes = 0

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the status line and the headers."""
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{k}: {v}" for k, v in headers.items())]
        self.send("\r\n".join([*lines, "", ""]).encode())

    def chunk(self, data: bytes, last: bool) -> None:
        """Send a piece of a chunked body, and with the last one its end."""
        self.send(b"%x\r\n%s\r\n%s" % (len(data), data, _END if last else b""))

    def end(self) -> None:
        """End a chunked body."""
        self.send(_END)

    def send(self, data: bytes) -> None:
        """Send bytes; raises AnswerEnded where the answer is to be cut."""
        left = None if self._cut_after_bytes is None else self._cut_after_bytes - self.sent_bytes
        self._send(data if left is None else data[:left])
        if left is not None and left <= len(data):
            self.cut()

    def cut(self) -> None:
        """Have the connection closed hard; raises AnswerEnded."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        raise AnswerEnded()

    def pause_until(self, moment: float) -> None:
        """Wait for a moment of the monotonic clock; raises AnswerEnded when the client goes."""
        while (left := moment - time.monotonic()) > 0:
            self._listen(left)

    def drip(self, content_type: str, drop: bytes, may_go_on: Callable[[], bool]) -> None:
        """Begin an answer that says something all the time and nothing that was asked for."""
        self.head(200, {"content-type": content_type, "transfer-encoding": "chunked"})
        while not may_go_on():
            self.chunk(drop, last=False)
            self.pause_until(time.monotonic() + _DROP_SECONDS)
        self.end()

    def drip_head(self, may_go_on: Callable[[], bool]) -> None:
        """Begin an answer whose headers never come to an end."""
        self.send(b"HTTP/1.1 200 OK\r\n")
        while not may_go_on():
            self.send(b"x-please: wait\r\n")
            self.pause_until(time.monotonic() + _DROP_SECONDS)
        raise AnswerEnded()

    def hold(self, may_go_on: Callable[[], bool]) -> None:
        """Wait until something is so; raises AnswerEnded when the client goes."""
        while not may_go_on():
            self._listen(_LOOK_SECONDS)

    def _send(self, data: bytes) -> None:
        try:
            self._connection.sendall(data)
        except OSError as exc:
            raise AnswerEnded() from exc
        self.sent_bytes += len(data)

    def _listen(self, seconds: float) -> None:
        """Wait, but no longer than the client stays."""
        poll = select.poll()  # unlike select(), it takes any number of open files
        poll.register(self._connection, select.POLLIN)
        if not poll.poll(seconds * 1000):
            return
        try:
            gone = not self._connection.recv(1, socket.MSG_PEEK)
        except OSError as exc:
            raise AnswerEnded() from exc
        if gone:
            raise AnswerEnded()
        time.sleep(min(seconds, _LOOK_SECONDS))  # its next request is here already


def is_cut(connection: socket.socket) -> bool:
    """Whether the connection is to be closed hard."""
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_RESET)) == _RESET
