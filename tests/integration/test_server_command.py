"""`script/server` as a person uses it: it comes up, keeps its processes alive and leaves nothing behind."""

import os
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from script.orphans import MARK
from tests.processes import free_port, wait_until

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 90
#: promised to whoever stops it
STOP_SECONDS = 10

pytestmark = pytest.mark.timeout(240)


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


@pytest.fixture
def data() -> Iterator[Path]:
    """A DATA_DIR that does not exist yet."""
    with tempfile.TemporaryDirectory(prefix="limelight-") as folder:
        data = Path(folder).resolve() / "data"
        yield data
        for process in processes_of(data):
            with suppress(psutil.NoSuchProcess):
                process.kill()


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


def test_it_comes_up_revives_what_dies_and_leaves_nothing(data: Path) -> None:
    command = Command(data, free_port())
    command.wait_until_ready()

    # When the page is loaded, it is there
    with urllib.request.urlopen(command.url, timeout=30) as answer:
        assert b"<html" in answer.read()

    before = names_of(data)
    # When any of its processes is killed, another one takes its place
    for word in ("bin/dramatiq", "bin/gunicorn", "bin/postgres"):
        killed = process_named(data, word)
        assert killed, command.output()
        killed.kill()
        wait_until(
            lambda word=word, killed=killed: process_named(data, word) not in (None, killed),  # type: ignore[misc]
            START_SECONDS,
            command.output,
        )

    # and what was left of the killed ones is gone
    wait_until(lambda: names_of(data) == before, START_SECONDS, lambda: f"{before}\n{names_of(data)}")

    # When it is asked to end, everything ends, Postgres included
    asked = time.monotonic()
    command.process.terminate()
    assert command.wait_until_ended(STOP_SECONDS) == 0
    assert time.monotonic() - asked < STOP_SECONDS
    assert processes_of(data) == []


def test_ctrl_c_ends_it_and_it_starts_again_with_the_same_secret(data: Path) -> None:
    secrets = set()
    for _ in range(2):
        command = Command(data, free_port())
        command.wait_until_ready()
        # a terminal sends it to the whole group
        os.killpg(command.process.pid, signal.SIGINT)
        assert command.wait_until_ended(STOP_SECONDS) == 0
        assert processes_of(data) == []
        secrets.add((data / "secret_key").read_text())
        assert (data / "secret_key").stat().st_mode & 0o077 == 0
    assert len(secrets) == 1


def test_a_killed_one_does_not_block_the_next(data: Path) -> None:
    port = free_port()
    first = Command(data, port)
    first.wait_until_ready()
    first.process.kill()
    first.wait_until_ended(STOP_SECONDS)

    second = Command(data, port)
    second.wait_until_ready()
    second.process.terminate()
    second.wait_until_ended(STOP_SECONDS)
    assert processes_of(data) == []


def test_a_used_port_is_one_sentence(data: Path) -> None:
    port = free_port()
    first = Command(data, port)
    first.wait_until_ready()

    elsewhere = Command(data.with_name("other"), port)
    assert elsewhere.wait_until_ended(START_SECONDS) == 1
    assert f"Port {port} cannot be used" in elsewhere.lines[-1]

    same_data = Command(data, free_port())
    assert same_data.wait_until_ended(START_SECONDS) == 1
    assert "Another script/server already runs" in same_data.lines[-1]

    first.process.terminate()
    first.wait_until_ended(STOP_SECONDS)


def test_a_wrong_setting_stops_the_start_with_its_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_POOL_SIZE", "many")
    command = Command(data, free_port())
    assert command.wait_until_ended(START_SECONDS) == 1
    assert "DATABASE_POOL_SIZE is 'many'" in command.output()
    assert processes_of(data) == []
