"""The languages that scripts are written in here."""

from .chinese import SIMPLIFIED, TRADITIONAL
from .english import ENGLISH
from .phrasebook import Phrasebook

TRADITIONAL_PARTS = {"hant", "tw", "hk", "mo"}


def phrasebook(language: str) -> tuple[Phrasebook, bool]:
    """The phrasebook for a BCP 47 tag, and whether it is of that language; English for those we do not know."""
    main = language.lower().split("-")[0]
    if main == "zh":
        return (TRADITIONAL if is_traditional(language) else SIMPLIFIED), True
    return ENGLISH, main == "en"


def is_traditional(language: str) -> bool:
    """Whether a BCP 47 tag means Chinese in traditional characters."""
    main, *parts = language.lower().split("-")
    return main == "zh" and bool(TRADITIONAL_PARTS & set(parts)) and "hans" not in parts
