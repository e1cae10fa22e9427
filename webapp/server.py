"""The gunicorn worker: gevent's, whose streams and idle connections end at once when it must stop."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker

#: whoever has sent no request for so long does not have one on the way
IDLE_SECONDS = 0.5


class StreamWorker(GeventWorker):
    """On SIGTERM readers are sent away to resume elsewhere, and connections that wait for a request are closed.

    Both would hold the process for its whole grace, and a reader that came back over its old connection would find
    the process that had just sent it away.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sockets: dict[gevent.Greenlet, socket.socket] = {}
        self._idle_since: dict[gevent.Greenlet, float] = {}

    def run(self) -> None:
        """Serve until told to stop, then let the database go."""
        super().run()
        self.wsgi.extensions["limelight"].close()

    def handle(self, listener: socket.socket, client: socket.socket, addr: object) -> None:
        """Serve one connection."""
        self._sockets[gevent.getcurrent()] = client
        try:
            super().handle(listener, client, addr)
        finally:
            del self._sockets[gevent.getcurrent()]

    @contextmanager
    def timeout_ctx(self) -> Iterator[None]:
        """Around the wait for a connection's next request."""
        with super().timeout_ctx():
            self._idle_since[gevent.getcurrent()] = time.monotonic()
            try:
                yield
            finally:
                del self._idle_since[gevent.getcurrent()]

    def handle_request(self, *args: Any) -> None:
        """Answer one request; the last one of its connection when the worker stops."""
        super().handle_request(*args)
        if not self.alive:
            raise StopIteration  # as gunicorn itself ends a connection

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop gracefully."""
        super().handle_exit(sig, frame)
        if hasattr(self, "wsgi"):  # a worker may be told to stop before it has loaded the app
            gevent.spawn(self._send_away)

    def _send_away(self) -> None:
        self.wsgi.extensions["limelight"].streams.close_all()
        while True:
            for greenlet, since in self._idle_since.items():
                if time.monotonic() - since > IDLE_SECONDS:
                    # a request that arrives in this very moment is still read and answered
                    with suppress(OSError):  # or the client has gone by itself
                        self._sockets[greenlet].shutdown(socket.SHUT_RD)
            gevent.sleep(IDLE_SECONDS / 2)
