"""Marks that text from chat programs carries: Markdown, bullets, pictographs before a line."""

import re
import unicodedata
from itertools import dropwhile

#: bold, italic and code text, in pairs around a part of a line
EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_](?!\s)|`)(?P<text>[^*_`]+)\1")
#: list items and quotations
BULLET = re.compile(r"(?:[-*+•·▪◦●–—>]|#{1,6})\s+")
HEADING = re.compile(r"#{1,6}\s")
RULE = re.compile(r"[\W_]*$")
TABLE_ROW = re.compile(r"\|.*\|$")
QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "'": "'", "‘": "’"}
PICTOGRAPHS = {"So", "Sk", "Cf", "Mn", "Zs"}


def plain(line: str) -> str:
    """A line without the marks around and before its text, its spaces single."""
    text = _without_pictographs(EMPHASIS.sub(lambda match: match["text"], line))
    while bullet := BULLET.match(text):
        text = _without_pictographs(text[bullet.end() :])
    return " ".join(text.split())


def is_heading(line: str) -> bool:
    """Whether it is one of Markdown's."""
    return bool(HEADING.match(line))


def is_rule(line: str) -> bool:
    """Whether it only divides: an empty line, or one without any letter or digit."""
    return bool(RULE.match(line))


def cells(row: str) -> list[str]:
    """The cells of a table's row."""
    return [plain(cell) for cell in row.strip("|").split("|")]


def unquoted(text: str) -> str:
    """Without quotation marks around the whole."""
    end = QUOTES.get(text[:1])
    return text[1:-1].strip() if end and len(text) > 2 and text.find(end, 1) == len(text) - 1 else text


def _without_pictographs(text: str) -> str:
    return "".join(dropwhile(lambda sign: unicodedata.category(sign) in PICTOGRAPHS, text))
