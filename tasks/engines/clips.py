"""Opens a clip that somebody else made: is it one, how large, how long, and a still of it."""

import re
import subprocess
from tempfile import NamedTemporaryFile

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types

from ..deadline import Deadline
from ..errors import EngineFailed, LimelightError, ProviderAnswerUnusable
from ..media.photo import Size, probe
from .pictures import process as pictures
from .protocols import Clip

#: decoding up to a still in the middle of 12 s takes a fraction of this
OPEN_SECONDS, CHECK_SECONDS = 30, 0.2
#: the still comes from here: the beginning may be a fade
POSTER_AT = 0.4

#: looked for when this is imported, which is before there are threads: the search starts processes
FFMPEG: str = get_ffmpeg_exe()

_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")


def opened(content: bytes) -> Clip:
    """The clip of an MP4's bytes; raises ProviderAnswerUnusable when it cannot be played.

    Raises EngineFailed when looking into it took too long or was ended from outside.
    """
    with NamedTemporaryFile(suffix=".mp4") as file:
        file.write(content)
        file.flush()
        found = _DURATION.search(_ffmpeg("-i", file.name, "-f", "null", "-t", "0", "-").stderr)
        if not found:
            raise ProviderAnswerUnusable()
        hours, minutes, seconds = (float(part) for part in found.groups())
        duration_seconds = hours * 3600 + minutes * 60 + seconds
        still = _ffmpeg(
            *("-ss", f"{duration_seconds * POSTER_AT:.2f}", "-i", file.name),
            *("-frames:v", "1", "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2", "-"),
        ).stdout
    try:
        poster = pictures.adopt(photo := probe(still), Size(photo.width, photo.height))
    except EngineFailed:
        raise
    except LimelightError as exc:
        raise ProviderAnswerUnusable() from exc
    return Clip(content, poster.width, poster.height, duration_seconds, poster)


def _ffmpeg(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [FFMPEG, "-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe", *arguments]
    deadline = Deadline(OPEN_SECONDS)
    # nothing of our environment, which holds secrets; only files, so that a playlist can fetch nothing
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}) as process:
        try:
            while True:
                try:
                    output, complaint = process.communicate(timeout=CHECK_SECONDS)
                    return subprocess.CompletedProcess(command, process.returncode, output, complaint)
                except subprocess.TimeoutExpired as exc:
                    if deadline.has_passed():
                        raise EngineFailed() from exc
        finally:
            process.kill()
