"""Opens a clip from a video service: checks that it is one, and reads its size, length and a still."""

import re
import subprocess
from tempfile import NamedTemporaryFile

from ..deadline import Deadline
from ..errors import EngineFailed, LimelightError, ProviderAnswerUnusable
from ..media.photo import Size, probe
from .pictures.processes import PictureProcesses
from .protocols.video_engines import Clip

#: decoding up to a still in the middle of 12 s takes a fraction of this
OPEN_SECONDS, CHECK_SECONDS = 30, 0.2
#: the still comes from here: the beginning may be a fade
POSTER_AT = 0.4

_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")


class ClipOpener:
    """Opens clips with ffmpeg, and their stills as it opens other pictures."""

    def __init__(self, ffmpeg: str, pictures: PictureProcesses, open_seconds: float = OPEN_SECONDS) -> None:
        self._ffmpeg = ffmpeg
        self._pictures = pictures
        self._open_seconds = open_seconds

    def open(self, content: bytes) -> Clip:
        """The clip of an MP4's bytes; raises ProviderAnswerUnusable when it cannot be played.

        Raises EngineFailed when looking into it took too long or was ended from outside.
        """
        with NamedTemporaryFile(suffix=".mp4") as file:
            file.write(content)
            file.flush()
            found = _DURATION.search(self._run("-i", file.name, "-f", "null", "-t", "0", "-").stderr)
            if not found:
                raise ProviderAnswerUnusable()
            hours, minutes, seconds = (float(part) for part in found.groups())
            duration_seconds = hours * 3600 + minutes * 60 + seconds
            still = self._run(
                *("-ss", f"{duration_seconds * POSTER_AT:.2f}", "-i", file.name),
                *("-frames:v", "1", "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2", "-"),
            ).stdout
        try:
            poster = self._pictures.adopt(photo := probe(still), Size(photo.width, photo.height))
        except EngineFailed:
            raise
        except LimelightError as exc:
            raise ProviderAnswerUnusable() from exc
        return Clip(content, poster.width, poster.height, duration_seconds, poster)

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = [self._ffmpeg, "-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe", *arguments]
        deadline = Deadline(self._open_seconds)
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
