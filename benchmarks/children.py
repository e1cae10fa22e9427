"""Child processes that end when this one does, even if it is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

START_SECONDS = 30
STOP_SECONDS = 10


class Children:
    """Processes of ours, each with its log in `folder`; leaving the block ends them, the last one first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process, number in reversed(self._running):
            _end(process, number)

    def start(
        self,
        name: str,
        command: Sequence[str],
        until: Callable[[], bool],
        *,
        env: Mapping[str, str] | None = None,
        ends_by: signal.Signals = signal.SIGKILL,
        **options: Any,
    ) -> int:
        """Its process id, once `until` says that it serves."""
        with (self._folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True, **options)
        self._running.append((process, ends_by))
        deadline = time.monotonic() + START_SECONDS
        while not until():
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{name} does not start:\n{(self._folder / f'{name}.log').read_text(errors='replace')}")
            time.sleep(0.05)
        return process.pid


class Failed(Exception):
    """A program did not do what it was asked for."""


def output_of(command: Sequence[str], env: Mapping[str, str], seconds_max: float) -> str:
    """What a program prints; it does not outlive the call, nor do its children. Raises Failed."""
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=seconds_max)
        if process.returncode:
            raise Failed(f"it ended with {process.returncode}")
        return output.decode()
    except subprocess.TimeoutExpired:
        raise Failed(f"it took longer than {seconds_max:.0f} s") from None
    finally:
        _end(process, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        process.send_signal(number)
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
