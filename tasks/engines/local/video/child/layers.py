"""Layers that move apart: a picture, drawn at any size and place between pixels, and a mask."""

import math

from PIL import Image

#: transparent pixels around a source, so that its edges can lie between two pixels
EDGE = 3
#: sharp, and free of shimmer where a source is made a little smaller
SMOOTH = Image.Resampling.HAMMING

#: left, top, width, height in pixels of the frame
Rect = tuple[float, float, float, float]


class Layer:
    """A picture with its mask."""

    def __init__(self, mask: Image.Image, colours: Image.Image | tuple[int, int, int]) -> None:
        """`colours` are a picture of the mask's size, or one colour."""
        self._size = mask.size
        self._mask = _edged(mask)
        self._colours = _edged(colours) if isinstance(colours, Image.Image) else colours

    def draw(self, frame: Image.Image, rect: Rect, strength: float = 1.0) -> None:
        """Draw it over the frame so that it fills `rect`; what is outside of the frame is cut off."""
        left, top, width, height = rect
        x0, y0 = max(0, math.floor(left)), max(0, math.floor(top))
        x1, y1 = min(frame.width, math.ceil(left + width)), min(frame.height, math.ceil(top + height))
        if x1 <= x0 or y1 <= y0 or strength <= 0:
            return
        across, down = self._size[0] / width, self._size[1] / height
        box = (
            max(0.0, EDGE + (x0 - left) * across),
            max(0.0, EDGE + (y0 - top) * down),
            min(self._mask.width, EDGE + (x1 - left) * across),
            min(self._mask.height, EDGE + (y1 - top) * down),
        )
        size = (x1 - x0, y1 - y0)
        mask = faded(self._mask.resize(size, SMOOTH, box), strength)
        if isinstance(self._colours, Image.Image):
            frame.paste(self._colours.resize(size, SMOOTH, box), (x0, y0), mask)
        else:
            frame.paste(self._colours, (x0, y0, x1, y1), mask)


def faded(mask: Image.Image, strength: float) -> Image.Image:
    """The mask, as strong as is said (0-1)."""
    return mask if strength >= 1 else mask.point([round(value * strength) for value in range(256)])


def _edged(image: Image.Image) -> Image.Image:
    """With a margin that repeats the outermost pixels of a picture, and is empty around a mask."""
    larger = Image.new(image.mode, (image.width + 2 * EDGE, image.height + 2 * EDGE))
    if image.mode != "L":
        larger.paste(image.resize(larger.size, Image.Resampling.NEAREST))
    larger.paste(image, (EDGE, EDGE))
    return larger
