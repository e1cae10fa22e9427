"""Runs the picture child: limited, watched, always reaped.

Decoding is dangerous (a few hundred bytes can ask for gigabytes or minutes), so each picture is decoded in a
process of its own, without our secrets, that may be ended at any time.
"""

import atexit
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock, Timer
from typing import Any, ClassVar

from ...deadline import Deadline
from ...errors import EngineFailed, LeaseLost, PictureUnusable
from ...media.photo import Photo, Size, probe
from ..protocols import Enhanced, Fitted, Picture, never
from .child import Job

logger = logging.getLogger(__name__)

#: beyond the child's own limit of CPU seconds: a busy machine may be slow, but not for ever
WALL_SECONDS = 40.0
CANCEL_CHECK_SECONDS = 0.1
#: a task's picture and its script need one each at the same moment
WAITING = 2
#: longer than most jobs take
SOON_SECONDS = 0.25
PROJECT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "tasks.engines.pictures.child")
#: nothing of our environment, which holds secrets; one malloc arena, since more only take address space
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
#: how a child ends that asked for too much: over its CPU limit, or chosen by the machine when memory ran out
TOO_MUCH = {-signal.SIGXCPU, -signal.SIGKILL}
#: how it ends when a decoder stumbles over the bytes
CRASHED = {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT, -signal.SIGFPE, -signal.SIGILL}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child found and made."""

    facts: dict[str, str]
    pictures: list[Picture]


def enhance(photo: Photo, cancelled: Callable[[], bool] = never) -> Enhanced:
    """The photo, upright, retouched, in its orientation's `picture_size`; and untouched in the same frame.

    Raises PictureUnusable, EngineFailed when the child was ended from outside, and LeaseLost
    within 0.2 s of `cancelled` answering yes.
    """
    job = _job("enhance", photo)._replace(frame=photo.orientation.picture_size)
    picture, before = _run(job, photo.content, cancelled).pictures
    return Enhanced(picture, before)


def fit(picture: Picture, photo: Photo, cancelled: Callable[[], bool] = never, *, whole: bool = False) -> Fitted:
    """An enhanced picture in `photo`'s `video_size`, and a thumbnail; raises as `enhance`.

    Unless the `whole` picture counts, what `enhance` grew around the photo is grown anew.
    """
    shape = Size(picture.width, picture.height) if whole else Size(photo.width, photo.height)
    job = _job("fit", probe(picture.content))._replace(frame=photo.orientation.video_size, shape=shape)
    video_frame, thumbnail = _run(job, picture.content, cancelled).pictures
    return Fitted(video_frame, thumbnail)


def prepare(photo: Photo, frame: Size, cancelled: Callable[[], bool] = never) -> Picture:
    """The photo upright, clean and at most as large as `frame` needs, to be sent away; raises as `enhance`."""
    [upright] = _run(_job("prepare", photo)._replace(frame=frame), photo.content, cancelled).pictures
    return upright


def adopt(photo: Photo, frame: Size, cancelled: Callable[[], bool] = never) -> Picture:
    """A picture as it is, untouched but upright, clean and in `frame`; raises as `enhance`."""
    [picture] = _run(_job("adopt", photo)._replace(frame=frame), photo.content, cancelled).pictures
    return picture


def preview(photo: Photo, cancelled: Callable[[], bool] = never) -> Picture:
    """The picture small, upright and clean; raises as `enhance`."""
    [picture] = _run(_job("preview", photo), photo.content, cancelled).pictures
    return picture


def facts(photo: Photo, cancelled: Callable[[], bool] = never) -> dict[str, str]:
    """What can be said about the photo at a glance, see `picture_child.facts`; raises as `enhance`."""
    return _run(_job("facts", photo), photo.content, cancelled).facts


def _job(operation: str, photo: Photo) -> Job:
    stored = (photo.width, photo.height) if photo.exif_orientation < 5 else (photo.height, photo.width)
    return Job(operation, photo.format, *stored, photo.exif_orientation)


class Child(subprocess.Popen[bytes]):
    """A process that waits for its one job, and goes when none comes: then its standard input ends, as we do."""

    waiting: ClassVar[list["Child"]] = []
    _lock = Lock()
    _soon = Timer(0, lambda: None)

    @classmethod
    def next(cls) -> "Child":
        """One that waits, since most jobs take less time than a process to start."""
        with cls._lock:
            while cls.waiting:
                child = cls.waiting.pop(0)
                if child.poll() is None:
                    return child
                child.end()
        return cls()

    @classmethod
    def await_jobs_soon(cls) -> None:
        """Not at once: starting them would slow the next job down, for which somebody waits."""
        with cls._lock:
            cls._soon.cancel()
            cls._soon = Timer(SOON_SECONDS, cls.await_jobs)
            cls._soon.daemon = True
            cls._soon.start()

    @classmethod
    def await_jobs(cls) -> None:
        """Let as many wait as may."""
        with cls._lock:
            while len(cls.waiting) < WAITING:
                cls.waiting.append(cls())

    @classmethod
    def end_waiting(cls) -> None:
        """Nothing more is to be done here."""
        with cls._lock:
            cls._soon.cancel()
            while cls.waiting:
                cls.waiting.pop().end()

    def __init__(self) -> None:
        # a file, because communicate() forgets to go on sending its input after a timeout
        self._picture = TemporaryFile()
        fd = self._picture.fileno()
        super().__init__(
            [*COMMAND, f"{fd}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=PROJECT,
            env=ENVIRONMENT,
            pass_fds=(fd,),
            # its own, so that a signal for all of the worker's process group lets running work finish
            process_group=0,
        )

    def end(self) -> None:
        """Without a job, or in the middle of it."""
        self._picture.close()
        with self:
            self.kill()

    def give(self, job: Job, content: bytes) -> None:
        """Let it begin."""
        with self._picture as picture:
            picture.write(content)
            picture.seek(0)  # the child's place in the file is ours
        assert self.stdin
        self.stdin.write(job.to_json().encode())  # goes out with communicate(), whether or not it is still there


atexit.register(Child.end_waiting)


def _run(job: Job, content: bytes, cancelled: Callable[[], bool]) -> Answer:
    child = Child.next()
    try:
        child.give(job, content)
        output, complaint = _wait(child, cancelled)
    finally:
        child.end()
        Child.await_jobs_soon()
    if complaint:
        logger.warning("picture child, %s: %s", job.operation, complaint.decode(errors="replace")[-2000:])
    if child.returncode:
        raise _ended(child.returncode)
    return _parsed(output)


def _wait(child: Child, cancelled: Callable[[], bool]) -> tuple[bytes, bytes]:
    deadline = Deadline(WALL_SECONDS)
    while True:
        try:
            return child.communicate(timeout=CANCEL_CHECK_SECONDS)
        except subprocess.TimeoutExpired:
            if cancelled():
                raise LeaseLost() from None
            if deadline.has_passed():  # the child stands still: one that computes is ended by its CPU limit
                raise EngineFailed() from None


def _ended(returncode: int) -> Exception:
    if returncode in TOO_MUCH:
        return PictureUnusable("picture_too_slow")
    return PictureUnusable("picture_broken") if returncode in CRASHED else EngineFailed()


def _parsed(output: bytes) -> Answer:
    line, _, contents = output.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    if code := head.get("error"):
        raise PictureUnusable(code)
    pictures, position = [], 0
    for width, height, length in head["pictures"]:
        part = contents[position : position + length]
        pictures.append(Picture(part, "image/jpeg", width, height))
        position += length
    return Answer(head["facts"], pictures)
