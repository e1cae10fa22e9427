"""`python -m tasks.engines.pictures.cutter THREADS < jobs > answers`: loads the model, then does job after job.

An answer is one line of JSON, {"doubt", "cut_below", "pictures": [[type, width, height, bytes], ...], "bytes"}, and
then the pictures one after the other; the first is the cut-out, if there is one (`engines.children`).
"""

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

from ....media.photo import Size
from ..child_limits import allow_cpu_seconds, give_up_files, limit, unwatch_parent, watch_parent
from ..studio.composing import BELOW_TEXT, compose
from ..studio.cropping import cropped, subject_box
from ..studio.cutting import Cutout, cut_out, own_cutout
from ..studio.doubts import cut_sides, doubt_about
from ..studio.masks import product_mask
from ..studio.pixels import Pixels, to_pixels
from . import Job
from .model import Model

#: twice what the largest job takes
ADDRESS_SPACE_BYTES = 1_500_000_000
#: for loading and for each job: several times what the slowest takes
CPU_SECONDS = 20
#: its type, size, and content
Encoded = tuple[str, Size, bytes]
#: doubt, cut_below, and the pictures
Answer = tuple[str | None, bool, list[Encoded]]


def main(thread_count: int) -> None:
    """Take what is needed, give up the right to more, then serve until standard input ends.

    So many frames are made at once, and so many threads does the model use.
    """
    limit(ADDRESS_SPACE_BYTES, CPU_SECONDS)
    watch_parent()
    model = Model(thread_count)
    with ThreadPoolExecutor(thread_count) as threads:
        _warm_up(model, threads)
        give_up_files()
        _write(sys.stdout.buffer, {})
        while line := sys.stdin.buffer.readline():
            allow_cpu_seconds(CPU_SECONDS)
            job = Job.from_line(line)
            pixels = sys.stdin.buffer.read(job.pixel_bytes)
            if len(pixels) < job.pixel_bytes:  # the worker has gone in the middle of it
                return
            doubt, cut_below, pictures = _done(job, pixels, model.mask, threads)
            sizes = [(kind, *size, len(content)) for kind, size, content in pictures]
            contents = [content for _, _, content in pictures]
            _write(sys.stdout.buffer, {"doubt": doubt, "cut_below": cut_below, "pictures": sizes}, *contents)


def _done(job: Job, pixels: bytes, see: Callable[[Image.Image], Pixels], threads: ThreadPoolExecutor) -> Answer:
    size = (job.width, job.height)
    if job.operation == "compose":
        product = Image.frombytes("RGBA", size, pixels)
        cutout = Cutout(product.convert("RGB"), product.getchannel("A"), job.cut_below)
        return None, job.cut_below, _composed(cutout, job, threads)
    if job.operation == "keep":
        given = Image.frombytes("RGBA", size, pixels)
        photo, alpha = given.convert("RGB"), given.getchannel("A")
        mask, doubt = to_pixels(alpha), None
        found = own_cutout(photo, alpha) if job.with_cutout else None
    else:
        photo = Image.frombytes("RGB", size, pixels)
        mask = product_mask(photo, see)
        doubt = doubt_about(photo, mask) if job.with_cutout else None
        wanted = job.with_cutout and not doubt
        found = cut_out(photo, mask, cut_below="bottom" in cut_sides(mask)) if wanted else None
    if not found or job.background == "original":
        subject = subject_box(mask, Size(*size))
        crops = threads.map(lambda frame: _encoded("JPEG", cropped(photo, frame, subject)), job.frames)
        transparent = [_transparent(found)] if found else []
        return doubt, bool(found and found.cut_below), [*transparent, *crops]
    alone = threads.submit(_transparent, found)
    composed = _composed(found, job, threads)
    return None, found.cut_below, [alone.result(), *composed]


def _composed(cutout: Cutout, job: Job, threads: ThreadPoolExecutor) -> list[Encoded]:
    """Each is encoded before the next is begun: a frame takes 8 MB."""
    placement = BELOW_TEXT if job.below_text else None

    def composed(frame: Size) -> Encoded:
        return _encoded("JPEG", compose(cutout, frame, job.background, placement))

    return list(threads.map(composed, job.frames))


def _transparent(cutout: Cutout) -> Encoded:
    image = cutout.colours.copy()
    image.putalpha(cutout.alpha)
    return _encoded("PNG", image)


def _encoded(kind: str, image: Image.Image) -> Encoded:
    """With colours in full resolution, or with transparency; nothing in it but the picture."""
    target = BytesIO()
    if kind == "PNG":
        image.save(target, "PNG", compress_level=3)
    else:
        image.save(target, "JPEG", quality=93, subsampling=0)
    return kind, Size(*image.size), target.getvalue()


def _warm_up(model: Model, threads: ThreadPoolExecutor) -> None:
    """Do one small job of each kind, so that everything is loaded and all threads are there."""
    mask = (np.hypot(*np.mgrid[-24:24, -24:24]) < 12).astype(np.float32)
    photo = Image.fromarray(np.stack([(200 * mask).astype(np.uint8)] * 3, 2))
    model.mask(photo)
    for operation, background in (("shoot", "studio"), ("shoot", "original"), ("compose", "dark")):
        job = Job(operation, *photo.size, background, (Size(48, 48),) * 2)
        pixels = photo.convert("RGB" if operation == "shoot" else "RGBA").tobytes()
        _done(job, pixels, lambda _: mask, threads)


def _write(target: BinaryIO, head: dict[str, Any], *contents: bytes) -> None:
    line = json.dumps(head | {"bytes": sum(map(len, contents))})
    for part in (line.encode(), b"\n", *contents):
        target.write(part)
    target.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
    unwatch_parent()
    os._exit(0)
