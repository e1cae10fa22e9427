"""The languages that scripts are written in here."""

from .chinese import SIMPLIFIED, TRADITIONAL
from .english import ENGLISH
from .phrasebook import Phrasebook

TRADITIONAL_PARTS = {"hant", "tw", "hk", "mo"}


def phrasebook(language: str) -> tuple[Phrasebook, bool]:
    """The phrasebook for a BCP 47 tag, and whether it is of that language; English for those we do not know."""
    main, *parts = language.lower().split("-")
    if main == "zh":
        return (TRADITIONAL if TRADITIONAL_PARTS & set(parts) and "hans" not in parts else SIMPLIFIED), True
    return ENGLISH, main == "en"
