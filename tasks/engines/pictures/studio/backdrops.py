"""The backdrops that a product is set on: what a photographer would have hung up for it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ....media.photo import Size
from .colours import LEAST_CHROMA, WARM_HUE, Look, rgb
from .pixels import Pixels


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the product stands, in parts of the frame's width and height."""

    #: its middle
    across: float
    down: float
    #: its lowest row
    ground: float


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A backdrop without a product, and how light falls in front of it."""

    #: rows x columns x 3
    pixels: Pixels
    #: 0-1: how deep shadows on it are
    shadow: float
    #: 0-1: a glow of shade all around the product, where it would melt into the backdrop
    outline: float


def studio(size: Size, spot: Spot, look: Look) -> Backdrop:
    """A curved paper backdrop in two tints of the product's own hue, with a pool of light behind it."""
    hue, colour = _tint(look)
    # a light product needs a darker wall to stand out from, a dark one a lighter
    drop = 0.16 * _ramp(look.edge_brightness, 0.62, 0.95)
    wall = rgb(0.925 - drop, (0.018 + 0.026 * colour) * (1 + 2 * drop), hue)
    floor = rgb(0.880 - drop, (0.024 + 0.026 * colour) * (1 + 2 * drop), hue)
    pixels = _curved(size, spot, wall, floor)
    light = _pool(size, spot, 0.75, 0.55)[..., None]
    glow = rgb(0.985 - 0.6 * drop, 0.012 + 0.012 * colour, hue)
    pixels = pixels + (glow - pixels) * light * 0.72
    return Backdrop((pixels * _vignette(size, 0.10)).astype(np.float32), 0.62, 0.0)


def white(size: Size, spot: Spot, look: Look) -> Backdrop:
    """Pure white, as marketplaces want it; a white product gets some shade around it."""
    outline = 0.85 * _ramp(look.edge_brightness, 0.70, 0.92)
    return Backdrop(np.ones((size.height, size.width, 3), np.float32), 0.34, outline)


def dark(size: Size, spot: Spot, look: Look) -> Backdrop:
    """Nearly black, with a light behind the product in its own hue."""
    hue, colour = _tint(look)
    wall = rgb(0.205, 0.010 + 0.022 * colour, hue)
    floor = rgb(0.245, 0.012 + 0.026 * colour, hue)
    pixels = _curved(size, spot, wall, floor)
    light = _pool(size, spot, 0.62, 0.50)[..., None]
    # a dark product is seen against the light alone
    lift = 0.20 * (1 - _ramp(look.edge_brightness, 0.12, 0.45))
    glow = rgb(0.40 + lift, 0.020 + 0.040 * colour, hue)
    pixels = pixels + (glow - pixels) * light * 0.9
    return Backdrop((pixels * _vignette(size, 0.25)).astype(np.float32), 0.80, 0.0)


BACKDROPS: dict[str, Callable[[Size, Spot, Look], Backdrop]] = {"studio": studio, "white": white, "dark": dark}


def _tint(look: Look) -> tuple[float, float]:
    """The hue, and from 0 (gray) to 1 how much of it the backdrop may have."""
    if look.chroma < LEAST_CHROMA:
        return WARM_HUE, 0.15
    return look.hue, _ramp(look.chroma, LEAST_CHROMA, 0.12)


def _curved(size: Size, spot: Spot, wall: Pixels, floor: Pixels) -> Pixels:
    """The wall bends into the floor somewhat behind the product."""
    rows = _grid(size)[0][..., None]
    horizon = max(0.5, spot.ground - 0.13)
    bend = 1 / (1 + np.exp(-(rows - horizon) / 0.028))
    higher = wall * (1 - 0.06 * (1 - rows / horizon).clip(0, 1)) * (1 - 0.045 * (rows / horizon).clip(0, 1) ** 3)
    nearer = floor * (1 + 0.05 * ((rows - horizon) / (1 - horizon)).clip(0, 1))
    pixels = higher + (nearer - higher) * bend
    return np.broadcast_to(pixels, (size.height, size.width, 3)).astype(np.float32)


def _pool(size: Size, spot: Spot, across: float, down: float) -> Pixels:
    """Light from 0 to 1, falling off from a little above and left of the product's middle."""
    rows, columns = _grid(size)
    wide = max(1.0, size.height / size.width)
    tall = max(1.0, size.width / size.height)
    return np.exp(
        -(((columns - spot.across + 0.04) / (across * wide * 0.62)) ** 2)
        - ((rows - spot.down + 0.06) / (down * tall * 0.72)) ** 2
    ).astype(np.float32)


def _vignette(size: Size, depth: float) -> Pixels:
    """1 in the middle, less by `depth` in the corners."""
    rows, columns = _grid(size)
    distance = ((rows - 0.5) ** 2 + (columns - 0.5) ** 2) / 0.5
    return (1 - depth * distance**1.4)[..., None].astype(np.float32)


def _grid(size: Size) -> tuple[Pixels, Pixels]:
    rows = np.linspace(0, 1, size.height, dtype=np.float32)
    columns = np.linspace(0, 1, size.width, dtype=np.float32)
    return rows[:, None], columns[None, :]


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
