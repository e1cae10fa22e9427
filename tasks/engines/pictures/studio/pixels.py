"""Pictures as arrays of float32 between 0 and 1, and what is done to such arrays."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ....media.photo import Size

#: rows x columns, or rows x columns x 3
Pixels: TypeAlias = NDArray[np.float32]
#: weights of red, green and blue in brightness (BT.601, as Pillow's `L`)
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def to_pixels(image: Image.Image) -> Pixels:
    """An `L` or `RGB` picture as an array."""
    return np.asarray(image, np.float32) / np.float32(255)


def to_image(pixels: Pixels) -> Image.Image:
    """The other way round, rounded and kept within 0-255."""
    return Image.fromarray((pixels * 255 + 0.5).clip(0, 255).astype(np.uint8))


def resized(pixels: Pixels, size: Size, resample: Image.Resampling = Image.Resampling.BILINEAR) -> Pixels:
    """The array at another size, without rounding to 8 bits in between."""
    planes = pixels[..., None] if pixels.ndim == 2 else pixels
    scaled = [np.asarray(Image.fromarray(plane).resize(size, resample)) for plane in np.moveaxis(planes, 2, 0)]
    return scaled[0] if pixels.ndim == 2 else np.stack(scaled, 2)


def box_mean(pixels: Pixels, radius: int) -> Pixels:
    """The mean of the square of 2 `radius` + 1 pixels around each; at the border, of the part that exists."""
    return _mean_along(_mean_along(pixels, radius, 0), radius, 1)


def _mean_along(pixels: Pixels, radius: int, axis: int) -> Pixels:
    length, width = pixels.shape[axis], 2 * radius + 1
    lines = np.pad(np.moveaxis(pixels, axis, 0), [(radius, radius)] + [(0, 0)] * (pixels.ndim - 1))
    places = np.arange(length)
    counts = np.minimum(places, radius) + np.minimum(length - 1 - places, radius) + 1
    weights = (1 / counts).astype(np.float32).reshape(-1, *[1] * (pixels.ndim - 1))
    return np.moveaxis(_window_sums(lines, width, length) * weights, 0, axis)


def _window_sums(lines: Pixels, width: int, count: int) -> Pixels:
    """The sums of `width` lines from each of the first `count` on: of two, of four, of eight, and so on."""
    sums, start = np.zeros((count, *lines.shape[1:]), np.float32), 0
    size = 1
    while True:
        if width & size:
            sums += lines[start : start + count]
            start += size
        if 2 * size > width:
            return sums
        lines = lines[:-size] + lines[size:]
        size *= 2
