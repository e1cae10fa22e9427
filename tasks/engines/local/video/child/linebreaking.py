"""Sets pieces of text into lines that are as few and as even as they can be."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

#: gives the width of a text in pixels
Measure = Callable[[str], float]


class Piece(NamedTuple):
    """A piece of text that is never broken."""

    text: str
    #: a space comes before it, unless a line ends there
    is_spaced: bool
    #: a line that ends before it gets a hyphen
    is_hyphenated: bool = False
    #: how bad a line's end before it is; 1 is as bad as a line that is empty
    cost: float = 0.0


class Measured(NamedTuple):
    """Pieces and their widths, in parts of a letter's size: they serve for letters of any size."""

    pieces: Sequence[Piece]
    widths: Sequence[float]
    space: float
    hyphen: float


def measured(parts: Sequence[Piece], measure: Measure, letter: float) -> Measured:
    """The pieces with their widths, as `measure` gives them for letters of this size."""
    widths = [measure(piece.text) / letter for piece in parts]
    return Measured(parts, widths, measure(" ") / letter, measure("-") / letter)


def broken(text: Measured, width: float) -> list[str]:
    """The text in as few lines as fit into `width` (in parts of a letter's size), as even as they can be.

    A piece that is wider has a line of its own. Takes time in proportion to the pieces and those of a line.
    """
    # for each beginning of the text: its lines, how bad they are, and where the last of them begins
    best = [(0, 0.0, 0)]
    for end in range(1, len(text.pieces) + 1):
        best.append(
            min((best[start][0] + 1, best[start][1] + bad, start) for start, bad in _last_lines(text, end, width))
        )
    lines: list[str] = []
    end = len(text.pieces)
    while end:
        start = best[end][2]
        lines.insert(0, _line(text.pieces, start, end))
        end = start
    return lines


def _last_lines(text: Measured, end: int, width: float) -> Iterator[tuple[int, float]]:
    """Where a line that ends here can begin, and how bad it is."""
    length = text.hyphen if end < len(text.pieces) and text.pieces[end].is_hyphenated else 0.0
    for start in reversed(range(end)):
        is_single = start == end - 1
        length += text.widths[start] + (0.0 if is_single or not text.pieces[start + 1].is_spaced else text.space)
        if length > width and not is_single:
            return
        yield start, (1 - length / width) ** 2 + text.pieces[start].cost


def _line(parts: Sequence[Piece], start: int, end: int) -> str:
    line = parts[start].text + "".join(
        f"{' ' if piece.is_spaced else ''}{piece.text}" for piece in parts[start + 1 : end]
    )
    return f"{line}-" if end < len(parts) and parts[end].is_hyphenated else line
