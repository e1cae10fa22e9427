"""Runs the cutter: one child process for all tasks of a worker, replaced when it fails."""

import json
import logging
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

from ....errors import EngineFailed, LeaseLost
from ....media.photo import Size
from ...protocols import Picture, never
from ..child_process import ENVIRONMENT, PROJECT
from ..processes import RawPicture
from . import WEIGHTS, Job

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "tasks.engines.pictures.cutter")
CHECK_SECONDS = 0.1
#: how often we may have waited that long for one job: 40 s. Waits are counted, not the clock asked: a worker that was
#: frozen for a minute has not waited for its child
WAITS_MAX = 400
#: a child may have been killed, by whoever needed memory, before this job or in the middle of it
ATTEMPTS = 2
PIPE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Shoot:
    """What became of a photo."""

    #: one for each frame, in its order
    pictures: list[Picture]
    #: the product alone, a PNG with transparency; None where it could not be cut out
    cutout: Picture | None
    #: whether the photo's lower edge cuts the product: `compose` wants to know
    cut_below: bool
    #: why the photo keeps its background, a code (`studio.doubts`); None where it was cut out
    doubt: str | None


class Cutter:
    """One child for all tasks of a worker, started when first needed or before, replaced when it fails."""

    def __init__(self, command: Sequence[str] = COMMAND, waits_max: int = WAITS_MAX, threads: int = 2) -> None:
        self._command = (*command, f"{threads}")
        #: of 0.1 s each, for one job
        self.waits_max = waits_max
        self.child: Child | None = None
        #: held by the job at work
        self._lock = Lock()

    @property
    def available(self) -> bool:
        """Whether the model's weights are there; without them photos keep their background."""
        return WEIGHTS.is_file()

    def start(self) -> None:
        """Start the child now: loading the model takes a second, for which the first job need not wait."""
        if self.available and self._lock.acquire(blocking=False):
            try:
                self.child = self.child or Child(self._command)
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the child, if any, whatever it does."""
        child, self.child = self.child, None
        if child:
            child.end()

    def shoot(
        self, photo: RawPicture, background: str, frames: tuple[Size, ...], cancelled: Callable[[], bool] = never
    ) -> Shoot:
        """Cut the product out of an RGB photo and set it on `background`, for each frame; in doubt, crop the photo.

        An RGBA photo, which is on white, has been cut out by somebody who knew what it shows.
        Raises EngineFailed when no child can do it, and LeaseLost within 0.2 s of `cancelled` answering yes.
        """
        operation = "keep" if photo.transparent else "shoot"
        job = Job(operation, photo.width, photo.height, background, frames)
        head, pictures = self._run(job, photo.pixels, cancelled)
        cutout = pictures.pop(0) if len(pictures) > len(frames) else None
        return Shoot(pictures, cutout, head["cut_below"], head["doubt"])

    def compose(
        self,
        product: RawPicture,
        background: str,
        frames: tuple[Size, ...],
        cancelled: Callable[[], bool] = never,
        *,
        cut_below: bool = False,
        below_text: bool = False,
    ) -> list[Picture]:
        """Set a product (RGBA) that has been cut out on another `background`; raises as `shoot`.

        `cut_below` as `shoot` answered it; `below_text` leaves the upper part of a vertical frame to a clip's text.
        """
        job = Job("compose", product.width, product.height, background, frames, cut_below, below_text)
        return self._run(job, product.pixels, cancelled)[1]

    def _run(self, job: Job, pixels: bytes, cancelled: Callable[[], bool]) -> tuple[dict[str, Any], list[Picture]]:
        if len(pixels) != job.pixel_bytes:
            raise ValueError(f"{len(pixels)} bytes are not {job.width}x{job.height} pixels")
        while not self._lock.acquire(timeout=CHECK_SECONDS):
            if cancelled():
                raise LeaseLost()
        try:
            for _ in range(ATTEMPTS):
                try:
                    head, contents = self._answered(job.to_line() + pixels, cancelled)
                    return head, _pictures(head, contents)
                except ChildFailed as exc:
                    logger.warning("cutter, %s %sx%s: %s", job.operation, job.width, job.height, exc)
                    self.close()
                except BaseException:
                    # in the middle of a job, it would answer the next one with this one's pictures
                    self.close()
                    raise
            raise EngineFailed()
        finally:
            self._lock.release()

    def _answered(self, sent: bytes, cancelled: Callable[[], bool]) -> tuple[dict[str, Any], bytes]:
        child = self.child = self.child or Child(self._command)
        if not child.ready:
            child.talk(b"", cancelled)
            child.ready = True
        return child.talk(sent, cancelled, self.waits_max)


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

    def talk(
        self, sent: bytes, cancelled: Callable[[], bool], waits_max: int = WAITS_MAX
    ) -> tuple[dict[str, Any], bytes]:
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
                    head, received = json.loads(line), bytearray(rest)
                    needed = sum(picture[3] for picture in head.get("pictures", ()))
        return head, bytes(received)


class ChildFailed(Exception):
    """The child cannot be used any more."""


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


def _pictures(head: dict[str, Any], contents: bytes) -> list[Picture]:
    pictures, position = [], 0
    for kind, width, height, length in head["pictures"]:
        pictures.append(Picture(contents[position : position + length], f"image/{kind.lower()}", width, height))
        position += length
    return pictures
