"""Turns bytes that cannot be trusted into an upright sRGB picture of a bearable size."""

import math
import re
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from ....errors import PictureUnusable
from ....media.photo import Size

#: named classes instead of Image.open, which would hand multi-picture JPEGs to one more parser
OPENERS: dict[str, Callable[[BytesIO], ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
}
#: encoders write about 10; each scan costs a pass over the whole picture, and a few bytes can ask for thousands
MAX_SCANS = 40
MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
#: rows taken at once when a big picture is made smaller, so that no second copy of it is ever held
STRIP_ROWS = 256
#: a box filter may leave this much more than is wanted; Lanczos does the rest better
SPARE = 1.3
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
    """Decode a `JPEG`, `PNG` or `WEBP` of the size `stored`, upright, RGB in sRGB, on white; RGBA if `transparent`.

    The answer is not much larger than `wanted` (upright) where the original is, and never smaller than
    it on purpose. Raises PictureUnusable for anything damaged, cut off, or with endless scans.
    """
    if name == "JPEG":
        _check_scans(content)
    wanted_as_stored = Size(*reversed(wanted)) if exif_orientation >= 5 else wanted
    try:
        image = OPENERS[name](BytesIO(content))
        if image.size != stored:
            raise PictureUnusable("picture_broken")
        image.draft(None, wanted_as_stored)
        image.load()
        smaller = _reduced(image, wanted_as_stored)
        colours = _srgb(smaller, image.info.get("icc_profile"), transparent)
    except (PictureUnusable, MemoryError):
        raise
    except Exception as exc:  # Pillow's readers answer damage with SyntaxError, ValueError, struct.error ...
        raise PictureUnusable("picture_broken") from exc
    turn = UPRIGHT.get(exif_orientation)
    return colours if turn is None else colours.transpose(turn)


def _check_scans(content: bytes) -> None:
    position, scans = 2, 0
    while found := MARKER.search(content, position):
        marker = found[1][0]
        if marker == 0xD9:  # what comes after the picture's end is not read
            return
        scans += marker == 0xDA
        if scans > MAX_SCANS:
            raise PictureUnusable("picture_too_slow")
        # a bare marker has no length; the others' payload may hold a thumbnail with scans of its own
        length = int.from_bytes(content[found.end() : found.end() + 2])
        position = found.end() + (0 if marker in (0x01, 0xD8) else length)


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
    if strip.mode.startswith("I"):
        return strip.point(lambda value: value / 256).convert("L")
    if strip.has_transparency_data:
        return strip.convert("RGBA")
    if strip.mode in ("L", "RGB", "CMYK"):
        return strip
    return strip.convert("L" if strip.mode == "1" else "RGB")


def _srgb(image: Image.Image, profile: bytes | None, transparent: bool) -> Image.Image:
    """RGB in sRGB, see-through pixels on white; or RGBA."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = _by_profile(image.convert("RGB") if alpha else image, profile)
    if transparent:
        colours.putalpha(alpha or 255)
    if transparent or not alpha:
        return colours
    result = Image.new("RGB", image.size, "white")
    result.paste(colours, mask=alpha)
    return result


def _by_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return made or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that does not fit or makes no sense: a viewer would ignore it too
    return image.convert("RGB")
