"""What an AVIF file says about its primary picture: the boxes of ISO 23008-12 (HEIF), walked by hand.

Any bytes are taken; what is missing or makes no sense is left out.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

#: of a file whose main part is one AV1 picture; `mif1` files say what they hold among their other brands
AVIF_BRANDS = (b"avif", b"avis")
#: of each box; a phone's file has some 20 properties for each of some 20 tiles
MAX_BOXES = 1_000


@dataclass(slots=True)
class AvifProperties:
    """Of the picture that is shown."""

    #: as stored
    size: tuple[int, int] | None = None
    #: to be turned so often, against the clock
    quarter_turns: int = 0
    #: and then mirrored: "top to bottom", "left to right"
    mirrored: str | None = None
    #: numbers of its primaries and its transfer function as in H.273
    colours: tuple[int, int] | None = None


def avif_properties(content: bytes) -> AvifProperties:
    """Read them; the sizes say what was promised, not what is there."""
    found = AvifProperties()
    meta = _inside(content, 0, len(content), b"meta")
    if not meta:
        return found
    start, end = meta[0] + 4, meta[1]
    primary = _inside(content, start, end, b"pitm")
    properties = _inside(content, start, end, b"iprp")
    if not primary or not properties:
        return found
    item = _number(content, primary[0] + 4, 2 if content[primary[0] : primary[0] + 1] == b"\0" else 4)
    container = _inside(content, *properties, b"ipco")
    every = list(_boxes(content, *container)) if container else []
    for index in _property_indices(content, _inside(content, *properties, b"ipma"), item):
        if 0 < index <= len(every):
            _take(found, content, *every[index - 1][:2])
    return found


def _take(found: AvifProperties, content: bytes, name: bytes, start: int) -> None:
    """One property."""
    if name == b"ispe":
        found.size = _number(content, start + 4, 4), _number(content, start + 8, 4)
    elif name == b"irot":
        found.quarter_turns = _number(content, start, 1) & 3
    elif name == b"imir":
        found.mirrored = "left to right" if _number(content, start, 1) & 1 else "top to bottom"
    elif name == b"colr" and content.startswith(b"nclx", start):
        found.colours = _number(content, start + 4, 2), _number(content, start + 6, 2)


def _property_indices(content: bytes, box: tuple[int, int] | None, item: int) -> Iterator[int]:
    """Which properties, counted from 1, the item has."""
    if not box:
        return
    version, wide = _number(content, box[0], 1), _number(content, box[0] + 3, 1) & 1
    position = box[0] + 8
    for _ in range(min(_number(content, box[0] + 4, 4), MAX_BOXES)):
        this = _number(content, position, 4 if version else 2)
        position += 4 if version else 2
        count = _number(content, position, 1)
        position += 1
        size = 2 if wide else 1
        if this == item:
            for place in range(position, position + count * size, size):
                yield _number(content, place, size) & (0x7FFF if wide else 0x7F)
            return
        position += count * size
        if position >= box[1]:
            return


def _inside(content: bytes, start: int, end: int, wanted: bytes) -> tuple[int, int] | None:
    """Where the payload of the first box of that name begins and ends."""
    for name, first, last in _boxes(content, start, end):
        if name == wanted:
            return first, last
    return None


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box's name, and where its payload begins and ends."""
    end = min(end, len(content))
    for _ in range(MAX_BOXES):
        if start + 8 > end:
            return
        length, name = struct.unpack_from(">I4s", content, start)
        head = 8
        if length == 1 and start + 16 <= end:
            length, head = _number(content, start + 8, 8), 16
        last = end if length == 0 else min(end, start + length)
        if length and length < head:
            return
        yield name, start + head, last
        start = last


def _number(content: bytes, start: int, length: int) -> int:
    """0 behind the end."""
    return int.from_bytes(content[start : start + length])
