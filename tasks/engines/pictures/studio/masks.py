"""What the cut-out model is given and what it answers (U-2-Net's small model, `u2netp`)."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from ....media.photo import Size
from .doubts import CLEARLY_OUT, unsure_share
from .pixels import Pixels, resized, to_pixels

#: what the model was trained with
SIDE_PIXELS = 320
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
#: what is part of a component, and a component smaller than this part of the largest is a speck
SOLID = 0.4
SPECK = 0.03
#: answers that span less say that the model has seen nothing at all
LEAST_SPAN = 0.2
#: a second look goes to the product and so much around it, in parts of its sides
MARGIN = 0.12
#: it pays where that is less of the photo than this, or where the first look was less sure than that
SMALL, DOUBTFUL = 0.35, 0.06
#: how far the second look must agree with the first (intersection over union), and how sure it must be
LEAST_AGREEMENT, MOST_UNSURE = 0.85, 0.13
#: longer side of a mask put together from two looks
MOST_PIXELS = 960


def product_mask(photo: Image.Image, see: Callable[[Image.Image], Pixels]) -> Pixels:
    """What `see` (the model) makes of the RGB photo, without specks, 0-1; where it helps, from two looks.

    The model sees 320 x 320 pixels. So of a small product it looks again at the part that shows it, which finds what
    is thin, and is believed where it says nearly the same: out of its scene it takes some products for others.
    """
    first = without_specks(see(photo))
    box = _around(first, Size(*photo.size))
    if not box:
        return first
    small = (box[2] - box[0]) * (box[3] - box[1]) < SMALL * photo.width * photo.height
    if not small and unsure_share(first) < DOUBTFUL:
        return first
    scale = min(SIDE_PIXELS / (box[2] - box[0]), SIDE_PIXELS / (box[3] - box[1]), MOST_PIXELS / max(photo.size))
    left, top, right, bottom = (round(edge * scale) for edge in box)
    size = Size(round(photo.width * scale), round(photo.height * scale))
    second = np.zeros((size.height, size.width), np.float32)
    second[top:bottom, left:right] = resized(see(photo.crop(box)), Size(right - left, bottom - top))
    second = without_specks(second)
    return second if _agree(resized(first, size), second) else first


def _around(mask: Pixels, size: Size) -> tuple[int, int, int, int] | None:
    """The product in a photo of `size`, and what is near it."""
    rows, columns = np.flatnonzero((mask > CLEARLY_OUT).any(1)), np.flatnonzero((mask > CLEARLY_OUT).any(0))
    if not len(rows):
        return None
    height, width = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    down, across = size.height / mask.shape[0], size.width / mask.shape[1]
    return (
        max(0, int((columns[0] - MARGIN * width) * across)),
        max(0, int((rows[0] - MARGIN * height) * down)),
        min(size.width, int((columns[-1] + 1 + MARGIN * width) * across)),
        min(size.height, int((rows[-1] + 1 + MARGIN * height) * down)),
    )


def _agree(first: Pixels, second: Pixels) -> bool:
    common, either = np.minimum(first, second).sum(), np.maximum(first, second).sum()
    return bool(common > LEAST_AGREEMENT * either) and unsure_share(second) < max(MOST_UNSURE, unsure_share(first))


def model_input(photo: Image.Image) -> Pixels:
    """The RGB photo as the model wants it: 1 x 3 x 320 x 320."""
    small = to_pixels(photo.resize((SIDE_PIXELS, SIDE_PIXELS), Image.Resampling.LANCZOS))
    normal = (small / max(float(small.max()), 1e-6) - MEAN) / DEVIATION
    return np.ascontiguousarray(normal.transpose(2, 0, 1)[None], np.float32)


def from_output(output: Pixels) -> Pixels:
    """The model's answer as a mask between 0 and 1; all 0 where it saw nothing."""
    low, high = float(output.min()), float(output.max())
    if not high - low > LEAST_SPAN:  # also where the answer is not a number
        return np.zeros_like(output)
    return (output - low) / (high - low)


def without_specks(mask: Pixels) -> Pixels:
    """The mask without what stands apart and is small; things of a size, like a pair of shoes, all stay."""
    labels = _labelled(mask > SOLID)
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    kept = areas >= max(1, SPECK * areas.max())
    kept[0] = False
    # the soft rim of what stays is not part of any component
    solid = Image.fromarray(np.where(kept[labels], 255, 0).astype(np.uint8))
    reach = solid.resize((80, 80), Image.Resampling.BOX).point(lambda value: 255 * (value > 0))
    grown = np.asarray(reach.resize(solid.size, Image.Resampling.BILINEAR)) > 8
    return np.where(grown, mask, 0).astype(np.float32)


def _labelled(solid: np.ndarray) -> np.ndarray:
    """Each connected piece with a number of its own from 1, the rest 0; pieces that only touch at corners are one."""
    parents = [0]

    def root(label: int) -> int:
        while parents[label] != label:
            parents[label] = parents[parents[label]]
            label = parents[label]
        return label

    labels = np.zeros(solid.shape, np.int32)
    above: list[tuple[int, int, int]] = []
    for row, line in enumerate(solid):
        changes = np.flatnonzero(np.diff(np.concatenate(([0], line, [0]))))
        runs = []
        for first, end in zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True):
            touching = {root(label) for start, stop, label in above if start <= end and stop >= first}
            label = min(touching, default=len(parents))
            if label == len(parents):
                parents.append(label)
            for other in touching:
                parents[other] = label
            labels[row, first:end] = label
            runs.append((first, end, label))
        above = runs
    return np.array([root(label) for label in range(len(parents))], np.int32)[labels]
