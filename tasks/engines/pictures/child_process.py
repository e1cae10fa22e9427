"""The picture child as a process: without our secrets, it waits for its one job and may be ended at any time."""

import subprocess
import sys
from collections.abc import Sequence
from tempfile import TemporaryFile

from ..children import ENVIRONMENT, PROJECT
from .child import Job

COMMAND = (sys.executable, "-m", "tasks.engines.pictures.child")


class ChildProcess(subprocess.Popen[bytes]):
    """Goes when no job comes: then its standard input ends, as we do."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        # a file, because communicate() forgets to go on sending its input after a timeout
        self._picture = TemporaryFile()
        fd = self._picture.fileno()
        super().__init__(
            [*command, f"{fd}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=PROJECT,
            env=ENVIRONMENT,
            pass_fds=(fd,),
            # its own, so that a signal for all of the worker's process group lets running work finish
            process_group=0,
        )

    def give(self, job: Job, content: bytes) -> None:
        """Let it begin."""
        with self._picture as picture:
            picture.write(content)
            picture.seek(0)  # the child's place in the file is ours
        assert self.stdin
        self.stdin.write(job.to_json().encode())  # goes out with communicate(), whether or not it is still there

    def end(self) -> None:
        """Without a job, or in the middle of it."""
        self._picture.close()
        with self:
            self.kill()
