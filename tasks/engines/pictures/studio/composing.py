"""Sets a product on its backdrop, for one frame: sized and placed as a packshot is."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import default_rng
from PIL import Image, ImageFilter

from ....media.photo import Size
from .backdrops import BACKDROPS, Spot
from .colours import Look, look_of
from .cutting import Cutout
from .pixels import Pixels, resized, to_image
from .shadows import shade_around, shadow_under

#: backdrop and shadows have no detail: they are made at this part of the size
COARSE = 4
#: a photo may be enlarged so much at most; then the product stays smaller in its frame
MOST_ENLARGED = 3.0
#: so much larger is a product that stands on the frame's lower edge
CUT_BELOW = 1.15
#: of 255, standard deviation: breaks up the bands that a soft gradient would show
GRAIN = 0.8


@dataclass(frozen=True, slots=True)
class Placement:
    """How large a product may become, and where it stands, in parts of the frame."""

    width: float
    height: float
    #: height of its middle, from the top
    middle: float


def packshot(frame: Size) -> Placement:
    """Where a product stands when nothing else is in the frame."""
    ratio = frame.width / frame.height
    if ratio > 1.2:
        return Placement(0.62, 0.76, 0.505)
    if ratio > 0.95:
        return Placement(0.80, 0.76, 0.51)
    return Placement(0.82, 0.70, 0.52) if ratio > 0.62 else Placement(0.86, 0.60, 0.53)


#: a vertical clip's text stands above its product, clear of what the platforms' own buttons cover
BELOW_TEXT = Placement(0.80, 0.36, 0.62)


def compose(cutout: Cutout, frame: Size, background: str, placement: Placement | None = None) -> Image.Image:
    """The product on the `background` (a key of BACKDROPS) in a frame of this size, RGB."""
    placement = placement or packshot(frame)
    size, place = _placed(cutout, frame, placement)
    coarse = Size(math.ceil(frame.width / COARSE), math.ceil(frame.height / COARSE))
    part = Size(max(1, round(size.width / COARSE)), max(1, round(size.height / COARSE)))
    corner = (round(place[0] / COARSE), round(place[1] / COARSE))
    shape = cutout.alpha.resize(part, Image.Resampling.BOX)
    look = look_of(cutout.colours, cutout.alpha)
    result = grained(_ground(shape, corner, coarse, background, look, cutout.cut_below), frame)
    colours = cutout.colours.resize(size, Image.Resampling.LANCZOS)
    if size.width > cutout.size.width:
        colours = colours.filter(ImageFilter.UnsharpMask(radius=1.6, percent=70, threshold=2))
    result.paste(colours, place, cutout.alpha.resize(size, Image.Resampling.LANCZOS))
    return result


def _placed(cutout: Cutout, frame: Size, placement: Placement) -> tuple[Size, tuple[int, int]]:
    """The product's size in the frame, and its upper left corner."""
    whole = cutout.size
    width, height = placement.width, placement.height
    if cutout.cut_below:  # it may come close to the frame, which cuts it anyway
        width, height = CUT_BELOW * width, CUT_BELOW * height
    scale = min(width * frame.width / whole.width, height * frame.height / whole.height, MOST_ENLARGED)
    size = Size(max(1, round(whole.width * scale)), max(1, round(whole.height * scale)))
    left = (frame.width - size.width) // 2
    if cutout.cut_below:
        return size, (left, frame.height - size.height)
    return size, (left, round(placement.middle * frame.height - size.height / 2))


def _ground(
    shape: Image.Image, corner: tuple[int, int], size: Size, background: str, look: Look, cut_below: bool
) -> Pixels:
    """The backdrop with the product's shadows on it, small."""
    left, top = corner
    middle = (left + shape.width / 2) / size.width, (top + shape.height / 2) / size.height
    # what the frame cuts stands before a wall alone
    ground = 2.0 if cut_below else (top + shape.height) / size.height
    backdrop = BACKDROPS[background](size, Spot(*middle, ground), look)
    shade = backdrop.outline * shade_around(shape, corner, size)
    if not cut_below:
        shade = 1 - (1 - shade) * (1 - backdrop.shadow * shadow_under(shape, corner, size))
    # shadows take the backdrop's colour along: grey ones look like dirt
    tint = backdrop.pixels.mean((0, 1)) * 0.35
    shade = shade[..., None]
    return np.asarray(backdrop.pixels * (1 - shade + tint * shade), np.float32)


def grained(coarse: Pixels, frame: Size) -> Image.Image:
    """A backdrop at its full size, without bands."""
    rows, columns = (math.ceil(side / len(_grain())) for side in (frame.height, frame.width))
    grain = np.tile(_grain(), (rows, columns))[: frame.height, : frame.width]
    planes = []
    # one after the other: floats of a whole frame would take 100 MB
    for channel in range(3):
        plane = resized(np.ascontiguousarray(coarse[..., channel]), frame, Image.Resampling.BICUBIC)
        # pure white stays pure
        planes.append(to_image(np.where(plane > 0.998, plane, plane + grain)))
    return Image.merge("RGB", planes)


@cache
def _grain() -> Pixels:
    return default_rng(1).normal(0, GRAIN / 255, (512, 512)).astype(np.float32)
