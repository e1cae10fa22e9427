"""A long-lived child process that does job after job: started when first needed, replaced when it fails.

It answers each job with one line of JSON that says how many `bytes` follow, and then these; an answer without any
comes when it is ready.
"""

import json
import logging
import os
import selectors
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from ..errors import EngineFailed, LeaseLost

logger = logging.getLogger(__name__)

PROJECT = Path(__file__).parents[2]
#: nothing of our environment, which holds secrets; one malloc arena and one thread for numpy, since more only take
#: address space; pages of 2 MB where the system has them, since a model's layers come and go: a quarter less CPU time
ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
CHECK_SECONDS = 0.1
#: how often we may have waited that long for one job: 40 s. Waits are counted, not the clock asked: a worker that was
#: frozen for a minute has not waited for its child
WAITS_MAX = 400
#: a child may have been killed, by whoever needed memory, before this job or in the middle of it
ATTEMPTS = 2
PIPE_BYTES = 1 << 20

#: an answer's line, and the bytes behind it
Answer = tuple[dict[str, Any], bytes]


class LongLivedChild:
    """One child for all tasks of a worker; it does one job at a time."""

    def __init__(self, command: Sequence[str], waits_max: int = WAITS_MAX) -> None:
        self._command = command
        #: of 0.1 s each, for one job
        self.waits_max = waits_max
        self.child: Child | None = None
        #: held by the job at work
        self._lock = Lock()

    def warm_up(self) -> None:
        """Start the child before there is a job, unless one is at work."""
        if self._lock.acquire(blocking=False):
            try:
                self.child = self.child or Child([*self._command])
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the child, if any, whatever it does."""
        child, self.child = self.child, None
        if child:
            child.end()

    def ask(self, name: str, job: bytes, cancelled: Callable[[], bool], arguments: Sequence[str] = ()) -> Answer:
        """Have a job done by a child that was started with these arguments; `name` is for the log.

        Raises EngineFailed when no child can do it, and LeaseLost within 0.2 s of `cancelled` answering yes.
        """
        while not self._lock.acquire(timeout=CHECK_SECONDS):
            if cancelled():
                raise LeaseLost()
        try:
            for _ in range(ATTEMPTS):
                try:
                    return self._answered(job, cancelled, [*self._command, *arguments])
                except ChildFailed as exc:
                    logger.warning("%s: %s", name, exc)
                    self.close()
                except BaseException:
                    # in the middle of a job, it would answer the next one with this one's result
                    self.close()
                    raise
            raise EngineFailed()
        finally:
            self._lock.release()

    def _answered(self, job: bytes, cancelled: Callable[[], bool], command: list[str]) -> Answer:
        if self.child and self.child.args != command:
            self.close()
        try:
            child = self.child = self.child or Child(command)
        except OSError as exc:
            raise ChildFailed(f"it cannot be started: {exc}") from exc
        if not child.ready:
            child.talk(b"", cancelled)
            child.ready = True
        return child.talk(job, cancelled, self.waits_max)


class Child(subprocess.Popen[bytes]):
    """The process, and our ends of its pipes, which never block."""

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=PIPE_BYTES,
            cwd=PROJECT,
            env=ENVIRONMENT,
            # its own, so that a signal for all of the worker's process group lets running work finish
            process_group=0,
        )
        assert self.stdin and self.stdout
        os.set_blocking(self.stdin.fileno(), False)
        os.set_blocking(self.stdout.fileno(), False)
        self.ready = False

    def end(self) -> None:
        """Whatever it does."""
        self.kill()
        with suppress(BrokenPipeError):
            self.__exit__(None, None, None)

    def talk(self, sent: bytes, cancelled: Callable[[], bool], waits_max: int = WAITS_MAX) -> Answer:
        """Send all of it and read one answer: its head, and the contents behind it.

        Raises ChildFailed when the child ends, hangs, or says something else; LeaseLost.
        """
        assert self.stdin and self.stdout
        to_send, received = memoryview(sent), bytearray()
        waits, needed = 0, None
        head: dict[str, Any] = {}
        with selectors.DefaultSelector() as selector:
            selector.register(self.stdout, selectors.EVENT_READ)
            if to_send:
                selector.register(self.stdin, selectors.EVENT_WRITE)
            while needed is None or len(received) < needed:
                events = selector.select(CHECK_SECONDS)
                if cancelled():
                    raise LeaseLost()
                waits += not events
                if waits > waits_max:
                    raise ChildFailed("it hangs")
                for key, _ in events:
                    if key.fileobj is self.stdin:
                        to_send = to_send[_written(self.stdin.fileno(), to_send) :]
                        if not to_send:
                            selector.unregister(self.stdin)
                    else:
                        received += _read(self.stdout.fileno())
                if needed is None and b"\n" in received:
                    line, _, rest = bytes(received).partition(b"\n")
                    head, received = _head(line), bytearray(rest)
                    needed = head["bytes"]
        return head, bytes(received)


class ChildFailed(Exception):
    """The child cannot be used any more."""


def _head(line: bytes) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(line)
        head["bytes"] += 0
    except (ValueError, TypeError, KeyError) as exc:
        raise ChildFailed(f"it says {line[:200]!r}") from exc
    return head


def _written(fd: int, content: memoryview) -> int:
    try:
        return os.write(fd, content[:PIPE_BYTES])
    except BrokenPipeError as exc:
        raise ChildFailed("it has ended") from exc


def _read(fd: int) -> bytes:
    content = os.read(fd, PIPE_BYTES)
    if not content:
        raise ChildFailed("it has ended")
    return content
