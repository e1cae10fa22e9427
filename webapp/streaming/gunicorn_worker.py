"""Our gunicorn worker: gevent's, but it hands over the sockets of streams and stops at once on SIGTERM."""

import resource
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import gevent
from gunicorn import util
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import (
    ChunkMissingTerminator,
    InvalidChunkExtension,
    InvalidChunkSize,
    NoMoreData,
    ParseException,
)
from gunicorn.workers.base_async import ALREADY_HANDLED
from gunicorn.workers.ggevent import GeventWorker

#: a connection that was idle for this long has no request on the way
IDLE_SECONDS = 0.5
#: of a client that sent nonsense, so much more is read and thrown away for it to see the answer
LINGER_SECONDS = 2
LINGER_BYTES_MAX = 1024 * 1024
_IN_A_BODY = (ChunkMissingTerminator, InvalidChunkExtension, InvalidChunkSize)


class StreamWorker(GeventWorker):
    """Once the app has accepted a stream, its socket leaves the server, and the greenlet that served it ends.

    On SIGTERM it ends all streams, whose readers resume elsewhere, and closes connections that wait for a request.
    Otherwise both would hold the process for its whole grace period, and a reader could come back to this process over
    its old connection.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sockets: dict[gevent.Greenlet, socket.socket] = {}
        self._idle_since: dict[gevent.Greenlet, float] = {}

    def init_process(self) -> None:
        """Start, with as many open files as the host allows: each stream is one."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the app, and wrap it."""
        # these decide at their import whether they cooperate with gevent, which patches right before this
        from psycopg import waiting

        from .gevent_wait import wait
        from .socket_hub import SocketHub

        super().load_wsgi()
        self._app: Callable[..., Iterable[bytes]] = self.wsgi  # type: ignore[has-type]
        self._parts = self._app.extensions["limelight"]
        self._hub = SocketHub()
        self.wsgi = self._answer
        if waiting.wait is waiting.wait_c:
            self.log.critical("psycopg was imported before gevent patched `select`: each query would stop every stream")
            sys.exit(Arbiter.APP_LOAD_ERROR)
        waiting.wait = wait

    def run(self) -> None:
        """Serve until SIGTERM, then close the database."""
        super().run()
        self._parts.close()

    def handle(self, listener: socket.socket, client: socket.socket, addr: object) -> None:
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
            except NoMoreData:
                raise NoMoreData() from None  # without what it has read, which gunicorn logs: it may carry a token
            finally:
                del self._idle_since[gevent.getcurrent()]

    def handle_request(self, listener_name: object, req: Any, sock: socket.socket, addr: object) -> None:
        """Answer one request; the last one of its connection when its socket was taken over, or the worker stops."""
        try:
            super().handle_request(listener_name, req, sock, addr)
        finally:
            if req.body.failed:
                _close(sock)
        if sock.fileno() < 0 or not self.alive:
            raise StopIteration  # as gunicorn itself ends a connection

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer a failure outside of the app, such as a request that cannot be parsed, as the app answers errors.

        Neither the answer nor the log quotes the request, because its query may carry a token.
        """
        from werkzeug.http import http_date
        from werkzeug.test import create_environ
        from werkzeug.wrappers import Response

        from ..requests import SERVER_ERROR

        if isinstance(exc, ssl.SSLError) or not isinstance(exc, Exception):
            return  # the client cannot read an answer, or this greenlet is being killed
        if isinstance(exc, ParseException):
            self.log.warning("Refused a request from %s: %s", addr[0] if addr else "-", type(exc).__name__)
            if isinstance(exc, _IN_A_BODY):
                return  # what the app left unread of a request that is answered already
        elif req:
            self.log.error("%s %s failed outside of the app", req.method, req.path)  # the app logs why
        response = Response.from_app(self._app, create_environ("/*") | {SERVER_ERROR: exc})
        headers = {"Date": http_date(), "Connection": "close", **response.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with suppress(OSError):
            client.settimeout(LINGER_SECONDS)
            client.sendall(f"HTTP/1.1 {response.status}\r\n{head}\r\n".encode("latin-1") + response.data)
        _close(client)

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        from .stream import StreamBody

        body: Iterable[bytes] = self._app(environ, start_response)
        response, client = start_response.__self__, environ["gunicorn.socket"]  # type: ignore[attr-defined]
        if environ["wsgi.input"].failed:
            response.force_close()  # where the next request begins is unknown
        if not isinstance(body, StreamBody) or not response.chunked or isinstance(client, ssl.SSLSocket):
            return body
        try:
            response.force_close()
            response.send_headers()
            self._hub.take_over(client, body, environ.get("REMOTE_ADDR", ""))
        except BaseException:
            body.close()
            raise
        return ALREADY_HANDLED  # type: ignore[no-any-return]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if hasattr(self, "_parts"):  # SIGTERM may come before the app is loaded
            gevent.spawn(self._send_away)

    def _send_away(self) -> None:
        self._parts.streams.close_all()
        while True:
            for greenlet, since in self._idle_since.items():
                if time.monotonic() - since > IDLE_SECONDS:
                    # a request that arrives right now is still read and answered
                    with suppress(OSError):  # or the client has already left
                        self._sockets[greenlet].shutdown(socket.SHUT_RD)
            gevent.sleep(IDLE_SECONDS / 2)


def _close(client: socket.socket) -> None:
    """Close a connection that has still something to read, which would reset it before its answer is seen."""
    util.close_graceful(client, LINGER_SECONDS, LINGER_BYTES_MAX)
