"""The process that forks picture children, as its worker knows it: without our secrets, replaced when it ends."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import IO

from ...errors import EngineFailed
from ..children import ENVIRONMENT, PROJECT

COMMAND = (sys.executable, "-m", "tasks.engines.pictures.child")
#: until a server that says nothing is replaced; starting one takes 0.2 s
START_SECONDS = 10
#: a child that is killed is gone at once
END_SECONDS = 5
#: a server may have been killed, by whoever needed memory, as we were about to ask it
ATTEMPTS = 2


class Forked:
    """A child at work."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def returncode(self, wait_seconds: float) -> int | None:
        """How it ended, as `subprocess` has it; None when it has not within this time.

        Raises EngineFailed when the server is gone, and the child with it.
        """
        try:
            return int(_heard(self._connection, wait_seconds))
        except TimeoutError:
            return None
        except OSError as exc:
            raise EngineFailed() from exc


class ForkServer:
    """Starts with the first child; several threads may ask it at once."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._server: _Server | None = None
        self._lock = Lock()

    @property
    def pid(self) -> int | None:
        """The process, if it has been started."""
        return self._server.process.pid if self._server else None

    def close(self) -> None:
        """End it, and with it every child."""
        with self._lock:
            if self._server:
                self._server.close()
                self._server = None

    @contextmanager
    def forked(self, job: str, *files: IO[bytes]) -> Iterator[Forked]:
        """A child that does the job with these as its standard input, output and error; it ends with the block.

        Raises EngineFailed.
        """
        with self._started(job.encode(), [file.fileno() for file in files]) as connection:
            child = Forked(connection)
            try:
                yield child
            finally:
                with suppress(OSError, EngineFailed):
                    connection.shutdown(socket.SHUT_WR)
                    child.returncode(END_SECONDS)

    def _started(self, job: bytes, fds: list[int]) -> socket.socket:
        for _ in range(ATTEMPTS):
            server = self._running()
            ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
            try:
                with theirs:
                    socket.send_fds(server.requests, [job], [theirs.fileno(), *fds])
                _heard(ours, START_SECONDS)
                return ours
            except OSError:
                ours.close()
                server.close()  # another thread may still have found it well: it starts a new one, too
        raise EngineFailed()

    def _running(self) -> "_Server":
        with self._lock:
            if self._server and self._server.process.poll() is not None:
                self._server.close()
                self._server = None
            self._server = self._server or _Server(self._command)
            return self._server


class _Server:
    """One process, and our end of its line."""

    def __init__(self, command: Sequence[str]) -> None:
        self.requests, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self.requests.settimeout(START_SECONDS)
        with theirs:
            self.process = subprocess.Popen(
                [*command, f"{theirs.fileno()}"],
                stdin=subprocess.DEVNULL,
                cwd=PROJECT,
                env=ENVIRONMENT,
                pass_fds=(theirs.fileno(),),
                # its own, so that a signal for all of the worker's process group lets running work finish
                process_group=0,
            )

    def close(self) -> None:
        self.requests.close()
        self.process.kill()  # its children notice
        self.process.wait()


def _heard(connection: socket.socket, wait_seconds: float) -> bytes:
    connection.settimeout(wait_seconds)
    if told := connection.recv(64):
        return told
    raise ConnectionResetError()
