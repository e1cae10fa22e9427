"""A running `script/server`, and the processes that it has started."""

import os
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import psutil

from script.orphans import MARK

from .processes import wait_until

ROOT = Path(__file__).parent.parent
START_SECONDS = 90
#: promised to whoever stops it
STOP_SECONDS = 10


class Command:
    """A running script/server."""

    def __init__(self, data: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [ROOT / "script" / "server"],
            # from elsewhere, for it finds its own place
            cwd="/",
            env=env | {"DATA_DIR": str(data), "PORT": str(port), "IMAGE_ENGINE": "instant", "SCRIPT_ENGINE": "instant"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Wait for the one line that says so."""
        wait_until(lambda: self.ready_lines() or self.process.poll() is not None, START_SECONDS, self.output)
        assert self.ready_lines() == [f"Limelight is ready: {self.url}"], self.output()

    def wait_until_ended(self, seconds: float) -> int:
        """Its exit code."""
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def ready_lines(self) -> list[str]:
        """The lines that say it is ready: one."""
        return [line for line in self.lines if line.startswith("Limelight is ready")]

    def output(self) -> str:
        """All it has printed."""
        return "\n".join(self.lines)

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as stream:
            self.lines.extend(line.rstrip("\n") for line in iter(stream.readline, ""))


def processes_of(data: Path) -> list[psutil.Process]:
    """Every process that a script/server on this DATA_DIR has started."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == str(data) or process.cwd() == str(data / "postgres"):
                found.append(process)
    return found


def process_named(data: Path, word: str) -> psutil.Process | None:
    """The parent of the processes that have this word in their command."""
    for process in processes_of(data):
        with suppress(psutil.Error):
            if word in " ".join(process.cmdline()) and word not in " ".join(psutil.Process(process.ppid()).cmdline()):
                return process
    return None


def names_of(data: Path) -> list[str]:
    """The programs that run, Postgres's changing helpers aside."""
    commands = []
    for process in processes_of(data):
        with suppress(psutil.NoSuchProcess):
            commands.append(" ".join(process.cmdline()))
    return sorted(command for command in commands if not command.startswith("postgres:"))
