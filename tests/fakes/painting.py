"""The pictures the fake provider makes: the uploaded one, brighter, in the size asked for; the same for the same."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageEnhance, ImageOps

BRIGHTER = 1.15
#: pixels of a side that the first, second, third … partial picture is blurred over
COARSENESS = (48, 24, 12)


@lru_cache(maxsize=64)
def painted(content: bytes, size: tuple[int, int], file_format: str, partial_index: int | None = None) -> bytes:
    """The finished picture, or a coarse one on the way to it; raises OSError when `content` is no picture."""
    image = _brightened(content, size)
    if partial_index is not None:
        coarseness = COARSENESS[min(partial_index, len(COARSENESS) - 1)]
        small = image.resize((max(1, size[0] // coarseness), max(1, size[1] // coarseness)), Image.Resampling.BOX)
        image = small.resize(size, Image.Resampling.BILINEAR)
    target = BytesIO()
    image.save(target, file_format, quality=90)
    return target.getvalue()


def own_size(content: bytes) -> tuple[int, int]:
    """Width and height of the uploaded picture, in multiples of 16; raises OSError when it is none."""
    with Image.open(BytesIO(content)) as image:
        return max(16, image.width // 16 * 16), max(16, image.height // 16 * 16)


@lru_cache(maxsize=8)
def _brightened(content: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(BytesIO(content)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    return ImageEnhance.Brightness(ImageOps.fit(upright, size)).enhance(BRIGHTER)
