"""`python -m tasks.engines.local.video.child JOB < picture | ffmpeg`: a clip's frames as raw RGB, one after the other.

The poster goes to the file that the job names. Ends with PICTURE_BROKEN when the picture cannot be used.
"""

import os
import sys
import traceback
from io import BytesIO

from PIL import Image

from .....errors import PictureUnusable
from ....pictures.child.decoding import decode
from ....pictures.child_limits import limit, unwatch_parent, watch_parent
from . import PICTURE_BROKEN, Job
from .film import Film

#: a clip takes 150 MB; more than half of that is code and fonts that are only mapped
ADDRESS_SPACE_BYTES = 800_000_000
#: several times what it takes on a slow machine
CPU_SECONDS_PER_SECOND = 15


def main(argument: str) -> int:
    """Draw the clip under limits; returns how to end."""
    job = Job.from_json(argument)
    limit(ADDRESS_SPACE_BYTES, 10 + round(CPU_SECONDS_PER_SECOND * job.duration_seconds))
    watch_parent()
    try:
        picture = decode(sys.stdin.buffer.read(), job.format, job.size, 1, job.size)
    except PictureUnusable:
        traceback.print_exc()
        return PICTURE_BROKEN
    film = Film(job, picture)
    with open(job.poster_fd, "wb") as poster:
        poster.write(_encoded(film.poster()))
    with open(sys.stdout.fileno(), "wb", buffering=0, closefd=False) as pipe:
        for frame in film.frames():
            _write(pipe.fileno(), frame.tobytes())
    return 0


def _encoded(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", quality=90, optimize=True)
    return target.getvalue()


def _write(fd: int, content: bytes) -> None:
    """All of it, without a copy."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(fd, rest) :]


if __name__ == "__main__":
    code = main(sys.argv[1])
    unwatch_parent()
    sys.exit(code)
