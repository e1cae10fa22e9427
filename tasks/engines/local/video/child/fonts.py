"""The fonts that texts are set in: Noto Sans with Chinese, Japanese and Korean, from a package."""

from collections import Counter
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from PIL import ImageFont

PACKAGE = "justmytype_intl_cjk"
#: a character of Chinese is drawn otherwise in Taipei, Tokyo and Seoul: each font has the shapes of one place
PLACES = ("SC", "TC", "JP", "KR")
TRADITIONAL_PARTS = {"hant", "tw", "hk", "mo"}
#: between semi-bold and bold: reads well over a picture, and the strokes of Chinese stay apart
WEIGHT = 650
#: no font has this, so it is drawn as the box that stands for what is missing
NOTHING = "\U0010ffff"
#: a text that loses more than this part of its characters says something else
MOST_MISSING = 0.1


class Typeface(NamedTuple):
    """A font that can show a text."""

    place: str

    def sized(self, pixels: int) -> ImageFont.FreeTypeFont:
        """The font in a size."""
        return _opened(self.place, pixels)


def typeset_with(text: str, language: str) -> tuple[Typeface, str] | None:
    """The font for a text, and the text without what the font does not have; None if that is too much of it."""
    for place in _places(language):
        if not missing(text, place):
            return Typeface(place), text
    place = _places(language)[0]
    lost = missing(text, place)
    if sum(lost.values()) > MOST_MISSING * len(text):
        return None
    return Typeface(place), "".join(character for character in text if character not in lost)


def missing(text: str, place: str) -> Counter[str]:
    """The characters that this place's font would show as empty boxes."""
    return Counter(character for character in text if not character.isspace() and not _has(place, character))


def _places(language: str) -> tuple[str, ...]:
    main, *parts = language.lower().split("-")
    first = {"ja": "JP", "ko": "KR"}.get(main, "SC")
    if main == "zh" and TRADITIONAL_PARTS & set(parts) and "hans" not in parts:
        first = "TC"
    return first, *(place for place in PLACES if place != first)


@cache
def _has(place: str, character: str) -> bool:
    font = _opened(place, 24)
    return bytes(font.getmask(character)) != bytes(font.getmask(NOTHING))


@cache
def _opened(place: str, pixels: int) -> ImageFont.FreeTypeFont:
    path = files(PACKAGE) / "fonts" / "ofl" / f"notosans{place.lower()}" / f"NotoSans{place}[wght].ttf"
    with as_file(path) as file:
        font = ImageFont.truetype(str(file), pixels)
    font.set_variation_by_axes([WEIGHT])
    return font
