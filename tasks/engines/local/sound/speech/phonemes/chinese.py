"""Phonemes of Mandarin: words by jieba, their pinyin by pypinyin, and the sounds of that."""

import re
from collections.abc import Iterator

import rjieba
from pypinyin import Style, lazy_pinyin

from .espeak import Espeak
from .numbers_in_chinese import numbers_in_words

INITIALS = {
    **{"b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ"},
    **{"h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ"},
    **{"z": "ʦ", "c": "ʦʰ", "s": "s"},
}
#: the tone takes the place of the 0
FINALS = {
    **{"a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0", "en": "ə0n"},
    **{"eng": "ə0ŋ", "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0"},
    **{"in": "i0n", "iou": "jou0", "ing": "i0ŋ", "iong": "jʊ0ŋ", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0"},
    **{"uei": "wei0", "ua": "wa0", "uai": "wai0", "uan": "wa0n", "uen": "wə0n", "uang": "wa0ŋ", "ueng": "wə0ŋ"},
    **{"uo": "wo0", "o": "wo0", "ü": "y0", "üe": "ɥe0", "üan": "ɥɛ0n", "ün": "y0n", "er": "ɚ0", "ê": "ɛ0"},
}
#: "zhi", "zi": the tongue stays where the consonant has put it
BUZZED = {"zh", "ch", "sh", "r", "z", "c", "s"}
TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
PUNCTUATION = {"、": ", ", "，": ", ", "。": ". ", "．": ". ", "！": "! ", "：": ": ", "；": "; ", "？": "? "}
PIECE = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff]+)|([^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*)*)|(.)", re.ASCII)


class ChinesePhonemes:
    """Mandarin, with the Latin words in it read as English."""

    def __init__(self, english: Espeak) -> None:
        self._english = english

    def of(self, text: str) -> str:
        """The phonemes of a text, simplified or traditional."""
        parts = [self._sounds(*piece.groups("")) for piece in PIECE.finditer(numbers_in_words(text))]
        return " ".join("".join(parts).split())

    def _sounds(self, chinese: str, latin: str, other: str) -> str:
        if latin:
            return f" {self._english.of(latin)} "
        if other:
            return PUNCTUATION.get(other, other)
        return " ".join("".join(_syllables(word)) for word in rjieba.cut(chinese))


def _syllables(word: str) -> Iterator[str]:
    initials = lazy_pinyin(word, style=Style.INITIALS, strict=True)
    finals = lazy_pinyin(word, style=Style.FINALS_TONE3, strict=True, v_to_u=True, neutral_tone_with_five=True)
    for initial, final in zip(initials, finals, strict=True):
        sound, tone = final[:-1], TONES.get(final[-1:], "")
        vowel = "ɨ0" if sound == "i" and initial in BUZZED else FINALS.get(sound, "")
        if sound == "o" and not initial:
            vowel = "ɔ0"
        yield INITIALS.get(initial, "") + vowel.replace("0", tone)
