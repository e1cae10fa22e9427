"""Ends what a killed run left behind: each of its processes carries the run's DATA_DIR in its environment."""

import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

MARK = "LIMELIGHT_DATA_DIR"


def end_orphans(data: Path, postgres_seconds: float) -> None:
    """Kill what belongs to this DATA_DIR, for work is leased and not lost by that, and give Postgres time to end."""
    _kill(list(_marked(data)))
    for postgres in _postgres(data / "postgres"):
        postgres.send_signal(signal.SIGINT)
        _, alive = psutil.wait_procs([postgres], timeout=postgres_seconds)
        _kill(alive)


def _marked(data: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == str(data) and process.cwd() != str(data / "postgres"):
                yield process


def _postgres(folder: Path) -> Iterator[psutil.Process]:
    # its id may have gone to another process since, which does not sit in the data directory
    with suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
        if process.cwd() == str(folder):
            yield process


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=2)
