"""Makes clips on this machine: a child process draws the frames, ffmpeg encodes them, both are always reaped."""

import logging
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from ....deadline import Deadline
from ....errors import EngineFailed, LeaseLost, LimelightError, PictureUnusable
from ....media.photo import Size, probe
from ...protocols import LOCAL_MODEL, Clip, Picture, VideoOrder
from .captions import captions, shot_starts
from .child import PICTURE_BROKEN, Job
from .encoder import command, frames_done

logger = logging.getLogger(__name__)

PROJECT = Path(__file__).parents[4]
CHILD = (sys.executable, "-m", "tasks.engines.local.video.child")
#: nothing of our environment, which holds secrets
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
CANCEL_CHECK_SECONDS = 0.1
#: a busy machine may be slow, but not for ever
WALL_SECONDS, WALL_SECONDS_PER_SECOND = 30, 20
#: how long a process may take to end that has nothing more to do
END_SECONDS, END_CHECK_SECONDS = 5, 0.005

Process = subprocess.Popen[bytes]


class LocalVideoRenderer:
    """Moves a camera over the first frame and sets the script's texts over it; 4 seconds take about 3."""

    model = LOCAL_MODEL

    def __init__(self, ffmpeg: str) -> None:
        self._ffmpeg = ffmpeg

    def render(self, order: VideoOrder, on_percent: Callable[[int], None], cancelled: Callable[[], bool]) -> Clip:
        """Draw and encode at once; raises PictureUnusable, EngineFailed, and LeaseLost within 0.3 s of `cancelled`.

        `on_percent` tells encoded frames; 100 comes with the finished file.
        """
        size = Size(order.frame.width, order.frame.height)
        # neither has a name, so nothing is left behind if we die
        with TemporaryFile() as clip, TemporaryFile() as poster:
            job = _job(order, size, poster.fileno())
            with _at_work(job, order.frame.content, self._ffmpeg, clip) as (child, ffmpeg):
                for done in _progress(ffmpeg, _deadline(job), cancelled):
                    on_percent(min(99, 100 * done // job.frame_count))
                _check(child, ffmpeg)
            on_percent(100)
            picture = Picture(_content(poster), "image/jpeg", *size)
            return Clip(_content(clip), *size, float(order.duration_seconds), picture)


def _job(order: VideoOrder, size: Size, poster_fd: int) -> Job:
    try:
        photo = probe(order.frame.content)
    except LimelightError as exc:
        raise PictureUnusable("picture_broken") from exc
    if (photo.width, photo.height) != size or photo.exif_orientation != 1 or size.width % 2 or size.height % 2:
        raise PictureUnusable("picture_broken")
    return Job(
        photo.format, size, order.duration_seconds, shot_starts(order), captions(order), order.language, poster_fd
    )


@contextmanager
def _at_work(job: Job, frame: bytes, ffmpeg: str, clip: IO[bytes]) -> Iterator[tuple[Process, Process]]:
    """The child and ffmpeg, the one writing to the other; both are gone afterwards, and have said why they failed."""
    with ExitStack() as stack:
        picture, child_says, ffmpeg_says = (stack.enter_context(TemporaryFile()) for _ in range(3))
        picture.write(frame)
        picture.seek(0)
        drawing = stack.enter_context(
            _started([*CHILD, job.to_json()], job.poster_fd, picture, child_says, cwd=PROJECT)
        )
        line = command(ffmpeg, job.size, job.duration_seconds, clip.fileno())
        encoding = stack.enter_context(_started(line, clip.fileno(), drawing.stdout, ffmpeg_says))
        if drawing.stdout:
            # only ffmpeg reads there, so the child notices when it ends
            drawing.stdout.close()
        try:
            yield drawing, encoding
        finally:
            for process in (drawing, encoding):
                process.kill()
                process.wait()
            for name, said in (("video child", child_says), ("ffmpeg", ffmpeg_says)):
                if complaint := _content(said):
                    logger.warning("%s: %s", name, complaint.decode(errors="replace")[-2000:])


@contextmanager
def _started(
    line: list[str], kept_fd: int, source: IO[bytes] | None, complaints: IO[bytes], cwd: Path | None = None
) -> Iterator[Process]:
    with subprocess.Popen(
        line,
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=cwd,
        env=ENVIRONMENT,
        pass_fds=(kept_fd,),
        # its own process group, so that a signal for all of the worker's group lets running work finish
        process_group=0,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _deadline(job: Job) -> Deadline:
    return Deadline(WALL_SECONDS + WALL_SECONDS_PER_SECOND * job.duration_seconds)


def _progress(ffmpeg: Process, deadline: Deadline, cancelled: Callable[[], bool]) -> Iterator[int]:
    """How many frames are encoded, until ffmpeg has nothing more to say."""
    pipe = ffmpeg.stdout
    assert pipe
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if cancelled():
                raise LeaseLost()
            if deadline.has_passed():
                raise EngineFailed()
            if not selector.select(CANCEL_CHECK_SECONDS):
                continue
            if not (heard := os.read(pipe.fileno(), 65536)):
                return
            *lines, rest = (rest + heard).split(b"\n")
            yield from (done for line in lines if (done := frames_done(line)) is not None)


def _check(child: Process, ffmpeg: Process) -> None:
    """Wait for both to end; raises the error of the one that failed."""
    deadline = Deadline(END_SECONDS)
    while (codes := (child.poll(), ffmpeg.poll())).count(None):
        if deadline.has_passed():
            raise EngineFailed()
        time.sleep(END_CHECK_SECONDS)
    if codes[0] == PICTURE_BROKEN:
        raise PictureUnusable("picture_broken")
    if any(codes):
        logger.warning("video child ended with %s, ffmpeg with %s", *codes)
        raise EngineFailed()


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
