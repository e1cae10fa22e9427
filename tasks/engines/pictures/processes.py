"""Runs picture children: limited, watched, always reaped.

Decoding is dangerous (a few hundred bytes can ask for gigabytes or minutes), so each picture is decoded in a
process of its own, without our secrets, that may be ended at any time.
"""

import json
import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from ...deadline import Deadline
from ...errors import EngineFailed, LeaseLost, PictureUnusable
from ...media.photo import Photo, Size, probe
from ..protocols.picture import Picture
from ..protocols.picture_engines import Enhanced, Fitted
from ..protocols.watcher import never
from .child import Job
from .fork_server import COMMAND, Forked, ForkServer

logger = logging.getLogger(__name__)

#: beyond the child's own limit of CPU seconds: a busy machine may be slow, but not for ever
WALL_SECONDS = 40.0
CANCEL_CHECK_SECONDS = 0.1
#: how a child ends that asked for too much: over its CPU limit, or chosen by the machine when memory ran out
TOO_MUCH = {-signal.SIGXCPU, -signal.SIGKILL}
#: how it ends when a decoder stumbles over the bytes
CRASHED = {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGABRT, -signal.SIGFPE, -signal.SIGILL}


@dataclass(frozen=True, slots=True)
class RawPicture:
    """Bare pixels, row by row: RGB, or RGBA."""

    pixels: bytes = field(repr=False)
    width: int
    height: int
    #: 0-255, of a photo before it was retouched
    median_luma: int | None = None

    @property
    def transparent(self) -> bool:
        """Whether it is RGBA."""
        return len(self.pixels) == 4 * self.width * self.height


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child found and made."""

    facts: dict[str, str]
    pictures: list[Picture]


class PictureProcesses:
    """Does picture work, each job in a child of its own.

    Every method raises PictureUnusable, EngineFailed when the child was ended from outside, and LeaseLost within
    0.2 s of `cancelled` answering yes.
    """

    def __init__(self, command: Sequence[str] = COMMAND, wall_seconds: float = WALL_SECONDS) -> None:
        self._server = ForkServer(command)
        self._wall_seconds = wall_seconds

    def close(self) -> None:
        """End all children."""
        self._server.close()

    def enhance(self, photo: Photo, cancelled: Callable[[], bool] = never) -> Enhanced:
        """The photo, upright, retouched, in its orientation's `picture_size`; and untouched in the same frame."""
        job = _job("enhance", photo)._replace(frame=photo.orientation.picture_size)
        picture, before = self._run(job, photo.content, cancelled).pictures
        return Enhanced(picture, before)

    def fit(
        self, picture: Picture, photo: Photo, cancelled: Callable[[], bool] = never, *, whole: bool = False
    ) -> Fitted:
        """An enhanced picture in `photo`'s `video_size`, and a thumbnail.

        Unless the `whole` picture counts, what `enhance` grew around the photo is grown again.
        """
        shape = Size(picture.width, picture.height) if whole else Size(photo.width, photo.height)
        job = _job("fit", probe(picture.content))._replace(frame=photo.orientation.video_size, shape=shape)
        video_frame, thumbnail = self._run(job, picture.content, cancelled).pictures
        return Fitted(video_frame, thumbnail)

    def develop(self, photo: Photo, frame: Size, cancelled: Callable[[], bool] = never) -> RawPicture:
        """The photo upright, retouched and at most as large as `frame`; RGBA where it has no background."""
        answer = self._run(_job("develop", photo)._replace(frame=frame), photo.content, cancelled)
        [picture] = answer.pictures
        return RawPicture(picture.content, picture.width, picture.height, int(answer.facts["median_luma"]))

    def expose(self, picture: Picture, cancelled: Callable[[], bool] = never) -> RawPicture:
        """A stored picture as RGBA pixels, at its own size."""
        [raw] = self._run(_job("expose", probe(picture.content)), picture.content, cancelled).pictures
        return RawPicture(raw.content, raw.width, raw.height)

    def prepare(self, photo: Photo, frame: Size, cancelled: Callable[[], bool] = never) -> Picture:
        """The photo upright, clean and at most as large as `frame` needs, to be sent away."""
        [upright] = self._run(_job("prepare", photo)._replace(frame=frame), photo.content, cancelled).pictures
        return upright

    def adopt(self, photo: Photo, frame: Size, cancelled: Callable[[], bool] = never) -> Picture:
        """A picture as it is, untouched but upright, clean and in `frame`."""
        [picture] = self._run(_job("adopt", photo)._replace(frame=frame), photo.content, cancelled).pictures
        return picture

    def preview(self, photo: Photo, cancelled: Callable[[], bool] = never) -> Picture:
        """The picture small, upright and clean."""
        [picture] = self._run(_job("preview", photo), photo.content, cancelled).pictures
        return picture

    def facts(self, photo: Photo, cancelled: Callable[[], bool] = never) -> dict[str, str]:
        """What can be said about the photo at a glance, see `child.facts`."""
        return self._run(_job("facts", photo), photo.content, cancelled).facts

    def _run(self, job: Job, content: bytes, cancelled: Callable[[], bool]) -> Answer:
        with TemporaryFile() as picture, TemporaryFile() as output, TemporaryFile() as complaints:
            picture.write(content)
            picture.seek(0)  # the child's place in the file is ours
            with self._server.forked(job.to_json(), picture, output, complaints) as child:
                code = self._waited(child, cancelled)
            if complaint := _content(complaints):
                logger.warning("picture child, %s: %s", job.operation, complaint.decode(errors="replace")[-2000:])
            if code:
                raise _ended(code)
            return _parsed(_content(output))

    def _waited(self, child: Forked, cancelled: Callable[[], bool]) -> int:
        deadline = Deadline(self._wall_seconds)
        while (code := child.returncode(CANCEL_CHECK_SECONDS)) is None:
            if cancelled():
                raise LeaseLost()
            if deadline.has_passed():  # the child stands still: one that computes is ended by its CPU limit
                raise EngineFailed()
        return code


def _job(operation: str, photo: Photo) -> Job:
    stored = (photo.width, photo.height) if photo.exif_orientation < 5 else (photo.height, photo.width)
    return Job(operation, photo.format, *stored, photo.exif_orientation)


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


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
