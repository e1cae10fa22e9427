"""`python -m tasks.engines.local.video.child JOB | ffmpeg`: a clip's frames as raw YUV, and its poster, the first one.

First it opens the fonts that it needs; then it gives up the right to open anything, and only then it reads the
picture. Ends with PICTURE_BROKEN or LOGO_BROKEN when these cannot be used.
"""

import os
import resource
import sys
import traceback
from io import BytesIO

from PIL import Image

from .....errors import PictureUnusable
from .....media.photo import Size
from ....pictures.child.decoding import decode
from ....pictures.child_limits import limit, unwatch_parent, watch_parent
from . import LOGO_BROKEN, PICTURE_BROKEN, Encoded, Job
from .film import Film, Lettered
from .television import yuv420p

#: a clip takes 300 MB; more than half of that is code and fonts that are only mapped
ADDRESS_SPACE_BYTES = 1_000_000_000
#: longer sides, of which no more than this is ever seen
PICTURE_PIXELS, LOGO_PIXELS = 2400, 800
#: several times what it takes on a slow machine
CPU_SECONDS_PER_SECOND = 15


def main(argument: str) -> int:
    """Draw the frames under limits; returns how to end."""
    job = Job.from_json(argument)
    limit(ADDRESS_SPACE_BYTES, 10 + round(CPU_SECONDS_PER_SECOND * job.duration_seconds))
    watch_parent()
    texts = Lettered.of(job)
    Image.preinit()  # what it would only load when the poster is saved
    # no files, sockets or (but for root) processes from here on
    for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(kind, (0, 0))
    try:
        broken = PICTURE_BROKEN
        picture = _opened(job, job.picture, transparent=job.background != "original")
        broken = LOGO_BROKEN
        logo = _opened(job, job.logo, transparent=True, most=LOGO_PIXELS) if job.logo else None
    except PictureUnusable:
        traceback.print_exc()
        return broken
    film = Film(job, texts, picture, logo)
    for number in range(job.frame_count):
        frame = film.frame(number)
        if number == 0:
            _write(job.poster_fd, _encoded(frame))
        _write(sys.stdout.fileno(), yuv420p(frame))
    return 0


def _opened(job: Job, picture: Encoded, *, transparent: bool, most: int = PICTURE_PIXELS) -> Image.Image:
    content = os.pread(job.input_fd, picture.length, picture.offset)
    return decode(content, picture.format, picture.size, 1, Size(most, most), transparent=transparent)


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
