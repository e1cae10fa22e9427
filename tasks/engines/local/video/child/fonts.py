"""The fonts that texts are set in: Noto Sans for many scripts, from packages."""

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import NamedTuple

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it carries no types
from PIL import ImageFont, features

from ....scripts.languages import is_traditional
from .clusters import clusters, with_few_marks

#: a text that loses more than this part of its letters and digits says something else
MOST_MISSING = 0.1
#: each open font maps its whole file, up to 18 MB, into the child's limited address space
OPEN_FONTS = 6
#: never seen, but letters of Persian and of the languages of India have other shapes beside them
JOINERS = "\u200c\u200d"
#: fonts with other shapes for large letters
OPTICAL = ("Inter", "SourceSerif4")


class Face(NamedTuple):
    """How a template's letters look."""

    #: the font for Latin, Greek and Cyrillic; other scripts have one font each
    family: str
    #: 100 thin to 900 black
    weight: int
    #: 62.5 (narrow) to 100, of fonts that can
    width: float = 100
    #: from line to line, in parts of a letter's size, of the family
    leading: float = 1.2


class Typeface(NamedTuple):
    """A font for one or several scripts; each has Latin letters, digits and punctuation, too."""

    #: the file is named after it
    name: str
    package: str
    #: from line to line, in parts of a letter's size
    leading: float = 1.24
    #: letters change beside each other or change places, which only libraqm does
    shaped: bool = False

    def sized(self, pixels: int, face: Face) -> ImageFont.FreeTypeFont:
        """The font in a size, as heavy and as wide as the face."""
        return _opened(self, pixels, face.weight, face.width)

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for this character, or needs none."""
        return ord(character) in _glyphs(self) or character.isspace() or character in JOINERS


#: a character of Chinese is drawn otherwise in Taipei, Tokyo and Seoul: each font has the shapes of one place
PLACES = {name: Typeface(f"NotoSans{name}", "justmytype_intl_cjk") for name in ("SC", "TC", "JP", "KR")}
OTHERS = (
    Typeface("NotoSans", "justmytype_western_core"),
    Typeface("NotoSansArabic", "justmytype_intl_rtl", 1.5, True),
    Typeface("NotoSansHebrew", "justmytype_intl_rtl", 1.3, True),
    Typeface("NotoSansDevanagari", "justmytype_intl_south_asia", 1.45, True),
    Typeface("NotoSansBengali", "justmytype_intl_south_asia", 1.45, True),
    Typeface("NotoSansTamil", "justmytype_intl_south_asia", 1.45, True),
    Typeface("NotoSansTelugu", "justmytype_intl_south_asia", 1.6, True),
    Typeface("NotoSansThai", "justmytype_intl_sea", 1.5, True),
    Typeface("NotoSansLao", "justmytype_intl_sea", 1.5, True),
    Typeface("NotoSansKhmer", "justmytype_intl_sea", 1.7, True),
    Typeface("NotoSansMyanmar", "justmytype_intl_sea", 1.8, True),
)


def typeset_with(text: str, language: str, face: Face) -> tuple[Typeface, str] | None:
    """The font for a text, and the text without what the font does not have; None if that is too much of it."""
    text = drawable(text)
    best: tuple[Typeface, str] | None = None
    own = Typeface(face.family, "justmytype_western_core", face.leading)
    for typeface in (own, *typefaces(language)):
        shown = _without_missing(text, typeface)
        if not best or len(shown) > len(best[1]):
            best = typeface, shown
        if _said(shown) == _said(text):
            break
    return best if best and _said(best[1]) >= (1 - MOST_MISSING) * _said(text) else None


def missing(texts: Sequence[str], language: str) -> tuple[str, ...]:
    """Codes of `messages.NOTICES` for what no font has: some characters of a text, or so much that it is left out."""
    plain = Face("NotoSans", 400)
    found = [(drawable(text), typeset_with(text, language, plain)) for text in texts]
    left_out = any(_said(text) and not shown for text, shown in found)
    fewer = any(shown and "".join(shown[1].split()) != "".join(text.split()) for text, shown in found)
    return ("clip_text_left_out",) * left_out + ("clip_characters_left_out",) * fewer


def drawable(text: str) -> str:
    """The text without control characters, and without more marks on a letter than a language has."""
    return with_few_marks("".join(character for character in text if _can_be_shown(character)))


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
    try:
        with as_file(files(typeface.package) / _path(typeface)) as file, TTFont(file, lazy=True) as font:
            return frozenset(font.getBestCmap())
    except (ModuleNotFoundError, FileNotFoundError):  # a package of fonts may be left out
        return frozenset()


@lru_cache(maxsize=OPEN_FONTS)
def _opened(typeface: Typeface, pixels: int, weight: int, width: float) -> ImageFont.FreeTypeFont:
    with as_file(files(typeface.package) / _path(typeface)) as file:
        font = ImageFont.truetype(str(file), pixels)
    font.set_variation_by_axes([_set(axis, weight, width) for axis in font.get_variation_axes()])
    return font


def _set(axis: ImageFont.Axis, weight: int, width: float) -> float:
    """An axis as we want it: weight, width, and the shapes of large letters."""
    name = (axis["name"] or b"").decode()
    wanted = {"Weight": weight, "Width": width, "Optical Size": axis["maximum"] or 0}.get(name, axis["default"] or 0)
    return max(axis["minimum"] or 0, min(axis["maximum"] or 0, wanted))


def _path(typeface: Typeface) -> str:
    """The variable font of this name; its folder is the name in small letters."""
    axes = "wght" if typeface in PLACES.values() else "opsz,wght" if typeface.name in OPTICAL else "wdth,wght"
    return f"fonts/ofl/{typeface.name.lower()}/{typeface.name}[{axes}].ttf"
