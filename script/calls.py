"""Runs commands that never outlive this process, nor do their children."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


def call(*command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> int:
    """Run the command to its end; its exit code."""
    with started(*command, cwd=cwd, env=env) as process:
        return process.wait()


def end_when_asked() -> None:
    """Let a plain `kill` end this process as Ctrl-C does, so that the commands under way end, too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@contextmanager
def started(
    *command: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """The running command; what is left of it ends with the block. All that it says goes to `output`, if given."""
    errors = subprocess.STDOUT if output else None
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=errors, process_group=0)
    try:
        yield process
    finally:
        # npm and pip leave children behind when they alone are ended
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
