"""Where things stand in a clip, by its format: text where no platform's buttons cover it, the product beside it."""

from typing import NamedTuple

from .....media.photo import Size

#: wider than that, text stands beside the product, otherwise above it
WIDE, TALL = 1.2, 0.7
#: a photo that is higher than that stands beside the text of a square clip, too
HIGH_PHOTO = 0.85
#: of the lower formats, in parts of their height
END_TEXT_BOTTOM = 0.475


class Box(NamedTuple):
    """Left, top, right, bottom in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


class Grid(NamedTuple):
    """A clip's parts."""

    text: Box
    #: the end card's texts: it has more of them, and product or photo make room
    end_text: Box
    #: at rest the product fills its width or its height
    product: Box
    #: what a photo fills; it has the text's panel above it or beside it
    window: Box
    #: text and product stand side by side
    is_beside: bool


def grid(size: Size, photo: Size | None, *, mirrored: bool, inset: bool) -> Grid:
    """The grid of a clip of this size, with a photo or with a product; `mirrored` for writing from right to left.

    With `inset`, a photo has a margin.
    """
    text, product, window, is_beside = _parts(size.width / size.height, photo.width / photo.height if photo else None)
    margin = 0.055 * min(size) if inset else 0.0
    parts = [_box(part, size, mirrored) for part in (text, product, window)]
    within = Box(
        round(parts[2].left + margin * (parts[2].left == 0 or (is_beside and mirrored))),
        round(parts[2].top + margin * (parts[2].top == 0)),
        round(parts[2].right - margin * (parts[2].right == size.width)),
        round(parts[2].bottom - margin),
    )
    end = parts[0]
    if not is_beside and size.height < size.width / TALL:
        end = end._replace(bottom=round(END_TEXT_BOTTOM * size.height))
    return Grid(parts[0], end, parts[1], within if inset else parts[2], is_beside)


Part = tuple[float, float, float, float]


def _parts(ratio: float, photo: float | None) -> tuple[Part, Part, Part, bool]:
    """Text, product and window in parts of the frame, and whether they stand side by side."""
    if ratio > WIDE:
        edge = 0.46 if photo and photo >= HIGH_PHOTO else 0.54
        return (0.062, 0.13, edge - 0.05, 0.87), (0.53, 0.10, 0.95, 0.88), (edge, 0.0, 1.0, 1.0), True
    if ratio < TALL:
        return (0.085, 0.14, 0.915, 0.42), (0.10, 0.455, 0.90, 0.80), (0.0, 0.45, 1.0, 1.0), False
    if ratio > 0.95 and photo and photo < HIGH_PHOTO:
        return (0.065, 0.12, 0.455, 0.88), (0.52, 0.12, 0.94, 0.88), (0.50, 0.0, 1.0, 1.0), True
    # a product, or a wide photo, under its text
    return (0.08, 0.07, 0.92, 0.345), (0.12, 0.385, 0.88, 0.925), (0.0, 0.375, 1.0, 1.0), False


def _box(part: Part, size: Size, mirrored: bool) -> Box:
    left, top, right, bottom = part
    if mirrored:
        left, right = 1 - right, 1 - left
    return Box(
        round(left * size.width), round(top * size.height), round(right * size.width), round(bottom * size.height)
    )
