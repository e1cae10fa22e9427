"""The languages that scripts are written in here."""

from .phrasebook import Phrasebook
from .phrasebooks.chinese_simplified import SIMPLIFIED
from .phrasebooks.chinese_traditional import TRADITIONAL
from .phrasebooks.english import ENGLISH
from .phrasebooks.french import FRENCH
from .phrasebooks.german import GERMAN
from .phrasebooks.italian import ITALIAN
from .phrasebooks.japanese import JAPANESE
from .phrasebooks.korean import KOREAN
from .phrasebooks.portuguese import PORTUGUESE
from .phrasebooks.spanish import SPANISH

PHRASEBOOKS = (
    ENGLISH,
    SIMPLIFIED,
    TRADITIONAL,
    GERMAN,
    SPANISH,
    FRENCH,
    ITALIAN,
    PORTUGUESE,
    JAPANESE,
    KOREAN,
)
TRADITIONAL_PARTS = {"hant", "tw", "hk", "mo"}


def phrasebook(language: str) -> tuple[Phrasebook, bool]:
    """The phrasebook for a BCP 47 tag, and whether it is of that language; English for those we do not know."""
    main = language.lower().split("-")[0]
    if main == "zh":
        return (TRADITIONAL if is_traditional(language) else SIMPLIFIED), True
    known = next((book for book in PHRASEBOOKS if book.language.split("-")[0] == main), None)
    return known or ENGLISH, known is not None


def is_traditional(language: str) -> bool:
    """Whether a BCP 47 tag means Chinese in traditional characters."""
    main, *parts = language.lower().split("-")
    return main == "zh" and bool(TRADITIONAL_PARTS & set(parts)) and "hans" not in parts
