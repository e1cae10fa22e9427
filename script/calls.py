"""Runs a command to its end; if this process dies, the command and its children die too."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def call(*command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> int:
    """The command's exit code."""
    process = subprocess.Popen(command, cwd=cwd, env=env, process_group=0)
    try:
        return process.wait()
    finally:
        # npm and pip leave children behind when they alone are ended
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
