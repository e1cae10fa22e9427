"""Breaks a text into lines: between words, between Chinese characters, and evenly."""

import re
from collections.abc import Callable
from typing import NamedTuple

#: gives the width of a text in pixels
Measure = Callable[[str], float]

#: characters that have no spaces between them
IDEOGRAPH = "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
#: must not begin a line
CLOSING = "，。、；：？！…—～）】》〉」』”’·・々ー％!%,.:;?)]}"
#: must not end one
OPENING = "（【《〈「『“‘￥([{$€£"
PIECE = re.compile(
    rf"(?P<space>\s*)(?P<text>[{re.escape(OPENING)}]*"
    rf"(?:{IDEOGRAPH}|(?:(?!{IDEOGRAPH})[^\s{re.escape(OPENING)}])+|$)[{re.escape(CLOSING)}]*)"
)
#: steps of the search for even lines
EVEN_STEPS = 8


class Piece(NamedTuple):
    """What stays together, and whether a space comes before it."""

    spaced: bool
    text: str


def broken(text: str, width: float, measure: Measure) -> list[str] | None:
    """The text in as few lines as fit into `width`, as even as they can be; None if one word is wider than that."""
    lines = _filled(pieces(text), width, measure)
    if not lines or len(lines) == 1:
        return lines
    narrow, wide = width / len(lines), width
    for _ in range(EVEN_STEPS):
        middle = (narrow + wide) / 2
        tried = _filled(pieces(text), middle, measure)
        if tried and len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def pieces(text: str) -> list[Piece]:
    """The text taken apart wherever a line may end."""
    found = [Piece(bool(match["space"]), match["text"]) for match in PIECE.finditer(text) if match["text"]]
    together: list[Piece] = []
    for piece in found:
        if together and not piece.spaced and (piece.text[0] in CLOSING or together[-1].text[-1] in OPENING):
            together[-1] = Piece(together[-1].spaced, together[-1].text + piece.text)
        else:
            together.append(piece)
    return together


def _filled(parts: list[Piece], width: float, measure: Measure) -> list[str] | None:
    lines: list[str] = []
    for piece in parts:
        if measure(piece.text) > width:
            return None
        longer = f"{lines[-1]}{' ' if piece.spaced else ''}{piece.text}" if lines else piece.text
        if lines and measure(longer) <= width:
            lines[-1] = longer
        elif lines:
            lines.append(piece.text)
        else:
            lines = [piece.text]
    return lines
