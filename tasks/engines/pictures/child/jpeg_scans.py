"""The scans of a JPEG: not too many of them, and whether what is missing at the end may be overlooked."""

import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

from PIL.JpegImagePlugin import JpegImageFile

from ....errors import PictureUnusable

#: encoders write about 10; each costs a pass over the whole picture, and a few bytes can ask for thousands
MAX_SCANS = 40
MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
START_OF_SCAN, END_OF_IMAGE, PROGRESSIVE = 0xDA, 0xD9, 0xC2
#: part of the rows that may be missing, as a browser would leave them out
MOST_MISSING = 1 / 16
#: rows of blocks that the decoder holds back until it has seen what follows
HELD_BACK = 2


def completed(content: bytes) -> bytes:
    """The JPEG, with an end where only a tail is missing; raises PictureUnusable for half a picture.

    Also for one with more than MAX_SCANS scans.
    """
    scans, progressive = [], False
    for marker, payload in _markers(content):
        if marker == END_OF_IMAGE:  # what comes after it is not read
            return content
        progressive = progressive or marker == PROGRESSIVE
        if marker == START_OF_SCAN:
            scans.append(payload)
        if len(scans) > MAX_SCANS:
            raise PictureUnusable("picture_too_slow")
    if not (_all_but_finest_bit(scans) if progressive else _nearly_all_rows(content)):
        raise PictureUnusable("picture_broken")
    return content + b"\xff\xd9"


def _markers(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with the beginning of its payload."""
    position = 2
    while found := MARKER.search(content, position):
        marker = found[1][0]
        # a bare marker has no length; the others' payload may hold a thumbnail with scans of its own
        bare = marker in (0x01, 0xD8, END_OF_IMAGE)
        length = 0 if bare else int.from_bytes(content[found.end() : found.end() + 2])
        yield marker, content[found.end() + 2 : found.end() + min(length, 14)]
        position = found.end() + length


def _all_but_finest_bit(scans: list[bytes]) -> bool:
    """Whether the scan that is cut off refines the last bit of what all others have completed."""
    bits: dict[tuple[int, bool], int] = {}
    ends = b"\0\0\0"
    for scan in scans:
        components, ends = scan[1 : 1 + 2 * scan[0] : 2], scan[1 + 2 * scan[0] :]
        if len(ends) < 3:
            return False
        for component in components:
            bits[component, ends[0] == 0] = ends[2] & 15
    return bool(bits) and max(bits.values()) == 0 and ends[2] >> 4 == 1


def _nearly_all_rows(content: bytes) -> bool:
    """Looked at an eighth of its size, where rows that never came are black."""
    image = JpegImageFile(BytesIO(content))
    image.draft(None, (1, 1))
    with suppress(OSError):  # as it has no end; what came before that is there
        image.load()
    box = image.im.getbbox()
    return box is not None and image.height - box[3] <= MOST_MISSING * image.height + HELD_BACK
