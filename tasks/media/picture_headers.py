"""Reads what the headers of JPEG, PNG, WebP and AVIF files promise, by hand and without decoding a pixel.

Readers take any bytes and either answer or raise PictureUnusable.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import PictureUnusable
from .avif_boxes import AVIF_BRANDS, AvifProperties, avif_properties

MAX_PIXELS = 40_000_000
#: a JPEG is made smaller while it is decoded; sensors "of 50 megapixels" have up to 8192x6144
MAX_JPEG_PIXELS = 50_500_000
#: a real file has a few dozen; an endless row of empty ones must not cost the web process more than 1-2 ms
MAX_SEGMENTS = 3_000
#: an EXIF block larger than a JPEG segment has its first directory far before that
EXIF_BYTES = 65_536
MAX_EXIF_ENTRIES = 500
EXIF_ORIENTATION = 0x0112
JPEG_SIZE_MARKERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
JPEG_BARE_MARKERS = {0x01, *range(0xD0, 0xD9)}
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says about its picture; the sides are as stored, before EXIF turns them."""

    width: int
    height: int
    #: 1-8 as in EXIF; 5-8 lie on their side
    exif_orientation: int = 1


def reader_for(content: bytes) -> tuple[str, Callable[[bytes], Header]] | None:
    """The format's name and reader by the first bytes, or None for any other format."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG", read_jpeg
    if content.startswith(PNG_SIGNATURE):
        return "PNG", read_png
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP", read_webp
    if content[4:8] == b"ftyp" and content[8:12] in AVIF_BRANDS:
        return "AVIF", read_avif
    return None


def read_jpeg(content: bytes) -> Header:
    """Walk the segments up to the first scan; a multi-picture file counts as its first picture."""
    size, orientation = None, None
    for marker, start in _jpeg_segments(content):
        if marker in JPEG_SIZE_MARKERS:
            height, width = _unpack(">HH", content, start + 1)
            size = _checked_size(width, height, MAX_JPEG_PIXELS)
        elif marker == 0xE1 and orientation is None and content.startswith(b"Exif\0\0", start):
            orientation = _exif_orientation(content, start)
        elif marker == 0xDA and size:
            return Header(*size, orientation or 1)
    raise PictureUnusable("picture_broken")


def read_png(content: bytes) -> Header:
    """Walk the chunks; EXIF may stand before or after the pixels, an animation announces itself before."""
    length, name, width, height, *_, check = _unpack(">I4sII5sI", content, len(PNG_SIGNATURE))
    if (length, name) != (13, b"IHDR") or check != zlib.crc32(content[12:29]):
        raise PictureUnusable("picture_broken")
    size, orientation, has_pixels = _checked_size(width, height), None, False
    for name, start in _png_chunks(content):
        if name == b"acTL" and not has_pixels and _unpack(">I", content, start)[0] > 1:
            raise PictureUnusable("picture_animated")
        if name == b"eXIf" and orientation is None:
            orientation = _exif_orientation(content, start)
        has_pixels = has_pixels or name == b"IDAT"
    if not has_pixels:
        raise PictureUnusable("picture_broken")
    return Header(*size, orientation or 1)


def read_webp(content: bytes) -> Header:
    """Read the canvas and the frames: all are limited, because a decoder may believe any of them."""
    canvas, frame, orientation, animated = None, None, None, False
    for name, start in _webp_chunks(content):
        if name == b"VP8X":
            canvas, animated = _webp_canvas(content, start)
        elif name in (b"ANMF", b"VP8 ", b"VP8L") and (frame and (animated or name == b"ANMF")):
            raise PictureUnusable("picture_animated")
        elif name == b"ANMF" and canvas:
            _check_webp_frame(content, start, canvas)
            frame = canvas
        elif name in VP8_SIZES and frame is None:
            frame = VP8_SIZES[name](content, start)
        elif name == b"EXIF" and orientation is None:
            orientation = _exif_orientation(content, start)
    if not frame or (canvas and canvas != frame):
        raise PictureUnusable("picture_broken")
    return Header(*frame, orientation or 1)


def read_avif(content: bytes) -> Header:
    """Read the properties of the primary picture; AVIF turns pictures with two of them, not with EXIF."""
    found = avif_properties(content)
    if not found.size:
        raise PictureUnusable("picture_broken")
    return Header(*_checked_size(*found.size), _avif_orientation(found))


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Each segment's marker and where its payload starts."""
    position = 2
    for _ in range(MAX_SEGMENTS):
        lead, marker = _unpack("BB", content, position)
        if lead != 0xFF:
            raise PictureUnusable("picture_broken")
        if marker == 0xFF:  # padding
            position += 1
        elif marker in JPEG_BARE_MARKERS:
            position += 2
        else:
            (length,) = _unpack(">H", content, position + 2)
            if length < 2 or position + 2 + length > len(content):
                raise PictureUnusable("picture_broken")
            yield marker, position + 4
            position += 2 + length


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Each chunk's name after the first, and where its payload starts, as far as the file goes."""
    position = 33
    for _ in range(MAX_SEGMENTS):
        if position + 8 > len(content):
            return
        length, name = struct.unpack_from(">I4s", content, position)
        yield name, position + 8
        position += 12 + length


def _webp_chunks(content: bytes, position: int = 12) -> Iterator[tuple[bytes, int]]:
    """Each chunk's name and where its payload starts, as far as the file goes."""
    for _ in range(MAX_SEGMENTS):
        if position + 8 > len(content):
            return
        name, length = struct.unpack_from("<4sI", content, position)
        yield name, position + 8
        position += 8 + length + (length & 1)


def _webp_canvas(content: bytes, start: int) -> tuple[tuple[int, int], bool]:
    flags, low_width, high_width, low_height, high_height = _unpack("<B3xHBHB", content, start)
    size = _checked_size((high_width << 16 | low_width) + 1, (high_height << 16 | low_height) + 1)
    return size, bool(flags & 0x02)


def _check_webp_frame(content: bytes, start: int, canvas: tuple[int, int]) -> None:
    """The only frame of an animation: as large as it says, and inside its canvas."""
    x, high_x, y, high_y, w, high_w, h, high_h = _unpack("<HBHBHBHB", content, start)
    said = (high_w << 16 | w) + 1, (high_h << 16 | h) + 1
    corner = 2 * (high_x << 16 | x), 2 * (high_y << 16 | y)
    if any(place + side > whole for place, side, whole in zip(corner, said, canvas, strict=True)):
        raise PictureUnusable("picture_broken")
    for name, inner in _webp_chunks(content, start + 16):
        if name in VP8_SIZES:
            if VP8_SIZES[name](content, inner) != said:
                raise PictureUnusable("picture_broken")
            return
    raise PictureUnusable("picture_broken")


def _vp8_size(content: bytes, start: int) -> tuple[int, int]:
    tag, start_code, width, height = _unpack("<B2x3sHH", content, start)
    if tag & 1 or start_code != b"\x9d\x01\x2a":  # the first frame is a key frame
        raise PictureUnusable("picture_broken")
    return _checked_size(width & 0x3FFF, height & 0x3FFF)


def _vp8l_size(content: bytes, start: int) -> tuple[int, int]:
    signature, bits = _unpack("<BI", content, start)
    if signature != 0x2F:
        raise PictureUnusable("picture_broken")
    return _checked_size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)


VP8_SIZES: dict[bytes, Callable[[bytes, int], tuple[int, int]]] = {b"VP8 ": _vp8_size, b"VP8L": _vp8l_size}


def _avif_orientation(found: AvifProperties) -> int:
    """As EXIF would say it: turned by `quarter_turns` against the clock, then mirrored."""
    return {
        None: (1, 8, 3, 6),
        "top to bottom": (4, 5, 2, 7),
        "left to right": (2, 7, 4, 5),
    }[found.mirrored][found.quarter_turns]


def _exif_orientation(content: bytes, start: int) -> int:
    """The orientation in the first directory of an EXIF block, 1 when there is none or it makes no sense."""
    tiff = content[start : start + EXIF_BYTES].removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not order:
        return 1
    try:
        (directory,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, directory)
        for entry in range(directory + 2, directory + 2 + 12 * min(entries, MAX_EXIF_ENTRIES), 12):
            tag, kind = struct.unpack_from(order + "HH", tiff, entry)
            if tag == EXIF_ORIENTATION:
                (value,) = struct.unpack_from(order + ("I" if kind == 4 else "H"), tiff, entry + 8)
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass  # people want their picture, not our opinion of its EXIF
    return 1


def _checked_size(width: int, height: int, most: int = MAX_PIXELS) -> tuple[int, int]:
    if not width or not height:
        raise PictureUnusable("picture_broken")
    if width * height > most:
        raise PictureUnusable("picture_too_large")
    return width, height


def _unpack(layout: str, content: bytes, offset: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(layout, content, offset)
    except struct.error:
        raise PictureUnusable("picture_broken") from None
