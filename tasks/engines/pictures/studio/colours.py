"""Colours by how they look (OKLCH, Ottosson 2020), and what a product's own colour is."""

import math
from typing import NamedTuple

import numpy as np
from PIL import Image

from .pixels import LUMA, Pixels, to_pixels

TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
SAMPLE_PIXELS = 96
#: a product whose colourful part is smaller, or duller, counts as gray; it gets a hint of warmth instead
LEAST_CHROMA, WARM_HUE = 0.02, 1.25
HUE_STEPS = 36


class Look(NamedTuple):
    """What a product looks like from afar."""

    #: in radians, of its dominant colour
    hue: float
    #: 0 gray to about 0.3
    chroma: float
    #: 0-1, mean
    brightness: float
    #: 0-1, of its outermost pixels, which are seen against the backdrop
    edge_brightness: float


def rgb(lightness: float, chroma: float, hue: float) -> Pixels:
    """Red, green, blue (sRGB, 0-1) of a colour in OKLCH; hue in radians."""
    lab = np.array([lightness, chroma * math.cos(hue), chroma * math.sin(hue)])
    linear = (np.linalg.inv(TO_LMS) @ (np.linalg.inv(TO_LAB) @ lab) ** 3).clip(0, 1)
    return np.asarray(np.where(linear > 0.0031308, 1.055 * linear ** (1 / 2.4) - 0.055, 12.92 * linear), np.float32)


def oklch(colour: tuple[int, int, int]) -> tuple[float, float, float]:
    """Lightness, chroma and hue in radians of a colour (sRGB, 0-255): `rgb` the other way round."""
    lightness, across, down = _lab(np.asarray(colour, np.float32) / np.float32(255)).tolist()
    return lightness, math.hypot(across, down), math.atan2(down, across)


def look_of(colours: Image.Image, alpha: Image.Image) -> Look:
    """How the product in these colours, as far as it is opaque, looks."""
    small = (SAMPLE_PIXELS, SAMPLE_PIXELS)
    pixels = to_pixels(colours.resize(small, Image.Resampling.BOX))
    opaque = to_pixels(alpha.resize(small, Image.Resampling.BOX))
    inner = to_pixels(alpha.resize(small, Image.Resampling.BOX).resize((24, 24)).resize(small))
    brightness = pixels @ LUMA
    rim = opaque * (inner < 0.97) + 1e-6
    lab = _lab(pixels)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    hue = np.arctan2(lab[..., 2], lab[..., 1])
    # dull pixels say little about a hue, and shadows and their noise nothing
    weights = np.asarray(opaque * chroma**1.5 * (lab[..., 0] > 0.2), np.float32)
    return Look(
        _dominant(hue, weights),
        float((opaque * chroma).sum() / (opaque.sum() + 1e-6)),
        float((opaque * brightness).sum() / (opaque.sum() + 1e-6)),
        float((rim * brightness).sum() / rim.sum()),
    )


def _lab(pixels: Pixels) -> Pixels:
    linear = np.where(pixels > 0.04045, ((pixels + 0.055) / 1.055) ** 2.4, pixels / 12.92)
    return np.asarray(np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T, np.float32)


def _dominant(hue: Pixels, weights: Pixels) -> float:
    """The hue with the most weight near it: a mean of red and blue would be a green that is nowhere."""
    steps = np.histogram(hue, HUE_STEPS, (-math.pi, math.pi), weights=weights)[0]
    near = steps + 0.7 * (np.roll(steps, 1) + np.roll(steps, -1))
    if near.max() <= 0:
        return WARM_HUE
    middle = (float(near.argmax()) + 0.5) * 2 * math.pi / HUE_STEPS - math.pi
    around = weights * (np.cos(hue - middle) > 0.9)
    return math.atan2(float((around * np.sin(hue)).sum()), float((around * np.cos(hue)).sum()))
