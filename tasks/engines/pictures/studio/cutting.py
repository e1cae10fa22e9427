"""From the model's coarse mask to a product with a sharp edge and colours of its own there."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from ....media.photo import Size
from .pixels import Pixels, box_mean, resized, to_image, to_pixels

#: longer side at which the edge is looked for; what is found there holds at any size
GUIDE_PIXELS = 640
#: of the guided filter: reach in parts of the longer side, and how much variance counts as an edge
REACH, FLATNESS = 0.009, 5e-4
#: of the filtered mask: where the product ends and where it is solid. Higher than the middle, because a rim of
#: the old background is seen on the new one, and a missing rim of the product is not
ENDS, SOLID = 0.30, 0.82
#: reach, in parts of the longer side, of the two passes that tell the product's colours from the background's
COLOUR_REACHES = (0.05, 0.006)
#: what is at least this opaque keeps the photo's own colour
OPAQUE = 0.985


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


def own_cutout(photo: Image.Image, alpha: Pixels) -> Cutout | None:
    """What a photo that came without a background shows; RGB, on white, with its `alpha` of the same size."""
    return _trimmed(photo, alpha, False, (0, 0))


def _trimmed(photo: Image.Image, alpha: Pixels, cut_below: bool, place: tuple[int, int]) -> Cutout | None:
    bounds = to_image(alpha).point(lambda value: 255 * (value > 12)).getbbox()
    if not bounds:
        return None
    left, top, right, bottom = bounds
    alpha, photo = alpha[top:bottom, left:right], photo.crop(bounds)
    return Cutout(_own_colours(photo, alpha), to_image(alpha), cut_below, (place[0] + left, place[1] + top))


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
    guide = _guide_size(Size(right - left, bottom - top))
    return np.asarray(Image.fromarray(mask).resize(guide, Image.Resampling.BICUBIC, box=part)).clip(0, 1)


def _guide_size(size: Size) -> Size:
    scale = min(1.0, GUIDE_PIXELS / max(size))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _sharpened(photo: Image.Image, mask: Pixels) -> Pixels:
    """The mask drawn to the photo's edges, at the photo's size."""
    guide = to_pixels(photo.resize((mask.shape[1], mask.shape[0]), Image.Resampling.BOX))
    slopes, offset = _guided(guide, mask, max(2, round(REACH * max(mask.shape))))
    size = Size(*photo.size)
    colours = to_pixels(photo)
    filtered = resized(offset, size)
    for channel in range(3):
        filtered = filtered + resized(slopes[channel], size) * colours[..., channel]
    edge: Pixels = ((filtered - ENDS) / (SOLID - ENDS)).clip(0, 1)
    return edge


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


def _own_colours(photo: Image.Image, alpha: Pixels) -> Image.Image:
    """What the product looks like where the background shines through (blur fusion, Forte 2021)."""
    guide = _guide_size(Size(*photo.size))
    seen = to_pixels(photo.resize(guide, Image.Resampling.BOX))
    opacity = resized(alpha, guide, Image.Resampling.BOX)[..., None]
    front = back = seen
    for reach in COLOUR_REACHES:
        radius = max(2, round(reach * max(guide)))
        front_part, back_part = box_mean(opacity, radius), box_mean(1 - opacity, radius)
        front_near = box_mean(front * opacity, radius) / (front_part + 1e-4)
        back = box_mean(back * (1 - opacity), radius) / (back_part + 1e-4)
        front = (front_near + opacity * (seen - opacity * front_near - (1 - opacity) * back)).clip(0, 1)
    # fine detail of the photo stays where it is opaque; elsewhere the estimate, which is smooth anyway
    estimate = to_image(front).resize(photo.size, Image.Resampling.BICUBIC)
    return Image.composite(photo, estimate, to_image((alpha - 0.6) / (OPAQUE - 0.6)))
