"""From the model's coarse mask to a product with a sharp edge and colours of its own there."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ....media.photo import Size
from .pixels import Pixels, box_mean, to_image, to_pixels

#: longer side at which the edge is looked for; what is found there holds at any size
GUIDE_PIXELS = 400
#: longer side at which the product's own colours are estimated, which change little along its edge
COLOUR_PIXELS = 320
#: side of the tiles of the photo in which the edge is drawn, where it crosses them
TILE_PIXELS = 96
#: the extrema of a tile that no edge crosses
PLAIN = ((0, 0), (255, 255))
#: of the guided filter: reach in parts of the longer side, and how much variance counts as an edge
REACH, FLATNESS = 0.009, 5e-4
#: of the filtered mask: where the product ends and where it is solid. Higher than the middle, because a rim of
#: the old background is seen on the new one, and a missing rim of the product is not
ENDS, SOLID = 0.30, 0.82
#: reach, in parts of the longer side, of the two passes that tell the product's colours from the background's
COLOUR_REACHES = (0.05, 0.006)
#: how much of the photo's own colour (0-255) a pixel keeps that is so opaque (0-255)
OWN_COLOUR = [round(255 * min(1.0, max(0.0, (value / 255 - 0.6) / 0.385))) for value in range(256)]


@dataclass(frozen=True, slots=True)
class Cutout:
    """A product cut out: RGB with its own colours up to the edge, and how opaque it is (`L`), of one size."""

    colours: Image.Image
    alpha: Image.Image
    #: whether the photo's lower edge cuts it, so that it has to stand on the frame's
    cut_below: bool = False
    #: of its upper left corner in the photo
    place: tuple[int, int] = (0, 0)

    @property
    def size(self) -> Size:
        """In pixels."""
        return Size(*self.alpha.size)


def cut_out(photo: Image.Image, mask: Pixels, *, cut_below: bool = False) -> Cutout | None:
    """Cut the product that `mask` (any size, 0-1) shows out of the RGB photo, cropped to what is left of it.

    None where nothing is left.
    """
    box = _reach(mask, Size(*photo.size))
    if not box:
        return None
    photo_part = photo.crop(box)
    alpha = _sharpened(photo_part, _cropped(mask, Size(*photo.size), box))
    return _trimmed(photo_part, alpha, cut_below, box[:2])


def own_cutout(photo: Image.Image, alpha: Image.Image) -> Cutout | None:
    """What a photo that came without a background shows; RGB, on white, with its `alpha` (`L`) of the same size."""
    return _trimmed(photo, alpha, False, (0, 0))


def _trimmed(photo: Image.Image, alpha: Image.Image, cut_below: bool, place: tuple[int, int]) -> Cutout | None:
    bounds = alpha.point(lambda value: 255 * (value > 12)).getbbox()
    if not bounds:
        return None
    alpha, photo = alpha.crop(bounds), photo.crop(bounds)
    return Cutout(_own_colours(photo, alpha), alpha, cut_below, (place[0] + bounds[0], place[1] + bounds[1]))


def _reach(mask: Pixels, size: Size) -> tuple[int, int, int, int] | None:
    """The part of a photo of `size` with the product and a margin around it."""
    seen = mask > 0.1
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    if not len(rows):
        return None
    margin = 0.02 * max(mask.shape)
    down, across = size.height / mask.shape[0], size.width / mask.shape[1]
    return (
        max(0, int((columns[0] - margin) * across)),
        max(0, int((rows[0] - margin) * down)),
        min(size.width, round((columns[-1] + 1 + margin) * across)),
        min(size.height, round((rows[-1] + 1 + margin) * down)),
    )


def _cropped(mask: Pixels, size: Size, box: tuple[int, int, int, int]) -> Pixels:
    """The `box` of a photo of `size` in the mask, at the size of the guide."""
    left, top, right, bottom = box
    across, down = mask.shape[1] / size.width, mask.shape[0] / size.height
    part = (left * across, top * down, right * across, bottom * down)
    guide = _fitted(Size(right - left, bottom - top), GUIDE_PIXELS)
    return np.asarray(Image.fromarray(mask).resize(guide, Image.Resampling.BICUBIC, box=part)).clip(0, 1)


def _fitted(size: Size, side: int) -> Size:
    """The size, or one of the same shape whose longer side is `side` pixels."""
    scale = min(1.0, side / max(size))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _sharpened(photo: Image.Image, mask: Pixels) -> Image.Image:
    """The mask drawn to the photo's edges, `L` at the photo's size."""
    guide = to_pixels(photo.resize((mask.shape[1], mask.shape[0]), Image.Resampling.BOX))
    slopes, offset = _guided(guide, mask, max(2, round(REACH * max(mask.shape))))
    small = to_image(_opacity(guide, slopes, offset))
    alpha = small.resize(photo.size, Image.Resampling.BILINEAR)
    planes = [Image.fromarray(np.ascontiguousarray(plane)) for plane in (*slopes, offset)]
    across, down = small.width / photo.width, small.height / photo.height
    for tile in _tiles(Size(*photo.size)):
        left, top, right, bottom = tile
        part = (left * across, top * down, min(right * across, small.width), min(bottom * down, small.height))
        if _near(small, part).getextrema() in PLAIN:
            continue
        size = (right - left, bottom - top)
        *tile_slopes, tile_offset = (
            np.asarray(plane.resize(size, Image.Resampling.BILINEAR, box=part)) for plane in planes
        )
        alpha.paste(to_image(_opacity(to_pixels(photo.crop(tile)), tile_slopes, tile_offset)), tile)
    return alpha


def _tiles(size: Size) -> Iterator[tuple[int, int, int, int]]:
    for top in range(0, size.height, TILE_PIXELS):
        for left in range(0, size.width, TILE_PIXELS):
            yield left, top, min(left + TILE_PIXELS, size.width), min(top + TILE_PIXELS, size.height)


def _near(small: Image.Image, part: tuple[float, float, float, float]) -> Image.Image:
    """A part of the guide and two pixels on each side, from which an edge could reach into it."""
    left, top, right, bottom = part
    box = (max(0, int(left) - 2), max(0, int(top) - 2), math.ceil(right) + 2, math.ceil(bottom) + 2)
    return small.crop((*box[:2], min(box[2], small.width), min(box[3], small.height)))


def _opacity(colours: Pixels, slopes: Sequence[Pixels], offset: Pixels) -> Pixels:
    filtered = offset + sum(slope * colours[..., channel] for channel, slope in enumerate(slopes))
    opacity: Pixels = ((filtered - ENDS) / (SOLID - ENDS)).clip(0, 1)
    return opacity


def _guided(guide: Pixels, mask: Pixels, radius: int) -> tuple[list[Pixels], Pixels]:
    """The guided filter (He, Sun, Tang 2010) with a colour guide: slopes for red, green, blue, and an offset.

    The mask at a pixel is then the sum of slope x colour, plus the offset.
    """
    mean = box_mean(guide, radius)
    mask_mean = box_mean(mask, radius)
    covariance = box_mean(guide * mask[..., None], radius) - mean * mask_mean[..., None]
    pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
    products = box_mean(np.stack([guide[..., i] * guide[..., j] for i, j in pairs], 2), radius)
    rr, rg, rb, gg, gb, bb = (products[..., n] - mean[..., i] * mean[..., j] for n, (i, j) in enumerate(pairs))
    rr, gg, bb = rr + FLATNESS, gg + FLATNESS, bb + FLATNESS
    # the inverse of a symmetric 3 x 3 matrix, written out
    a, b, c = gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb
    d, e, f = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
    determinant = rr * a + rg * b + rb * c
    inverse = ((a, b, c), (b, d, e), (c, e, f))
    slopes = np.stack(
        [sum(row[i] * covariance[..., i] for i in range(3)) / determinant for row in inverse],
        2,
    )
    offset = mask_mean - (slopes * mean).sum(2)
    smooth = box_mean(np.dstack([slopes, offset]).astype(np.float32), radius)
    return [smooth[..., channel] for channel in range(3)], smooth[..., 3]


def _own_colours(photo: Image.Image, alpha: Image.Image) -> Image.Image:
    """What the product looks like where the background shines through (blur fusion, Forte 2021)."""
    guide = _fitted(Size(*photo.size), COLOUR_PIXELS)
    seen = to_pixels(photo.resize(guide, Image.Resampling.BOX))
    opacity = to_pixels(alpha.resize(guide, Image.Resampling.BOX))[..., None]
    front = back = seen
    for reach in COLOUR_REACHES:
        radius = max(2, round(reach * max(guide)))
        front_part = box_mean(opacity, radius)
        front_near = box_mean(front * opacity, radius) / (front_part + 1e-4)
        back = box_mean(back * (1 - opacity), radius) / (1 - front_part + 1e-4)
        front = (front_near + opacity * (seen - opacity * front_near - (1 - opacity) * back)).clip(0, 1)
    # fine detail of the photo stays where it is opaque; elsewhere the estimate, which is smooth anyway
    estimate = to_image(front).resize(photo.size, Image.Resampling.BILINEAR)
    return Image.composite(photo, estimate, alpha.point(OWN_COLOUR))
