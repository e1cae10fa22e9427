"""The network between a visitor and a site, for tests that cut it."""

import socket
import threading
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Self

from tests.processes import free_port

CHUNK_BYTES = 65536


class Line:
    """Passes everything on to a port of this machine until it is cut, and again when it is mended."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._relay: _Relay | None = _Relay(free_port(), to_port)
        self._port: int = self._relay.server_address[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def cut(self) -> None:
        """Drop every connection, and take no new ones."""
        if self._relay:
            self._relay.end()
            self._relay = None

    def mend(self) -> None:
        """Take connections again."""
        self._relay = self._relay or _Relay(self._port, self._to_port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()


class _Relay(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, to_port: int) -> None:
        self.to_port = to_port
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Connection)
        threading.Thread(target=self.serve_forever, args=(0.02,), name="line", daemon=True).start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        for end in self.open.copy():
            with suppress(OSError):  # closed meanwhile
                end.shutdown(socket.SHUT_RDWR)


class _Connection(BaseRequestHandler):
    server: _Relay

    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.to_port)) as site:
            ends = {self.request, site}
            self.server.open |= ends
            back = threading.Thread(target=_pass_on, args=(site, self.request), daemon=True)
            back.start()
            _pass_on(self.request, site)
            back.join()
            self.server.open -= ends


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):  # one end is gone, and with it the other
        while chunk := source.recv(CHUNK_BYTES):
            target.sendall(chunk)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
