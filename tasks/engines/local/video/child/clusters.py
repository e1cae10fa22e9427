"""Grapheme clusters: a letter with its accents, a consonant with its vowel signs."""

import unicodedata

#: more marks on one letter are no language's; they only pile up over the lines above
MAX_MARKS = 4
MARKS = {"Mn", "Mc", "Me", "Cf"}
#: joins the consonant after it to the one before, in the scripts of India
VIRAMA = 9
#: written before the consonant that they are spoken after, in Thai and Lao
LEADING_VOWELS = set("เแโใไເແໂໃໄ")


def clusters(text: str) -> list[str]:
    """The text cut where no character is cut; `"".join` gives it back."""
    found: list[str] = []
    for character in text:
        if found and (unicodedata.category(character) in MARKS or _joins(found[-1][-1], character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def with_few_marks(text: str) -> str:
    """The text in composed characters, with no more marks in a row than a language has."""
    kept, marks = [], 0
    for character in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.category(character) in MARKS else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _joins(before: str, after: str) -> bool:
    return before in LEADING_VOWELS or (unicodedata.combining(before) == VIRAMA and after.isalpha())
