"""A PNG's chunks: the ones that make its picture go to the decoder, the rest cannot do harm any more."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from ....errors import PictureUnusable
from .colour_profiles import Colours, coded, colorimetric

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE = (b"IHDR", b"PLTE", b"tRNS", b"IDAT")
COLOURS = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM")
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
#: unpacked; a browser takes no more either
MOST_PROFILE_BYTES = 8_000_000
#: part of the rows that may be missing, as a browser would leave them out
MOST_MISSING = 1 / 16
STEP_BYTES = 1 << 20


class Png(NamedTuple):
    """What is left of a PNG."""

    content: bytes
    colours: Colours
    #: so many rows are there; None where all are
    rows: int | None
    #: of the one colour, in gray or RGB, that is see-through: at most 16 bits each
    see_through: tuple[int, ...] | None
    bits: int


def picture_of(content: bytes) -> Png:
    """The chunks that make the picture; raises PictureUnusable where more than a tail is missing."""
    kept, colours, packed, whole = [], dict[bytes, bytes](), bytearray(), False
    for name, data, check in _chunks(content):
        critical = not name[0] & 0x20
        damaged = check != zlib.crc32(name + data)
        if name == b"IEND":
            whole = True
        elif name in COLOURS and not damaged:
            colours.setdefault(name, data)
        elif name in PICTURE and not (damaged and not critical):
            # a damaged one that matters keeps its wrong sum; the cut one at the end gets a right one
            kept.append((name, data, zlib.crc32(name + data) if check is None else check))
            packed += data if name == b"IDAT" else b""
    header = struct.unpack(">IIBBBBB", kept[0][1][:13])
    rows = None if whole else _complete_rows(bytes(packed), *header[:4], interlaced=bool(header[6]))
    parts = [struct.pack(">I", len(data)) + name + data + struct.pack(">I", check) for name, data, check in kept]
    end = b"\0\0\0\0IEND\xaeB`\x82"
    trns = next((data for name, data, _ in kept if name == b"tRNS"), b"")
    see_through = struct.unpack(f">{len(trns) // 2}H", trns) if header[3] in (0, 2) and len(trns) in (2, 6) else None
    return Png(b"".join((SIGNATURE, *parts, end)), _colours(colours), rows, see_through, header[2])


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int | None]]:
    """Name, data and checksum of each; the checksum is None where the file ends before it."""
    position = len(SIGNATURE)
    while position + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, position)
        end = position + 8 + length
        check = struct.unpack_from(">I", content, end)[0] if end + 4 <= len(content) else None
        yield name, content[position + 8 : end], check
        position = end + 4


def _complete_rows(packed: bytes, width: int, height: int, bits: int, kind: int, *, interlaced: bool) -> int | None:
    """How many rows can be had from the pixels of a file that is cut off."""
    unpacker, unpacked = zlib.decompressobj(), 0
    try:
        while packed and not unpacker.eof:
            unpacked += len(unpacker.decompress(packed, STEP_BYTES))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        raise PictureUnusable("picture_broken") from None
    if unpacker.eof:
        return None
    rows = unpacked // (1 + (width * CHANNELS.get(kind, 4) * bits + 7) // 8)
    if interlaced or rows < (1 - MOST_MISSING) * height:
        raise PictureUnusable("picture_broken")
    return min(rows, height)


def _colours(chunks: dict[bytes, bytes]) -> Colours:
    """What they say of the colours, in the order in which browsers believe them."""
    if len(data := chunks.get(b"cICP", b"")) == 4 and (known := coded(data[0], data[1])):
        return known
    if (data := chunks.get(b"iCCP", b"")) and (profile := _unpacked(data)):
        return Colours(profile)
    gamma, places = chunks.get(b"gAMA", b""), chunks.get(b"cHRM", b"")
    if b"sRGB" in chunks or len(gamma) != 4:
        return Colours()
    numbers = struct.unpack(">8I", places) if len(places) == 32 else ()
    return colorimetric(struct.unpack(">I", gamma)[0] / 100_000, tuple(number / 100_000 for number in numbers))


def _unpacked(data: bytes) -> bytes | None:
    """The profile in an iCCP chunk."""
    _, _, packed = data.partition(b"\0")
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], MOST_PROFILE_BYTES)
    except zlib.error:
        return None
    return profile if unpacker.eof else None
