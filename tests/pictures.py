"""Small factories of pictures: odd ones that must work, bad ones that must be refused, each with a name.

Most show the same thing, so that tests can look for it: a red disc in the middle of a light ground.
"""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageOps

RED = (200, 30, 40)
LIGHT = (225, 225, 225)
ORIENTATION_TAG, GPS_TAG = 0x0112, 0x8825
COMMENT = b"a comment that must not come out"
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>whose picture this is</x:xmpmeta>"

# -- makers


def disc(width: int = 300, height: int = 200) -> Image.Image:
    """A red disc, as high as 60 % of the shorter side, in the middle of a light ground."""
    image = Image.new("RGB", (width, height), LIGHT)
    radius = 0.3 * min(width, height)
    ImageDraw.Draw(image).circle((width / 2, height / 2), radius, fill=RED)
    return image


def encoded(image: Image.Image, file_format: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    target = BytesIO()
    image.save(target, file_format, **options)
    return target.getvalue()


def jpeg(width: int = 300, height: int = 200, **options: Any) -> bytes:
    """The disc as JPEG."""
    return encoded(disc(width, height), quality=95, **options)


def png(width: int = 300, height: int = 200) -> bytes:
    """The disc as PNG."""
    return encoded(disc(width, height), "PNG")


def turned(orientation: int, file_format: str = "JPEG", width: int = 300, height: int = 200) -> bytes:
    """The disc, `width` x `height` when upright, stored as EXIF orientation 1-8 says."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    # orientation 6 undoes 8 and the other way round; each of the others undoes itself
    undo = Image.Exif()
    undo[ORIENTATION_TAG] = {6: 8, 8: 6}.get(orientation, orientation)
    carrier = Image.open(BytesIO(encoded(disc(width, height), "PNG", exif=undo)))
    return encoded(ImageOps.exif_transpose(carrier), file_format, exif=exif)


def tattling() -> bytes:
    """A JPEG with everything in it that must not come out: EXIF with GPS, XMP, a profile, a comment."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = 1
    exif[0x010F] = "a camera's maker"
    exif[GPS_TAG] = {1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)}
    return jpeg(exif=exif, xmp=XMP.partition(b"\0")[2], icc_profile=swapped_profile(), comment=COMMENT)


def swapped_profile() -> bytes:
    """An ICC profile like sRGB whose red and blue have changed places."""
    red, green, blue = (0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7139)
    gamma = b"curv" + struct.pack(">4xIH2x", 1, round(2.2 * 256))
    text = b"desc" + struct.pack(">4xI", 8) + b"swapped\0" + bytes(78)
    tags = {
        b"desc": text + bytes(-len(text) % 4),
        b"cprt": b"text" + bytes(4) + b"none\0\0\0\0",
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(*blue),
        b"gXYZ": _xyz(*green),
        b"bXYZ": _xyz(*red),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    table, body, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += struct.pack(">4sII", name, offset + len(body), len(content))
        body += content
    illuminant = _xyz(0.9642, 1.0, 0.8249)[8:]
    head = struct.pack(
        ">I4xI4s4s4s12x4s28x12s48x", offset + len(body), 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp", illuminant
    )
    return head + table + body


def png_of_chunks(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG made by hand."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def png_header(width: int, height: int, bits: int = 8, colour_type: int = 2) -> tuple[bytes, bytes]:
    """IHDR; colour types: 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGBA."""
    return b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)


def webp_of(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP made by hand."""
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2) for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def many_scans(width: int = 2000, height: int = 2000, scans: int = 5000) -> bytes:
    """A progressive JPEG of some 100 kB whose last scan comes again and again: minutes of work."""
    content = encoded(Image.new("RGB", (width, height), LIGHT), progressive=True, quality=50)
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * scans + b"\xff\xd9"


def wide_png(bits: int = 16) -> bytes:
    """40 megapixels of nothing, RGBA: a few hundred kB that unfold to 330 MB."""
    width, height = 8000, 5000
    packer, pixels = zlib.compressobj(9), b""
    for _ in range(height):
        pixels += packer.compress(bytes(1 + width * 4 * bits // 8))
    return png_of_chunks(png_header(width, height, bits, 6), (b"IDAT", pixels + packer.flush()), (b"IEND", b""))


def text_bomb() -> bytes:
    """A small PNG with 200 compressed texts of 1 MB each."""
    text = b"Comment\0\0" + zlib.compress(bytes(1_000_000), 9)
    pixels = zlib.compress(bytes(4))
    return png_of_chunks(png_header(1, 1), *[(b"zTXt", text)] * 200, (b"IDAT", pixels), (b"IEND", b""))


# -- odd, but pictures


def _sixteen_bit_rgb() -> bytes:
    image = disc()
    rows = (image.crop((0, row, 300, row + 1)).tobytes() for row in range(200))
    raw = b"".join(b"\0" + bytes(byte for value in row for byte in (value, value)) for row in rows)
    return png_of_chunks(png_header(300, 200, bits=16), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))


def _sixteen_bit_gray() -> bytes:
    gray = disc().convert("L")
    wide = bytes(byte for value in gray.tobytes() for byte in (value, value))
    return encoded(Image.frombytes("I;16", gray.size, wide), "PNG")


def _cut_out(mode: str) -> Image.Image:
    """The disc on nothing at all, which must become white."""
    alpha = ImageOps.invert(disc().convert("L").point(lambda value: 255 if value > 150 else 0))
    image = disc().convert(mode[:-1])
    image.putalpha(alpha)
    return image


def _palette_with_transparency() -> bytes:
    image = Image.new("P", (300, 200), 0)
    image.putpalette([0, 0, 0, *RED])
    ImageDraw.Draw(image).circle((150, 100), 60, fill=1)
    return encoded(image, "PNG", transparency=0)


def _multi_picture() -> bytes:
    return encoded(disc(), "MPO", save_all=True, append_images=[Image.new("RGB", (300, 200), "blue")])


def _exif_after_the_pixels() -> bytes:
    content = png(200, 300)
    exif = b"II*\0\x08\0\0\0" + struct.pack("<HHHIHHI", 1, ORIENTATION_TAG, 3, 1, 6, 0, 0)
    chunk = png_of_chunks((b"eXIf", exif))[8:]
    return content[:-12] + chunk + content[-12:]


def _rows(image: Image.Image) -> bytes:
    """Its pixels as a PNG packs them."""
    rows = (image.crop((0, row, image.width, row + 1)).tobytes() for row in range(image.height))
    return zlib.compress(b"".join(b"\0" + row for row in rows))


def described_png(*chunks: tuple[bytes, bytes], image: Image.Image | None = None) -> bytes:
    """A PNG with more said about it."""
    image = image or disc()
    return png_of_chunks(png_header(*image.size), *chunks, (b"IDAT", _rows(image)), (b"IEND", b""))


def _wrong_sums(content: bytes, *names: bytes) -> bytes:
    """The PNG with wrong checksums in these chunks."""
    for name in names:
        length = int.from_bytes(content[content.index(name) - 4 : content.index(name)])
        end = content.index(name) + 4 + length
        content = content[:end] + b"\1\2\3\4" + content[end + 4 :]
    return content


def _damaged_details() -> bytes:
    content = described_png((b"tEXt", b"Comment\0hello"), (b"gAMA", bytes(4)), (b"tRNS", b"\0\xe1" * 3))
    return _wrong_sums(content, b"tEXt", b"gAMA", b"tRNS")


def gray_png(bits: int, see_through: int, ground: int = 0) -> bytes:
    """The disc in gray on a ground of another number that is see-through."""
    shape = disc().convert("L").point(lambda value: 255 if value < 150 else 0)
    packed = b""
    for row in range(200):
        numbers = [see_through if value == 0 else ground for value in shape.crop((0, row, 300, row + 1)).tobytes()]
        line = "".join(f"{number:0{bits}b}" for number in numbers)
        packed += b"\0" + int(line.ljust(-len(line) % 8 + len(line), "0"), 2).to_bytes((len(line) + 7) // 8)
    seen = (b"tRNS", struct.pack(">H", see_through))
    return png_of_chunks(png_header(300, 200, bits, 0), seen, (b"IDAT", zlib.compress(packed)), (b"IEND", b""))


def _one_frame_webp() -> bytes:
    still = encoded(disc(), "WEBP", quality=95)[12:]
    frame = bytes(6) + (299).to_bytes(3, "little") + (199).to_bytes(3, "little") + bytes(4) + still
    canvas = b"\2\0\0\0" + (299).to_bytes(3, "little") + (199).to_bytes(3, "little")
    return webp_of((b"VP8X", canvas), (b"ANIM", bytes(6)), (b"ANMF", frame))


def _one_frame_png() -> bytes:
    return described_png(
        (b"acTL", struct.pack(">II", 1, 0)), (b"fcTL", struct.pack(">IIIIIHHBB", 0, 300, 200, 0, 0, 1, 1, 0, 0))
    )


def _turned_avif() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = 6
    return encoded(disc(200, 300), "AVIF", quality=90, exif=exif)


def _without_end(content: bytes) -> bytes:
    return content[: content.rindex(b"IDAT") - 4 + 12 + int.from_bytes(content[content.rindex(b"IDAT") - 4 :][:4]) - 2]


LARGE_TEXT = b"Comment\0\1\0\0\0" + zlib.compress(bytes(1_600_000))

#: each is a red disc on a light ground, 300x200 when upright, or what its colours allow of it
ODD_PICTURES: dict[str, Callable[[], bytes]] = {
    "plain JPEG": jpeg,
    "plain PNG, whatever it is called": png,
    "plain WebP": lambda: encoded(disc(), "WEBP"),
    "CMYK JPEG": lambda: encoded(disc().convert("CMYK"), quality=95),
    "progressive JPEG": lambda: jpeg(progressive=True),
    "multi-picture JPEG": _multi_picture,
    "16-bit RGB PNG": _sixteen_bit_rgb,
    "16-bit gray PNG": _sixteen_bit_gray,
    "gray JPEG": lambda: encoded(disc().convert("L")),
    "gray PNG with transparency": lambda: encoded(_cut_out("LA"), "PNG"),
    "1-bit gray PNG": lambda: encoded(disc().convert("L").point(lambda value: 255 * (value > 150)).convert("1"), "PNG"),
    "palette PNG": lambda: encoded(disc().quantize(16), "PNG"),
    "palette PNG with transparency": _palette_with_transparency,
    "PNG with transparency": lambda: encoded(_cut_out("RGBA"), "PNG"),
    "WebP with transparency": lambda: encoded(_cut_out("RGBA"), "WEBP", lossless=True),
    "JPEG on its side": lambda: turned(6),
    "JPEG on its other side, mirrored": lambda: turned(5),
    "PNG on its side": lambda: turned(8, "PNG"),
    "PNG on its side, said after the pixels": _exif_after_the_pixels,
    "WebP on its head": lambda: turned(3, "WEBP"),
    "JPEG without its last bytes": lambda: jpeg()[:-2],
    "JPEG without its last rows": lambda: encoded(disc().effect_spread(3), quality=95)[:-40],
    "progressive JPEG without its last bytes": lambda: jpeg(progressive=True)[:-3],
    "PNG without its end": lambda: _without_end(png()),
    "PNG with damaged details": _damaged_details,
    "PNG with a large profile": lambda: described_png((b"iCCP", b"x\0\0" + zlib.compress(bytes(1_300_000)))),
    "PNG with a large text": lambda: described_png((b"iTXt", LARGE_TEXT)),
    "WebP without its last bytes": lambda: turned(1, "WEBP")[:-3],
    "WebP of one frame": _one_frame_webp,
    "PNG of one frame": _one_frame_png,
    "AVIF": lambda: encoded(disc(), "AVIF", quality=90),
    "AVIF on its side": _turned_avif,
    "AVIF with transparency": lambda: encoded(_cut_out("RGBA"), "AVIF", quality=95),
    "16-bit gray PNG with transparency": lambda: gray_png(16, 0xA234),
    "4-bit gray PNG with transparency": lambda: gray_png(4, 8),
    "1-bit gray PNG with transparency": lambda: gray_png(1, 1),
    "JPEG with everything in it": lambda: jpeg(comment=COMMENT, xmp=XMP, dpi=(300, 300)),
}

# -- what the header gives away


def animation(file_format: str) -> bytes:
    """Two pictures, one after the other: `PNG` (APNG), `WEBP` or `GIF`."""
    return encoded(disc(), file_format, save_all=True, append_images=[Image.new("RGB", (300, 200), "blue")])


def _huge_jpeg() -> bytes:
    content = bytearray(jpeg())
    position = content.index(b"\xff\xc0") + 5
    content[position : position + 4] = struct.pack(">HH", 6200, 8300)
    return bytes(content)


def _flat_jpeg() -> bytes:
    content = bytearray(jpeg())
    position = content.index(b"\xff\xc0") + 5
    content[position : position + 2] = bytes(2)
    return bytes(content)


def webp_bomb() -> bytes:
    """46 bytes that ask for 268 megapixels."""
    return webp_of((b"VP8L", b"\x2f" + struct.pack("<I", 0x3FFF | 0x3FFF << 14) + bytes(21)))


def _boxed(brand: bytes) -> bytes:
    return struct.pack(">I", 28) + b"ftyp" + brand + bytes(4) + b"mif1" + brand + b"miaf" + bytes(200)


def resized_avif(width: int, height: int) -> bytes:
    """An AVIF that promises another size than it has."""
    content = bytearray(encoded(disc(), "AVIF"))
    position = content.index(b"ispe") + 8
    content[position : position + 8] = struct.pack(">II", width, height)
    return bytes(content)


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'

#: refused by `probe`, and how
REFUSED_PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "file_empty"),
    "one byte more than 30 MB": (lambda: jpeg().ljust(30 * 1024 * 1024 + 1, b"\0"), "file_too_large"),
    "text called .jpg": (lambda: b"This is not a picture at all.\n" * 20, "picture_unsupported"),
    "GIF": (lambda: encoded(disc(), "GIF"), "picture_unsupported"),
    "animated GIF": (lambda: animation("GIF"), "picture_unsupported"),
    "SVG": (lambda: SVG, "picture_unsupported"),
    "HEIC": (lambda: _boxed(b"heic"), "picture_heic"),
    "AVIF without a picture": (lambda: _boxed(b"avif"), "picture_broken"),
    "AVIF of 41 megapixels": (lambda: resized_avif(8201, 5000), "picture_too_large"),
    "BMP": (lambda: encoded(disc(), "BMP"), "picture_unsupported"),
    "TIFF": (lambda: encoded(disc(), "TIFF"), "picture_unsupported"),
    "PDF": (lambda: encoded(disc(), "PDF"), "picture_unsupported"),
    "bytes of no known kind": (lambda: bytes(range(200, 127, -1)) * 20, "picture_unsupported"),
    "JPEG cut off in its header": (lambda: jpeg()[:150], "picture_broken"),
    "PNG cut off in its header": (lambda: png()[:30], "picture_broken"),
    "WebP cut off in its header": (lambda: encoded(disc(), "WEBP")[:24], "picture_broken"),
    "JPEG without height": (_flat_jpeg, "picture_broken"),
    "PNG without width": (lambda: png_of_chunks(png_header(0, 9), (b"IDAT", b"")), "picture_broken"),
    "WebP whose frame is not as large as its canvas": (
        lambda: webp_of((b"VP8X", bytes(4) + b"\x63\0\0\x63\0\0"), (b"VP8L", b"\x2f\0\0\0\0")),
        "picture_broken",
    ),
    "JPEG of 51 megapixels": (_huge_jpeg, "picture_too_large"),
    "PNG of 41 megapixels": (lambda: png_of_chunks(png_header(8201, 5000), (b"IDAT", b"")), "picture_too_large"),
    "WebP of 46 bytes and 268 megapixels": (webp_bomb, "picture_too_large"),
    "lossy WebP of 268 megapixels": (
        lambda: webp_of((b"VP8 ", b"\x10\0\0\x9d\x01\x2a\xff\x3f\xff\x3f" + bytes(16))),
        "picture_too_large",
    ),
    "WebP with a huge canvas": (lambda: webp_of((b"VP8X", bytes(4) + b"\xff\xff\xff" * 2)), "picture_too_large"),
    "WebP with a huge frame in a small canvas": (
        lambda: webp_of((b"VP8X", bytes(10)), (b"VP8L", b"\x2f\xff\xff\xff\x0f")),
        "picture_too_large",
    ),
    "animated PNG": (lambda: animation("PNG"), "picture_animated"),
    "animated WebP": (lambda: animation("WEBP"), "picture_animated"),
}

# -- what only decoding shows


def _png_with_wrong_pixels() -> bytes:
    return png_of_chunks(png_header(300, 200), (b"IDAT", b"these are no pixels"), (b"IEND", b""))


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


#: let through by `probe`, found to be broken by the worker
BROKEN_LATE: dict[str, Callable[[], bytes]] = {
    "JPEG cut off": lambda: _cut(jpeg()),
    "progressive JPEG cut off": lambda: _cut(jpeg(progressive=True)),
    "PNG cut off": lambda: _cut(encoded(disc().effect_spread(20), "PNG")),
    "WebP cut off": lambda: _cut(encoded(disc().effect_spread(20), "WEBP")),
    "AVIF cut off": lambda: _cut(encoded(disc(), "AVIF", quality=90)),
    "JPEG without pixels": lambda: jpeg()[: jpeg().index(b"\xff\xda") + 20],
    "PNG with wrong pixels": _png_with_wrong_pixels,
}


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + struct.pack(">4x3i", *(round(value * 65536) for value in (x, y, z)))
