"""What the fake video services deliver: a real MP4 of the size and length that was asked for, the same each time."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path
from threading import Lock

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types

TERRACOTTA = "0xb8563a"
FRAMES_PER_SECOND = 24


_one_at_a_time = Lock()


def clip(width: int, height: int, seconds: float) -> bytes:
    """A few kB of H.264 in one colour, made at first use."""
    with _one_at_a_time:  # a hundred first downloads at once are one clip
        return _made(width, height, seconds)


@cache
def _made(width: int, height: int, seconds: float) -> bytes:
    source = f"color=c={TERRACOTTA}:s={width}x{height}:r={FRAMES_PER_SECOND}:d={seconds:g}"
    video = "-c:v libx264 -preset ultrafast -threads 1 -pix_fmt yuv420p -flags:v +bitexact".split()
    with tempfile.TemporaryDirectory(prefix="limelight-") as folder:
        target = Path(folder) / "clip.mp4"
        command = [get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source, *video]
        subprocess.run([*command, "-fflags", "+bitexact", "-movflags", "+faststart", target], check=True, timeout=60)
        return target.read_bytes()
