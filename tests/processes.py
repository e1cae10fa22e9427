"""The real processes of the Procfile, for tests that start, stop and kill them."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from script.procfile import commands

READY_SECONDS = 30
#: gunicorn's and Dramatiq's own limits are below the host's 30 s
STOP_SECONDS = 30
#: the rest of our own environment, keys of paid services above all, stays out
INHERITED = ("HOME", "LANG", "TMPDIR")

#: below those that systems give to outgoing connections
PORTS = (10_000, 32_000)

SECRET_KEY = "a key for the tests alone, and long enough"


class Processes:
    """Processes of the Procfile on one database and one port; each has its log in `folder`."""

    def __init__(self, database_url: str, folder: Path, env: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = _environment() | {"DATABASE_URL": database_url, "PORT": str(self.port)} | env
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start these processes, and wait until a started web process is ready."""
        for name in names:
            with self._log(name).open("ab") as log:
                self._running[name] = subprocess.Popen(
                    commands()[name], env=self.env, stdout=log, stderr=log, start_new_session=True
                )
        if "web" in names:
            wait_until(self.ready, READY_SECONDS, lambda: f"web is not ready:\n{self.log('web')}")

    def stop(self, name: str) -> None:
        """End it as a host does: SIGTERM, then SIGKILL for what is left."""
        process = self._running[name]
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        self.kill(name)

    def kill(self, name: str) -> None:
        """Kill it with all its children, as a host that fails does."""
        process = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self, name: str) -> None:
        """Stop it and start it again, as a deploy does."""
        self.stop(name)
        self.start(name)

    def end(self) -> None:
        """Kill whatever still runs."""
        for name in list(self._running):
            self.kill(name)

    def ready(self) -> bool:
        """Whether /readyz says so."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def pid(self, name: str) -> int:
        """The id of a process, the parent of its workers."""
        return self._running[name].pid

    def log(self, name: str) -> str:
        """What a process has printed so far."""
        return self._log(name).read_text(errors="replace")

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"


def wait_until(fact: Callable[[], object], seconds: float, otherwise: Callable[[], str] = lambda: "") -> None:
    """Wait until `fact` is true; `otherwise` says why the test fails."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, otherwise() or f"not so within {seconds} s"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody uses now, nor gets for a connection of theirs while its server is away."""
    while True:
        port = random.randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    fixed = {"PATH": path, "HOST": "127.0.0.1", "SECRET_KEY": SECRET_KEY, "PYTHONUNBUFFERED": "1"}
    fixed |= {"CUT_OUT": "false", "SPEECH_ENGINE": "none"}  # seconds of work; tests of what they make turn them on
    return {name: os.environ[name] for name in INHERITED if name in os.environ} | fixed
