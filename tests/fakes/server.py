"""The HTTP server under every fake: a thread for each client, and an end that leaves none of them connected."""

import socket
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self

from ..processes import free_port
from .wire import is_cut


class FakeServer(ThreadingHTTPServer):
    """Serves `shop` on a port until it is stopped, on 0 on one that stays free after that; `counter` speaks with one
    client each.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, shop: object, counter: type[BaseHTTPRequestHandler], port: int) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port or free_port()), type("Counter", (counter,), {"shop": shop}))
        threading.Thread(target=self.serve_forever, args=(0.02,), name="fake", daemon=True).start()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember who is connected."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Let a client go."""
        self._open.discard(request)
        if is_cut(request):
            self.close_request(request)  # without the polite word that would come before the reset
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes is no news; anything else is a bug of the fake, and shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Close the port, and cut whoever is connected."""
        self.shutdown()
        self.server_close()
        for connection in self._open.copy():
            with suppress(OSError):  # closed meanwhile
                connection.shutdown(socket.SHUT_RDWR)


class Fake:
    """A fake provider: open from the start until `close`; every method may be called from any thread."""

    counter: ClassVar[type[BaseHTTPRequestHandler]]

    def __init__(self, port: int = 0) -> None:
        self._released = threading.Event()
        self._server: FakeServer | None = FakeServer(self, self.counter, port)
        self.port: int = self._server.server_address[1]

    def release(self) -> None:
        """Let everything that is silent answer, now and from now on."""
        self._released.set()

    def hold(self) -> None:
        """Silence is silent again."""
        self._released.clear()

    def may_go_on(self) -> bool:
        """Whether what was silent may answer now."""
        return self._released.is_set()

    def refuse(self) -> None:
        """Refuse connections, and drop those that are open."""
        if server := self._server:
            self._server = None
            server.stop()

    def accept(self) -> None:
        """Accept connections again, on the same port."""
        self._server = self._server or FakeServer(self, self.counter, self.port)

    def refuse_for(self, seconds: float) -> None:
        """Refuse connections for a while, beginning when the request that asks for it is answered."""
        threading.Timer(0.1, self.refuse).start()
        threading.Timer(0.1 + seconds, self.accept).start()

    def close(self) -> None:
        """Close the port for good."""
        self.refuse()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
