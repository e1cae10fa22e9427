"""Whether a cut-out can be trusted: half a product or a floating hand is worse than the photo as it was."""

from enum import StrEnum

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ....media.photo import Size
from .pixels import Pixels

#: between these the model is not sure whether a pixel belongs to the product
CLEARLY_OUT, CLEARLY_IN = 0.1, 0.9
#: unsure pixels for each sure one: 0.03-0.13 in good cut-outs, 0.19-1.8 in failures
MOST_UNSURE = 0.16
#: part of the picture that the product must cover at least: less is a thing in a scene, not a product photo
LEAST_SHARE = 0.015
#: part of one of the photo's edges that the product may touch without being cut by it
MOST_CUT = 0.10
#: a hand has bitten a piece out of the product if its notches hold what looks like skin, in these parts of the
#: product (fingers are not larger); if that is so much of the notches; and if it is less of the background, where more
#: is a wooden table
FINGERS, MOSTLY_SKIN, RARE_SKIN = (0.02, 0.12), 0.5, 0.5
#: the soft rim of a product is neither it nor a notch, in parts of the mask's longer side
RIM = 0.007


class Doubt(StrEnum):
    """Why a photo is better left as it is; the values are codes of the API."""

    NOTHING_FOUND = "cutout_nothing_found"
    UNSURE = "cutout_unsure"
    CUT_BY_FRAME = "cutout_cut_by_frame"
    HELD_IN_HAND = "cutout_held_in_hand"


def doubt_about(photo: Image.Image, mask: Pixels) -> Doubt | None:
    """Why the mask (0-1) is no good cut-out of the RGB photo, the strongest reason first; None when it is one."""
    sure = int((mask > CLEARLY_IN).sum())
    if sure < LEAST_SHARE * mask.size:
        return Doubt.NOTHING_FOUND if (mask > CLEARLY_OUT).sum() < LEAST_SHARE * mask.size else Doubt.UNSURE
    if unsure_share(mask) > MOST_UNSURE:
        return Doubt.UNSURE
    if cut_sides(mask) - {"bottom"}:
        return Doubt.CUT_BY_FRAME
    return Doubt.HELD_IN_HAND if _covered_by_hand(photo, mask) else None


def unsure_share(mask: Pixels) -> float:
    """Unsure pixels for each sure one."""
    unsure = ((mask > CLEARLY_OUT) & (mask < CLEARLY_IN)).sum()
    return float(unsure / max(1, int((mask > CLEARLY_IN).sum())))


def cut_sides(mask: Pixels) -> set[str]:
    """`top`, `bottom`, `left`, `right`: the photo's edges that cut the product."""
    edges = {"top": mask[:2], "bottom": mask[-2:], "left": mask[:, :2].T, "right": mask[:, -2:].T}
    return {side for side, edge in edges.items() if float((edge.max(0) > 0.5).mean()) > MOST_CUT}


def _covered_by_hand(photo: Image.Image, mask: Pixels) -> bool:
    """Whether fingers have bitten a piece out of the product: skin in its notches, and less of it elsewhere."""
    shape = mask > 0.5
    rim = 2 * max(1, round(RIM * max(shape.shape))) + 1
    product = np.asarray(Image.fromarray(shape).convert("L").filter(ImageFilter.MaxFilter(rim))) > 0
    notches = _hull(shape) & ~product
    skin = _skin(photo.resize(shape.shape[::-1], Image.Resampling.BOX)) & ~product
    bitten = int((skin & notches).sum())
    return bool(
        FINGERS[0] * shape.sum() < bitten < FINGERS[1] * shape.sum()
        and bitten > MOSTLY_SKIN * notches.sum()
        and skin.sum() < RARE_SKIN * (~product).sum()
    )


def _skin(photo: Image.Image) -> np.ndarray:
    """Pixels of the colour of skin, pale to dark; some wood, cardboard and bread is of that colour, too."""
    red, green, blue = np.moveaxis(np.asarray(photo, np.int16), 2, 0)
    _, yellowness, redness = np.moveaxis(np.asarray(photo.convert("YCbCr")), 2, 0)
    _, saturation, _ = np.moveaxis(np.asarray(photo.convert("HSV")), 2, 0)
    skin: np.ndarray = (
        (red > 80) & (red - green > 18) & (green - blue > -5) & (saturation < 160)
        & (redness >= 138) & (redness <= 175) & (yellowness >= 95) & (yellowness <= 128)
    )  # fmt: skip
    return skin


def _hull(shape: np.ndarray) -> np.ndarray:
    """The shape without its notches: what a rubber band around it encloses."""
    points = []
    for row in np.flatnonzero(shape.any(1)).tolist():
        columns = np.flatnonzero(shape[row])
        points += [(int(columns[0]), row), (int(columns[-1]), row)]
    size = Size(*shape.shape[::-1])
    image = Image.new("1", size)
    corners = _half_hull(sorted(points)) + _half_hull(sorted(points, reverse=True))
    if len(corners) > 2:
        ImageDraw.Draw(image).polygon(corners, fill=1)
    return np.asarray(image)


def _half_hull(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One side of the convex hull (Andrew's monotone chain)."""
    hull: list[tuple[int, int]] = []
    for x, y in points:
        while len(hull) > 1 and _turn(hull[-2], hull[-1], (x, y)) <= 0:
            hull.pop()
        hull.append((x, y))
    return hull


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
