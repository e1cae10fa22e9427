"""Makes clips on this machine: a child process draws the frames, ffmpeg encodes them, both are always reaped."""

import fcntl
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
from ....formats import ORIGINAL
from ....media.photo import Size, probe
from ...children import PROJECT
from ...protocols.model_names import LOCAL_MODEL
from ...protocols.picture import Picture
from ...protocols.video_engines import Clip, VideoOrder
from .child import LOGO_BROKEN, PICTURE_BROKEN, Colour, Encoded, Job
from .encoder import command, frames_done
from .scenes import scenes

logger = logging.getLogger(__name__)

CHILD = (sys.executable, "-m", "tasks.engines.local.video.child")
#: nothing of our environment, which holds secrets; one malloc arena and one thread for numpy
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}
CANCEL_CHECK_SECONDS = 0.1
#: a busy machine may be slow, but not for ever
WALL_SECONDS, WALL_SECONDS_PER_SECOND = 30, 20
#: how long a process may take to end that has nothing more to do
END_SECONDS, END_CHECK_SECONDS = 5, 0.005
#: a frame has 3 MB: the larger the pipe, the fewer the switches
PIPE_BYTES = 1 << 20
BROKEN = {PICTURE_BROKEN: "picture_broken", LOGO_BROKEN: "logo_broken"}

Process = subprocess.Popen[bytes]


class LocalVideoRenderer:
    """Lets product, shadow and backdrop move apart and sets the script's texts beside them; 4 seconds take about 4."""

    model = LOCAL_MODEL

    def __init__(self, ffmpeg: str) -> None:
        self._ffmpeg = ffmpeg

    def notices(self, order: VideoOrder) -> tuple[str, ...]:
        """Whether characters or whole texts have no font here."""
        from .child.fonts import missing  # it takes Pillow, which a worker needs for nothing else

        return missing([text.text for scene in scenes(order) for text in scene.texts], order.language)

    def render(self, order: VideoOrder, on_percent: Callable[[int], None], cancelled: Callable[[], bool]) -> Clip:
        """Draw and encode at once; raises PictureUnusable, EngineFailed, and LeaseLost within 0.3 s of `cancelled`.

        `on_percent` tells encoded frames; 100 comes with the finished file.
        """
        # none has a name, so nothing is left behind if we die
        with TemporaryFile() as clip, TemporaryFile() as poster, TemporaryFile() as pictures:
            job = _job(order, pictures, poster)
            line = command(self._ffmpeg, job.size, job.duration_seconds, clip.fileno(), order.sound)
            with _at_work(job, line, clip) as (child, ffmpeg):
                for done in _progress(ffmpeg, _deadline(job), cancelled):
                    on_percent(min(99, 100 * done // job.frame_count))
                _check(child, ffmpeg)
            on_percent(100)
            picture = Picture(_content(poster), "image/jpeg", *job.size)
            return Clip(_content(clip), *job.size, float(order.duration_seconds), picture)


def _job(order: VideoOrder, pictures: IO[bytes], poster: IO[bytes]) -> Job:
    picture = _written(order.picture.content, pictures, "picture_broken")
    # a product's transparency is in its PNG
    if order.background != ORIGINAL and picture.format != "PNG":
        raise PictureUnusable("picture_broken")
    return Job(
        size=order.size,
        duration_seconds=order.duration_seconds,
        template=order.template,
        background=order.background,
        cut_below=order.cut_below,
        scenes=scenes(order),
        colour=rgb(order.brand.colour),
        accent_colour=rgb(order.brand.accent_colour),
        language=order.language,
        picture=picture,
        logo=_written(order.logo.content, pictures, "logo_broken") if order.logo else None,
        input_fd=pictures.fileno(),
        poster_fd=poster.fileno(),
    )


def rgb(colour: str | None) -> Colour | None:
    """Red, green and blue of `#rrggbb`."""
    if not colour:
        return None
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _written(content: bytes, pictures: IO[bytes], broken: str) -> Encoded:
    try:
        photo = probe(content)
    except LimelightError as exc:
        raise PictureUnusable(broken) from exc
    if photo.exif_orientation != 1:
        raise PictureUnusable(broken)
    offset = pictures.tell()
    pictures.write(content)
    pictures.flush()
    return Encoded(photo.format, Size(photo.width, photo.height), offset, len(content))


@contextmanager
def _at_work(job: Job, line: list[str], clip: IO[bytes]) -> Iterator[tuple[Process, Process]]:
    """A child that draws, and ffmpeg that reads from it; both are gone afterwards, and have said why they failed."""
    with ExitStack() as stack, TemporaryFile() as child_said, TemporaryFile() as ffmpeg_said:
        with _pipe() as (read, write):
            drawing = stack.enter_context(
                _started([*CHILD, job.to_json()], (job.input_fd, job.poster_fd), None, write, child_said, PROJECT)
            )
            encoding = stack.enter_context(_started(line, (clip.fileno(),), read, subprocess.PIPE, ffmpeg_said))
        # only they have the pipe now, so each notices when the other ends
        try:
            yield drawing, encoding
        finally:
            for name, process, said in (("video child", drawing, child_said), ("ffmpeg", encoding, ffmpeg_said)):
                process.kill()
                process.wait()
                if complaint := _content(said):
                    logger.warning("%s: %s", name, complaint.decode(errors="replace")[-2000:])


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    try:
        fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        yield read, write
    finally:
        os.close(read)
        os.close(write)


@contextmanager
def _started(
    line: list[str],
    kept_fds: tuple[int, ...],
    source: int | None,
    target: int,
    complaints: IO[bytes],
    cwd: Path | None = None,
) -> Iterator[Process]:
    with subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL if source is None else source,
        stdout=target,
        stderr=complaints,
        cwd=cwd,
        env=ENVIRONMENT,
        pass_fds=kept_fds,
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
    while None in (codes := [process.poll() for process in (child, ffmpeg)]):
        if deadline.has_passed():
            raise EngineFailed()
        time.sleep(END_CHECK_SECONDS)
    if child.returncode in BROKEN:
        raise PictureUnusable(BROKEN[child.returncode])
    if any(codes):
        logger.warning("video child and ffmpeg ended with %s", codes)
        raise EngineFailed()


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
