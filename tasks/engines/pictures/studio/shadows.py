"""The shadows that make a product stand on its ground instead of hovering in front of it."""

import numpy as np
from PIL import Image, ImageFilter

from ....media.photo import Size
from .pixels import Pixels, to_pixels


def shadow_under(shape: Image.Image, place: tuple[int, int], size: Size) -> Pixels:
    """How much light (0-1) the product `shape` (`L`), at `place` in a frame of `size`, takes from its backdrop.

    Three shadows: a narrow one where it touches the ground, a softer one that follows its lower outline, and a wide
    one on the ground around it.
    """
    left, top = place
    ground = top + shape.height
    extent = max(shape.size) ** 0.5 * min(shape.size) ** 0.5
    contact = _below(shape, place, size, 0.012 * extent, 0.010 * extent, ground, 0.05 * shape.height)
    outline = _below(shape, place, size, 0.045 * extent, 0.040 * extent, ground, 0.22 * shape.height)
    flat = _resting(shape).resize((max(1, round(shape.width * 1.04)), max(2, round(0.10 * extent))))
    puddle = _blurred(flat, (left + round(0.01 * extent), ground - flat.height // 2), size, 0.06 * extent)
    light = (1 - 0.75 * contact) * (1 - 0.45 * outline) * (1 - 0.42 * puddle)
    return np.asarray(1 - light, np.float32)


def shade_around(shape: Image.Image, place: tuple[int, int], size: Size) -> Pixels:
    """A glow of shade (0-1) all around the product."""
    extent = max(shape.size)
    near = 0.55 * _blurred(shape, place, size, 0.010 * extent)
    return np.asarray(np.maximum(near, 0.40 * _blurred(shape, place, size, 0.035 * extent)), np.float32)


def _resting(shape: Image.Image) -> Image.Image:
    """One row: how close (0-255) to the ground each column of the shape comes."""
    opaque = np.asarray(shape) > 100
    heights = opaque[::-1].argmax(0) / shape.height
    near = np.where(opaque.any(0), np.exp(-heights / 0.10), 0)
    return Image.fromarray((near[None] * 255).astype(np.uint8))


def _below(
    shape: Image.Image, place: tuple[int, int], size: Size, shift: float, radius: float, ground: int, fade: float
) -> Pixels:
    """The shape moved down and blurred, fading with the height above the ground."""
    moved = _blurred(shape, (place[0] + round(0.3 * shift), place[1] + round(shift)), size, radius)
    height = np.maximum(0, ground + shift - np.arange(size.height, dtype=np.float32) - 0.5)
    return np.asarray(moved * np.exp(-height / max(fade, 1))[:, None], np.float32)


def _blurred(shape: Image.Image, place: tuple[int, int], size: Size, radius: float) -> Pixels:
    canvas = Image.new("L", size)
    canvas.paste(shape, place)
    return to_pixels(canvas.filter(ImageFilter.GaussianBlur(radius)))
