"""The fonts that texts are set in: Noto Sans for many scripts, from packages."""

import unicodedata
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import NamedTuple

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it carries no types
from PIL import ImageFont, features

from ....scripts.languages import is_traditional
from .clusters import clusters, with_few_marks

#: between semi-bold and bold: reads well over a picture, and the strokes of Chinese stay apart
WEIGHT = 650
#: a text that loses more than this part of its letters and digits says something else
MOST_MISSING = 0.1
#: each open font maps its whole file, up to 18 MB, into the child's limited address space
OPEN_FONTS = 6
#: never seen, but letters of Persian and of the languages of India have other shapes beside them
JOINERS = "\u200c\u200d"


class Typeface(NamedTuple):
    """A font for one or several scripts; each has Latin letters, digits and punctuation, too."""

    #: as in its file's name: "NotoSans" and this
    name: str
    package: str
    #: from line to line, in parts of a letter's size
    leading: float = 1.24
    #: letters change beside each other or change places, which only libraqm does
    shaped: bool = False

    def sized(self, pixels: int) -> ImageFont.FreeTypeFont:
        """The font in a size."""
        return _opened(self, pixels)

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for this character, or needs none."""
        return ord(character) in _glyphs(self) or character.isspace() or character in JOINERS


#: a character of Chinese is drawn otherwise in Taipei, Tokyo and Seoul: each font has the shapes of one place
PLACES = {name: Typeface(name, "justmytype_intl_cjk") for name in ("SC", "TC", "JP", "KR")}
OTHERS = (
    Typeface("", "justmytype_western_core"),
    Typeface("Arabic", "justmytype_intl_rtl", 1.5, True),
    Typeface("Hebrew", "justmytype_intl_rtl", 1.3, True),
    Typeface("Devanagari", "justmytype_intl_south_asia", 1.45, True),
    Typeface("Bengali", "justmytype_intl_south_asia", 1.45, True),
    Typeface("Tamil", "justmytype_intl_south_asia", 1.45, True),
    Typeface("Telugu", "justmytype_intl_south_asia", 1.6, True),
    Typeface("Thai", "justmytype_intl_sea", 1.5, True),
    Typeface("Lao", "justmytype_intl_sea", 1.5, True),
    Typeface("Khmer", "justmytype_intl_sea", 1.7, True),
    Typeface("Myanmar", "justmytype_intl_sea", 1.8, True),
)


def typeset_with(text: str, language: str) -> tuple[Typeface, str] | None:
    """The font for a text, and the text without what the font does not have; None if that is too much of it."""
    text = with_few_marks("".join(character for character in text if _can_be_shown(character)))
    best: tuple[Typeface, str] | None = None
    for typeface in typefaces(language):
        shown = _without_missing(text, typeface)
        if not best or len(shown) > len(best[1]):
            best = typeface, shown
        if _said(shown) == _said(text):
            break
    return best if best and _said(best[1]) >= (1 - MOST_MISSING) * _said(text) else None


def typefaces(language: str) -> tuple[Typeface, ...]:
    """All fonts that can be used on this machine, those of the language's place first."""
    main = language.lower().split("-")[0]
    first = "TC" if is_traditional(language) else {"ja": "JP", "ko": "KR"}.get(main, "SC")
    places = (PLACES[first], *(typeface for name, typeface in PLACES.items() if name != first))
    return *places, *(typeface for typeface in OTHERS if is_shaping() or not typeface.shaped)


def is_right_to_left(text: str) -> bool:
    """Which way a text runs: that of its first letter that has a direction."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction != "L" for direction in directions if direction in ("L", "R", "AL")), False)


@cache
def is_shaping() -> bool:
    """Whether Pillow has libraqm, which needs the system's libfribidi."""
    return bool(features.check("raqm"))


def _can_be_shown(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character.isspace() or character in JOINERS


def _said(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _without_missing(text: str, typeface: Typeface) -> str:
    """A character goes with all its marks, a mark alone."""
    kept = (cluster for cluster in clusters(text) if typeface.has(cluster[0]))
    return "".join(character for cluster in kept for character in cluster if typeface.has(character))


@cache
def _glyphs(typeface: Typeface) -> frozenset[int]:
    with as_file(files(typeface.package) / _path(typeface)) as file, TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=OPEN_FONTS)
def _opened(typeface: Typeface, pixels: int) -> ImageFont.FreeTypeFont:
    with as_file(files(typeface.package) / _path(typeface)) as file:
        font = ImageFont.truetype(str(file), pixels)
    # the first axis is the weight, the others stay as they are
    font.set_variation_by_axes([WEIGHT, *(axis["default"] or 0 for axis in font.get_variation_axes()[1:])])
    return font


def _path(typeface: Typeface) -> str:
    axes = "wght" if typeface.name in PLACES else "wdth,wght"
    return f"fonts/ofl/notosans{typeface.name.lower()}/NotoSans{typeface.name}[{axes}].ttf"
