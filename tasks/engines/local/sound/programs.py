"""Runs a program that makes sound: without our secrets, within a deadline, and ended when the task is."""

import logging
import subprocess
from collections.abc import Callable, Sequence
from tempfile import TemporaryFile
from typing import IO

from ....deadline import Deadline
from ....errors import EngineFailed, LeaseLost
from ...children import ENVIRONMENT, PROJECT

logger = logging.getLogger(__name__)

CANCEL_CHECK_SECONDS = 0.1
#: a busy machine may be slow, but not for ever; each takes less than a second
WALL_SECONDS = 60.0


def run(
    command: Sequence[str], cancelled: Callable[[], bool], output: IO[bytes] | int, kept: Sequence[IO[bytes]] = ()
) -> str:
    """What it says on its error output, when it is done; `kept` are files that it opens under /dev/fd.

    Raises EngineFailed when it fails, and LeaseLost within 0.2 s of `cancelled` answering yes.
    """
    # in a file, since nobody would empty a pipe while we wait
    with TemporaryFile() as complaints:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaints,
            cwd=PROJECT,
            env=ENVIRONMENT,
            pass_fds=[file.fileno() for file in kept],
            # its own, so that a signal for all of the worker's process group lets running work finish
            process_group=0,
        ) as process:
            try:
                _wait(process, cancelled)
            finally:
                process.kill()
        complaints.seek(0)
        said = complaints.read().decode(errors="replace")
    if process.returncode:
        logger.warning("%s ended with %s: %s", command[0], process.returncode, said[-2000:])
        raise EngineFailed()
    return said


def _wait(process: subprocess.Popen[bytes], cancelled: Callable[[], bool]) -> None:
    deadline = Deadline(WALL_SECONDS)
    while True:
        try:
            process.wait(CANCEL_CHECK_SECONDS)
            return
        except subprocess.TimeoutExpired:
            if cancelled():
                raise LeaseLost() from None
            if deadline.has_passed():
                raise EngineFailed() from None
