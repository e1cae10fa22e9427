"""Fits a picture into a frame of another shape: nothing stretched, nothing cut, the rest grown from its edges.

The rest of the frame continues the picture as a mirror would, so there is no seam, and blurs more and more
with the distance, so that nothing is seen twice.
"""

from PIL import Image, ImageChops, ImageFilter

from ....media.photo import Size

#: (blur radius, distance outwards from the picture's edge where it begins and where it is full), in parts of
#: the frame's longer side; the first begins inside, or one would see a fold where the mirror image starts
BLURS = (
    (0.0015, -0.026, -0.010),
    (0.004, -0.014, 0.004),
    (0.012, -0.003, 0.030),
    (0.030, 0.015, 0.075),
    (0.060, 0.050, 0.160),
)
#: how far inwards a blur looks, in parts of the frame's longer side
REACH = 0.06
#: as much of the picture is mirrored at most, drawn out where the gap is wider, or the product would come again
EDGE = 0.06
#: of a blur, in pixels, that hides that it was done on a smaller copy
SMALLEST_RADIUS = 4.0
#: 640x427 is meant to be 3:2
ROUNDING_PIXELS = 2

#: left, top, right, bottom
Box = tuple[int, int, int, int]
#: from and to
Span = tuple[int, int]


def contained(size: Size, frame: Size) -> Size:
    """The largest size of the same shape that fits into `frame`; a gap as thin as a rounding error is closed."""
    scale = min(frame.width / size.width, frame.height / size.height)
    return Size(*(_side(side * scale, limit) for side, limit in zip(size, frame, strict=True)))


def _side(exact: float, limit: int) -> int:
    return limit if limit - exact <= ROUNDING_PIXELS else max(1, round(exact))


def placed(size: Size, frame: Size) -> Box:
    """Where `framed` puts a picture of the shape `size`: left, top, right, bottom in pixels of `frame`."""
    inner = contained(size, frame)
    left, top = (frame.width - inner.width) // 2, (frame.height - inner.height) // 2
    return left, top, left + inner.width, top + inner.height


def framed(picture: Image.Image, frame: Size) -> Image.Image:
    """The picture, already `contained` in `frame`, in the middle of it, its edges grown to fill the rest.

    The outermost 1-2 % of the picture soften on the sides that were grown.
    """
    if picture.size == frame:
        return picture
    box = placed(Size(*picture.size), frame)
    mirrored = _mirrored(picture, frame, box)
    result = mirrored.copy()
    for seen, own in _borders(frame, box):
        softened = _softened(mirrored.crop(seen), _within(seen, box), max(frame))
        result.paste(softened.crop(_within(seen, own)), own)
    return result


def _borders(frame: Size, box: Box) -> list[tuple[Box, Box]]:
    """Left and right of the picture, or above and below it: what blurs see, and what of it is not the other's."""
    left, top, right, bottom = box
    reach = round(REACH * max(frame))
    if left:
        ends = _ends(left, right, frame.width, reach)
        return [((a, 0, b, frame.height), (c, 0, d, frame.height)) for (a, b), (c, d) in ends]
    ends = _ends(top, bottom, frame.height, reach)
    return [((0, a, frame.width, b), (0, c, frame.width, d)) for (a, b), (c, d) in ends]


def _ends(first: int, last: int, length: int, reach: int) -> tuple[tuple[Span, Span], tuple[Span, Span]]:
    """The same along one side of the frame, on which the picture goes from `first` to `last`."""
    middle, inner, outer = (first + last) // 2, min(first + reach, length), max(last - reach, 0)
    return ((0, inner), (0, min(inner, middle))), ((outer, length), (max(outer, middle), length))


def _within(outer: Box, box: Box) -> Box:
    """The place of `box` as seen from the corner of `outer`."""
    return box[0] - outer[0], box[1] - outer[1], box[2] - outer[0], box[3] - outer[1]


def _softened(part: Image.Image, box: Box, longer_side: int) -> Image.Image:
    """Part of a frame, blurred with the distance from the picture, which is at `box`."""
    result = blurred = part
    for radius, begins, full in BLURS:
        blurred = _blurred(blurred, radius * longer_side)
        ramp = _ramp(Size(*part.size), box, begins * longer_side, full * longer_side)
        result = Image.composite(blurred, result, ramp)
    return result


def _mirrored(picture: Image.Image, frame: Size, box: Box) -> Image.Image:
    """The picture in its place, beside it the mirror images of its edges."""
    left, top, right, bottom = box
    width, height = picture.size
    result = Image.new("RGB", frame)
    result.paste(picture, box)
    across, down = _edge(width, frame.width - right), _edge(height, frame.height - bottom)
    for target, source, turn in (
        ((0, top, left, bottom), (0, 0, across, height), Image.Transpose.FLIP_LEFT_RIGHT),
        ((right, top, frame.width, bottom), (width - across, 0, width, height), Image.Transpose.FLIP_LEFT_RIGHT),
        ((left, 0, right, top), (0, 0, width, down), Image.Transpose.FLIP_TOP_BOTTOM),
        ((left, bottom, right, frame.height), (0, height - down, width, height), Image.Transpose.FLIP_TOP_BOTTOM),
    ):
        gap = Size(target[2] - target[0], target[3] - target[1])
        if all(gap):
            result.paste(picture.crop(source).transpose(turn).resize(gap, Image.Resampling.BICUBIC), target)
    return result


def _edge(side: int, gap: int) -> int:
    return max(1, min(gap, round(side * EDGE)))


def _blurred(image: Image.Image, radius: float) -> Image.Image:
    """As GaussianBlur, but a wide one is done on a smaller copy, where it costs a fraction."""
    factor = max(1, int(radius / SMALLEST_RADIUS))
    small = image.reduce(factor).filter(ImageFilter.GaussianBlur(radius / factor))
    covered = (0, 0, image.width / factor, image.height / factor)
    return small.resize(image.size, Image.Resampling.BICUBIC, box=covered)


def _ramp(size: Size, box: Box, begins: float, full: float) -> Image.Image:
    """A mask that rises from 0 to 255 with the distance from `box`."""
    across = _ramp_line(size.width, box[0], box[2], begins, full)
    down = _ramp_line(size.height, box[1], box[3], begins, full)
    columns = Image.frombytes("L", (size.width, 1), across).resize(size, Image.Resampling.NEAREST)
    rows = Image.frombytes("L", (1, size.height), down).resize(size, Image.Resampling.NEAREST)
    return ImageChops.lighter(columns, rows)


def _ramp_line(length: int, first: int, last: int, begins: float, full: float) -> bytes:
    """One line of the mask, for a picture from `first` to `last`."""
    gap = max(first, length - last)
    if gap <= 0:
        return bytes(length)
    begins = max(begins, -gap)  # a thin gap must not cost more of the picture than it is wide
    steps = max(1, full - begins)
    rises = ((max(first - place, place - last + 1) - begins) / steps for place in range(length))
    return bytes(round(255 * min(1, max(0, rise))) for rise in rises)
