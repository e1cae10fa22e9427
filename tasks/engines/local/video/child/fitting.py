"""Finds the letters and the lines in which a text fits: large ones first, and any text in the end."""

from collections.abc import Callable, Sequence
from math import floor
from typing import NamedTuple

from PIL import ImageFont

from .....media.photo import Size
from .fonts import Typeface
from .linebreaking import Measured, Piece, broken, measured
from .segmentation import pieces, split

#: widths are measured in letters of this size, and hold in proportion for others
MEASURED_PIXELS = 100
ELLIPSIS = "…"
#: marks that do not stand before an ellipsis
LOOSE_MARKS = " .,;:!?，。、；：！？…-–—"


class Page(NamedTuple):
    """Where texts stand, in parts of the picture's width and height."""

    left: float
    right: float
    #: the lowest line's
    bottom: float
    #: how much of the height the lines may take
    height: float
    #: where the veil begins
    veil: float
    #: sizes in parts of the shorter side: the largest, one that still reads well, and the smallest
    letters: tuple[float, float, float]
    centred: bool


class Setting(NamedTuple):
    """A text as it is set."""

    font: ImageFont.FreeTypeFont
    lines: Sequence[str]
    #: from line to line
    leading_pixels: int


def fitted(text: str, typeface: Typeface, language: str, page: Page, size: Size) -> Setting | None:
    """The text in the largest letters in which it fits, in whole words if these can be read, else in broken ones.

    What does not fit in the smallest letters is cut, with an ellipsis. None if there is nothing to set.
    """
    largest, readable, smallest = (max(1, round(part * min(size))) for part in page.letters)
    width, height = (page.right - page.left) * size.width, page.height * size.height

    def fits(words: Measured, pixels: int) -> bool:
        room, most = width / pixels, max(1, floor(height / (pixels * typeface.leading)))
        return max(words.widths) <= room and len(broken(words, room)) <= most

    whole = pieces(text, language)
    if not whole:
        return None
    words = _measured(whole, typeface)
    pixels = _largest(readable, largest, lambda pixels: fits(words, pixels))
    if not pixels:
        words = _with_splits(words, width / readable, typeface, language)
        pixels = _largest(smallest, readable, lambda pixels: fits(words, pixels))
    if not pixels:
        pixels = smallest
        words = _cut(words, lambda words: fits(words, pixels), typeface)
    return _exact(broken(words, width / pixels), pixels, width, typeface)


def _measured(parts: Sequence[Piece], typeface: Typeface) -> Measured:
    return measured(parts, typeface.sized(MEASURED_PIXELS).getlength, MEASURED_PIXELS)


def _largest(low: int, high: int, fits: Callable[[int], bool]) -> int | None:
    """The largest number that fits, where every smaller one does, too."""
    if not fits(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _with_splits(words: Measured, width: float, typeface: Typeface, language: str) -> Measured:
    """The words, those apart that are wider than a line."""
    widths = zip(words.pieces, words.widths, strict=True)
    parts = [part for word, wide in widths for part in (split(word, language) if wide > width else [word])]
    return _measured(parts, typeface)


def _cut(words: Measured, fits: Callable[[Measured], bool], typeface: Typeface) -> Measured:
    """As much from the beginning as fits, but at least something."""

    def first(count: int) -> Measured:
        last = words.pieces[count - 1]
        ended = last._replace(text=(last.text.rstrip(LOOSE_MARKS) or last.text) + ELLIPSIS)
        return _measured([*words.pieces[: count - 1], ended], typeface)

    count = _largest(1, len(words.pieces) - 1, lambda count: fits(first(count)))
    return first(count or 1)


def _exact(lines: Sequence[str], pixels: int, width: float, typeface: Typeface) -> Setting:
    """The lines in letters that are small enough also where a line is wider than its pieces."""
    font = typeface.sized(pixels)
    while pixels > 1 and (widest := max(_ink_width(line, font) for line in lines)) > width:
        pixels = max(1, min(pixels - 1, int(pixels * width / widest)))
        font = typeface.sized(pixels)
    return Setting(font, lines, round(pixels * typeface.leading))


def _ink_width(line: str, font: ImageFont.FreeTypeFont) -> float:
    left, _, right, _ = font.getbbox(line)
    return right - left
