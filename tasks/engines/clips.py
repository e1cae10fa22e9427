"""Opens a clip that somebody else made: is it one, how large, how long, and a still of it."""

import re
import subprocess
from tempfile import NamedTemporaryFile

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types

from ..errors import LimelightError, ProviderAnswerUnusable
from ..media.photo import Size, probe
from .pictures import process as pictures
from .protocols import Clip

#: decoding up to a still in the middle of 12 s takes a fraction of this
OPEN_SECONDS = 30
#: the still comes from here: the beginning may be a fade
POSTER_AT = 0.4

#: looked for when this is imported, which is before there are threads: the search starts processes
FFMPEG: str = get_ffmpeg_exe()

_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")


def opened(content: bytes) -> Clip:
    """The clip of an MP4's bytes; raises ProviderAnswerUnusable when it cannot be played."""
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
    except LimelightError as exc:
        raise ProviderAnswerUnusable() from exc
    return Clip(content, poster.width, poster.height, duration_seconds, poster)


def _ffmpeg(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [FFMPEG, "-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe", *arguments]
    try:
        # nothing of our environment, which holds secrets; only files, so that a playlist can fetch nothing
        return subprocess.run(command, capture_output=True, timeout=OPEN_SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired as exc:
        raise ProviderAnswerUnusable() from exc
