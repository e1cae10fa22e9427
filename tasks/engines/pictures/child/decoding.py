"""Turns bytes that cannot be trusted into an upright sRGB picture of a bearable size."""

import math
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from ....errors import PictureUnusable
from ....media.avif_boxes import avif_properties
from ....media.photo import Size
from .colour_profiles import SRGB, Colours, coded
from .jpeg_scans import completed
from .png_chunks import Png, picture_of

#: named classes instead of Image.open, which would hand multi-picture JPEGs to one more parser
OPENERS: dict[str, Callable[[BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
    "AVIF": AvifImageFile,
}
#: part of a WebP's bytes that may be missing at its end: a browser shows the rest
MOST_MISSING = 0.02
#: rows taken at once when a big picture is made smaller, so that no second copy of it is ever held
STRIP_ROWS = 256
#: a box filter may leave this much more than is wanted; Lanczos does the rest better
SPARE = 1.3
#: part of a picture that is surely see-through, and surely not, where its background was removed
LEAST_SHARE, CLEAR = 0.02, 16
#: transfer functions of video, which Chromium takes for sRGB in AVIF
VIDEO = (1, 6, 14, 15)
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(
    content: bytes, name: str, stored: Size, exif_orientation: int, wanted: Size, *, transparent: bool = False
) -> Image.Image:
    """Decode a picture of a format in OPENERS, of the size `stored`, upright, RGB in sRGB, on white; or RGBA.

    The answer is not much larger than `wanted` (upright) where the original is, and never smaller than
    it on purpose. What a browser overlooks is overlooked: a missing tail, damage in what is not the picture.
    Raises PictureUnusable for anything else that is damaged, for half a file, or with endless scans.
    """
    wanted_as_stored = Size(*reversed(wanted)) if exif_orientation >= 5 else wanted
    try:
        image, colours = READERS[name](content, stored, wanted_as_stored)
        smaller = _reduced(image, wanted_as_stored)
        result = _srgb(smaller, colours, transparent)
    except (PictureUnusable, MemoryError):
        raise
    except Exception as exc:  # Pillow's readers answer damage with SyntaxError, ValueError, struct.error ...
        raise PictureUnusable("picture_broken") from exc
    turn = UPRIGHT.get(exif_orientation)
    return result if turn is None else result.transpose(turn)


def on_white(image: Image.Image) -> Image.Image:
    """The RGBA picture as RGB."""
    result = Image.new("RGB", image.size, "white")
    result.paste(image, mask=image.getchannel("A"))
    return result


def is_cut_out(alpha: Image.Image) -> bool:
    """Whether so much is see-through, and so much is not, that somebody has cut a product out."""
    levels = alpha.histogram()
    least = LEAST_SHARE * sum(levels)
    return sum(levels[:CLEAR]) > least and sum(levels[-CLEAR:]) > least


def _loaded(name: str, content: bytes, stored: Size, wanted: Size) -> ImageFile.ImageFile:
    image = OPENERS[name](BytesIO(content))
    if image.size != stored:
        raise PictureUnusable("picture_broken")
    image.draft(None, wanted)
    image.load()
    return image


def _read_jpeg(content: bytes, stored: Size, wanted: Size) -> tuple[Image.Image, Colours]:
    image = _loaded("JPEG", completed(content), stored, wanted)
    return image, Colours(image.info.get("icc_profile"))


def _read_png(content: bytes, stored: Size, wanted: Size) -> tuple[Image.Image, Colours]:
    png = picture_of(content)
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, png.rows is not None
    try:
        image = _loaded("PNG", png.content, stored, wanted)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    if png.see_through:
        image.info["transparency"] = _see_through(png, image.mode)
    if png.rows is not None and png.rows < image.height:
        last = image.crop((0, png.rows - 1, image.width, png.rows))
        image.paste(last.resize((image.width, image.height - png.rows), Image.Resampling.NEAREST), (0, png.rows))
    return image, png.colours


def _see_through(png: Png, mode: str) -> int | tuple[int, ...]:
    """The see-through colour in the numbers that the decoder has made of the pixels."""
    if mode.startswith("I"):
        return png.see_through[0] if png.see_through else 0
    most = (1 << png.bits) - 1
    found = [value >> 8 if png.bits == 16 else (value & most) * 255 // most for value in png.see_through or ()]
    return tuple(found) if len(found) == 3 else found[0]


def _read_webp(content: bytes, stored: Size, wanted: Size) -> tuple[Image.Image, Colours]:
    promised = 8 + int.from_bytes(content[4:8], "little")
    if 0 < promised - len(content) <= MOST_MISSING * promised:
        content = content.ljust(promised, b"\0")
    image = _loaded("WEBP", content, stored, wanted)
    return image, Colours(image.info.get("icc_profile"))


def _read_avif(content: bytes, stored: Size, wanted: Size) -> tuple[Image.Image, Colours]:
    image = _loaded("AVIF", content, stored, wanted)
    primaries, transfer = avif_properties(content).colours or (1, SRGB)
    made = coded(primaries, SRGB if transfer in VIDEO else transfer) or Colours()
    return image, made._replace(profile=image.info.get("icc_profile"))


READERS: dict[str, Callable[[bytes, Size, Size], tuple[Image.Image, Colours]]] = {
    "JPEG": _read_jpeg,
    "PNG": _read_png,
    "WEBP": _read_webp,
    "AVIF": _read_avif,
}


def _reduced(image: Image.Image, wanted: Size) -> Image.Image:
    """The picture in a mode that can be averaged, made smaller by whole factors, strip by strip."""
    factors = Size(*(max(1, math.floor(has / wants / SPARE)) for has, wants in zip(image.size, wanted, strict=True)))
    size = Size(math.ceil(image.width / factors.width), math.ceil(image.height / factors.height))
    result = None
    step = max(1, STRIP_ROWS // factors.height) * factors.height
    for top in range(0, image.height, step):
        strip = _averageable(image.crop((0, top, image.width, min(top + step, image.height))))
        result = result or Image.new(strip.mode, size)
        result.paste(strip.reduce(factors), (0, top // factors.height))
    if result is None:
        raise PictureUnusable("picture_broken")
    return result


def _averageable(strip: Image.Image) -> Image.Image:
    """The same pixels as L, RGB, RGBA or CMYK."""
    see_through = strip.info.get("transparency")
    if strip.mode.startswith("I"):
        levels = np.asarray(strip)
        gray = Image.fromarray((levels >> 8).astype(np.uint8))
        if see_through is None:
            return gray
        gray.putalpha(Image.fromarray(np.where(levels == see_through, 0, 255).astype(np.uint8)))
        return gray.convert("RGBA")
    if strip.mode == "1":
        strip = strip.convert("L")
        strip.info["transparency"] = see_through
        if see_through is None:
            del strip.info["transparency"]
    if strip.has_transparency_data:
        return strip.convert("RGBA")
    return strip if strip.mode in ("L", "RGB", "CMYK") else strip.convert("RGB")


def _srgb(image: Image.Image, colours: Colours, transparent: bool) -> Image.Image:
    """RGB in sRGB, see-through pixels on white; or RGBA."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    result = _by_profile(image.convert("RGB") if alpha else image, colours)
    if not alpha and not transparent:
        return result
    result.putalpha(alpha or 255)
    return result if transparent else on_white(result)


def _by_profile(image: Image.Image, colours: Colours) -> Image.Image:
    for profile, source in ((colours.profile, image), (colours.made, image.convert("RGB") if colours.made else image)):
        if not profile:
            continue
        try:
            meant = ImageCms.ImageCmsProfile(BytesIO(profile))
            made = ImageCms.profileToProfile(source, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return made or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that does not fit or makes no sense: a viewer would ignore it too
    return image.convert("RGB")
