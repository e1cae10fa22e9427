"""Finds the letters and the lines in which a text fits: large ones first, and any text in the end."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import floor
from typing import NamedTuple

from PIL import ImageFont

from .fonts import Face, Typeface
from .linebreaking import Measured, Piece, broken, measured
from .segmentation import pieces, split

#: widths are measured in letters of this size, and hold in proportion for others
MEASURED_PIXELS = 100
ELLIPSIS = "…"
#: between two things in one line: not at its end
LOOSE_DOT = " ·"
BALANCING_STEPS = 8
#: marks that do not stand before an ellipsis
LOOSE_MARKS = " .,;:!?，。、；：！？…-–—"


class Room(NamedTuple):
    """The room that a text has, in pixels."""

    width: float
    height: float
    #: sizes: the largest, one that still reads well, and the smallest
    letters: tuple[float, float, float]


class Setting(NamedTuple):
    """A text as it is set."""

    font: ImageFont.FreeTypeFont
    lines: Sequence[str]
    #: from line to line
    leading_pixels: int


def fitted(text: str, typeface: Typeface, face: Face, language: str, room: Room) -> Setting | None:
    """The text in the largest letters in which it fits, in whole words if these can be read, else in broken ones.

    What does not fit in the smallest letters is cut, with an ellipsis. None if there is nothing to set.
    """
    largest, readable, smallest = (max(1, round(pixels)) for pixels in room.letters)
    width, height = room.width, room.height

    def fits(words: Measured, pixels: int) -> bool:
        line, most = width / pixels, max(1, floor(height / (pixels * typeface.leading)))
        return max(words.widths) <= line and len(broken(words, line)) <= most

    whole = pieces(text, language)
    if not whole:
        return None
    letters = _Letters(typeface, face)
    words = letters.measured(whole)
    pixels = _largest(readable, largest, lambda pixels: fits(words, pixels))
    if not pixels:
        words = _with_splits(words, width / readable, letters, language)
        pixels = _largest(smallest, readable, lambda pixels: fits(words, pixels))
    if not pixels:
        pixels = smallest
        words = _cut(words, lambda words: fits(words, pixels), letters)
    lines = [line.removesuffix(LOOSE_DOT) for line in _balanced(words, width / pixels)]
    return _exact(lines, pixels, width, letters)


class _Letters(NamedTuple):
    typeface: Typeface
    face: Face

    def measured(self, parts: Sequence[Piece]) -> Measured:
        return measured(parts, self.sized(MEASURED_PIXELS).getlength, MEASURED_PIXELS)

    def sized(self, pixels: int) -> ImageFont.FreeTypeFont:
        return self.typeface.sized(pixels, self.face)


def _largest(low: int, high: int, fits: Callable[[int], bool]) -> int | None:
    """The largest number that fits, where every smaller one does, too."""
    if not fits(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _balanced(words: Measured, width: float) -> list[str]:
    """As many lines as the width asks for, none much longer than another: in the narrowest room for so many."""
    if any(piece.is_hyphenated for piece in words.pieces):  # words come apart where their language says
        return broken(words, width)
    count = len(broken(words, width))
    parts = _parts(words)
    if len(parts) > 1 and sum(len(broken(part, width)) for part in parts) <= count:
        return [line for part in parts for line in _balanced(part, width)]
    low, high = max(words.widths), width
    for _ in range(BALANCING_STEPS if count > 1 else 0):
        middle = (low + high) / 2
        low, high = (low, middle) if len(broken(words, middle)) <= count else (middle, high)
    return broken(words, high)


def _parts(words: Measured) -> list[Measured]:
    """The text cut after each loose dot."""
    ends = [place + 1 for place, piece in enumerate(words.pieces) if piece.text.endswith(LOOSE_DOT)]
    spans = pairwise([0, *(end for end in ends if end < len(words.pieces)), len(words.pieces)])
    return [words._replace(pieces=words.pieces[a:b], widths=words.widths[a:b]) for a, b in spans]


def _with_splits(words: Measured, width: float, letters: _Letters, language: str) -> Measured:
    """The words, those apart that are wider than a line."""
    widths = zip(words.pieces, words.widths, strict=True)
    parts = [part for word, wide in widths for part in (split(word, language) if wide > width else [word])]
    return letters.measured(parts)


def _cut(words: Measured, fits: Callable[[Measured], bool], letters: _Letters) -> Measured:
    """As much from the beginning as fits, but at least something."""

    def first(count: int) -> Measured:
        last = words.pieces[count - 1]
        ended = last._replace(text=(last.text.rstrip(LOOSE_MARKS) or last.text) + ELLIPSIS)
        return letters.measured([*words.pieces[: count - 1], ended])

    count = _largest(1, len(words.pieces) - 1, lambda count: fits(first(count)))
    return first(count or 1)


def _exact(lines: Sequence[str], pixels: int, width: float, letters: _Letters) -> Setting:
    """The lines in letters that are small enough also where a line is wider than its pieces."""
    font = letters.sized(pixels)
    while pixels > 1 and (widest := max(_ink_width(line, font) for line in lines)) > width:
        pixels = max(1, min(pixels - 1, int(pixels * width / widest)))
        font = letters.sized(pixels)
    return Setting(font, lines, round(pixels * letters.typeface.leading))


def _ink_width(line: str, font: ImageFont.FreeTypeFont) -> float:
    left, _, right, _ = font.getbbox(line)
    return right - left
