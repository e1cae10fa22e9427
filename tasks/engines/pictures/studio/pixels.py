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
    lines = np.moveaxis(pixels, axis, 0)
    length, radius = len(lines), min(radius, len(lines) - 1)
    # float64: a running sum in float32 loses what small variances are made of
    sums = np.cumsum(lines, 0, np.float64)
    mean = np.empty(lines.shape, np.float32)
    for place in (*range(radius + 1), *range(max(radius + 1, length - radius), length)):
        first, last = place - radius, min(place + radius, length - 1)
        mean[place] = (sums[last] - (sums[first - 1] if first > 0 else 0)) / (last - max(first, 0) + 1)
    if length > 2 * radius + 1:
        mean[radius + 1 : length - radius] = (sums[2 * radius + 1 :] - sums[: -2 * radius - 1]) / (2 * radius + 1)
    return np.moveaxis(mean, 0, axis)
