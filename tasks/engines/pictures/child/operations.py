"""What children do with a picture: each does one job, under limits.

The answer is one line of JSON, {"error"} or {"facts", "pictures": [[width, height, bytes], ...]}, and then
the pictures one after the other.
"""

import json
import sys
import traceback
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageStat

from ....errors import PictureUnusable
from ....media.photo import Size
from ..child_limits import limit
from . import Job
from .decoding import decode, is_cut_out, on_white
from .facts import facts
from .framing import contained, framed, placed
from .retouching import retouch

#: a 40-megapixel WebP takes 700 MB, a progressive CMYK JPEG 500 MB; everything usual 100-250 MB
ADDRESS_SPACE_BYTES = 1_000_000_000
#: several times what the slowest honest picture takes
CPU_SECONDS = 10
THUMBNAIL_PIXELS = 320
GLANCE = Size(256, 256)
#: enough for a model to see what is on it, and for people to watch it come
PREVIEW = Size(768, 768)

#: facts, and pictures to hand back
Answer = tuple[dict[str, str], list[Image.Image]]


def work(line: str) -> None:
    """Do the job with the picture on standard input; an error in the picture is part of the answer."""
    limit(ADDRESS_SPACE_BYTES, CPU_SECONDS)
    job = Job.from_json(line)
    try:
        said, pictures = OPERATIONS[job.operation](job, sys.stdin.buffer.read())
        encode = Image.Image.tobytes if job.operation in RAW else _encoded
        encoded = [encode(picture) for picture in pictures]
    except (PictureUnusable, MemoryError) as exc:
        traceback.print_exc()
        _write({"error": exc.code if isinstance(exc, PictureUnusable) else "picture_too_slow"})
        return
    sizes = [(*picture.size, len(content)) for picture, content in zip(pictures, encoded, strict=True)]
    _write({"facts": said, "pictures": sizes}, *encoded)


def enhance(job: Job, content: bytes) -> Answer:
    """The enhanced picture and the untouched one, in the same frame."""
    upright = _upright(job)
    inner = contained(upright, job.frame)
    photo = _decoded(job, content, inner)
    if photo.width > inner.width:
        photo = photo.resize(inner, Image.Resampling.LANCZOS)
    enhanced = retouch(photo, inner)
    before = photo if photo.size == inner else photo.resize(inner, Image.Resampling.LANCZOS)
    return {}, [framed(enhanced, job.frame), framed(before, job.frame)]


def develop(job: Job, content: bytes) -> Answer:
    """The photo retouched, no larger than the frame; where it has no background, on white, but RGBA."""
    upright = _upright(job)
    inner = min(contained(upright, job.frame), upright)
    stored = Size(job.width, job.height)
    photo = decode(content, job.format, stored, job.exif_orientation, inner, transparent=True)
    if photo.width > inner.width:  # retouching what will not be seen takes as long as all the rest
        photo = photo.resize(inner, Image.Resampling.LANCZOS)
    alpha = photo.getchannel("A")
    photo = on_white(photo)
    light = {"median_luma": f"{ImageStat.Stat(photo.convert('L')).median[0]}"}
    picture = retouch(photo, inner)
    if is_cut_out(alpha):
        picture.putalpha(alpha.resize(inner, Image.Resampling.LANCZOS))
    return light, [picture]


def expose(job: Job, content: bytes) -> Answer:
    """The picture as it is, with its transparency."""
    stored = Size(job.width, job.height)
    return {}, [decode(content, job.format, stored, job.exif_orientation, _upright(job), transparent=True)]


def fit(job: Job, content: bytes) -> Answer:
    """The photo inside the picture in a new frame, and a thumbnail of the picture."""
    picture = _decoded(job, content, _upright(job))
    photo = picture.crop(placed(job.shape, Size(*picture.size)))
    inner = contained(Size(*photo.size), job.frame)
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), Image.Resampling.LANCZOS)
    return {}, [framed(photo.resize(inner, Image.Resampling.LANCZOS), job.frame), thumbnail]


def prepare(job: Job, content: bytes) -> Answer:
    """The photo as it is, no larger than the frame needs."""
    inner = contained(_upright(job), job.frame)
    photo = _decoded(job, content, inner)
    return {}, [photo.resize(inner, Image.Resampling.LANCZOS) if photo.width > inner.width else photo]


def adopt(job: Job, content: bytes) -> Answer:
    """The picture in a frame."""
    _, [picture] = prepare(job, content)
    inner = contained(_upright(job), job.frame)
    whole = picture if picture.size == inner else picture.resize(inner, Image.Resampling.LANCZOS)
    return {}, [framed(whole, job.frame)]


def preview(job: Job, content: bytes) -> Answer:
    """The picture, small."""
    picture = _decoded(job, content, contained(_upright(job), PREVIEW))
    picture.thumbnail(PREVIEW, Image.Resampling.LANCZOS)
    return {}, [picture]


def look(job: Job, content: bytes) -> Answer:
    """Nothing but facts."""
    return facts(_decoded(job, content, contained(_upright(job), GLANCE))), []


OPERATIONS: dict[str, Callable[[Job, bytes], Answer]] = {
    "enhance": enhance,
    "fit": fit,
    "facts": look,
    "prepare": prepare,
    "adopt": adopt,
    "preview": preview,
    "develop": develop,
    "expose": expose,
}
#: they answer with bare pixels instead of JPEGs
RAW = {"develop", "expose"}


def _upright(job: Job) -> Size:
    return Size(job.height, job.width) if job.exif_orientation >= 5 else Size(job.width, job.height)


def _decoded(job: Job, content: bytes, wanted: Size) -> Image.Image:
    return decode(content, job.format, Size(job.width, job.height), job.exif_orientation, wanted)


def _encoded(picture: Image.Image) -> bytes:
    """As JPEG, nothing in it but the picture; colours in full resolution except for thumbnails."""
    target = BytesIO()
    clean = Image.frombytes("RGB", picture.size, picture.tobytes())
    look = {"quality": 82} if max(picture.size) <= THUMBNAIL_PIXELS else {"quality": 93, "subsampling": 0}
    clean.save(target, "JPEG", optimize=True, **look)
    return target.getvalue()


def _write(head: dict[str, Any], *contents: bytes) -> None:
    for part in (json.dumps(head).encode(), b"\n", *contents):
        sys.stdout.buffer.write(part)
