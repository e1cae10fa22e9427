"""Words as written and as spoken: cleaning, counting seconds, shortening at a good place."""

import re
import unicodedata

#: a voice that one can follow
WORDS_PER_SECOND = 2.3
CHINESE_CHARACTERS_PER_SECOND = 4.5
KANA_PER_SECOND = 6.0
#: one in Japanese is read as about two kana
KANJI_PER_SECOND = KANA_PER_SECOND / 2
KOREAN_SYLLABLES_PER_SECOND = 5.0
#: a longer word takes the time of two
LONG_WORD = 14

CJK = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
KANA = re.compile("[\u3040-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7af]")
#: marks that are said: "$24" is "twenty-four dollars", "lumi.co" is "lumi dot co"
SPOKEN_MARK = re.compile(r"[$€£¥₩₹%@+]|(?<=[^\W\d])\.(?=[^\W\d])")
TOKEN = re.compile(rf"(?P<character>{CJK})|(?:(?!{CJK})\S)+")
#: two characters with no place for a cut between them
UNSPACED = re.compile(CJK + CJK)
CLAUSE_MARK = re.compile("[\u3001\u3002\uff0c\uff1b\uff1a,;:]")
SPACES = re.compile(r"[^\S\n]+")
#: pictographs stand from here on; below are signs that mean something in a product text, like the degree
FIRST_PICTOGRAPH = "\u2190"
EMOJI_PARTS = {"\u200d", "\u20e3", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))}
#: invisible, but letters of Persian and the languages of India are wrong without it
ZERO_WIDTH_NON_JOINER = "\u200c"
#: a cut before one of these would leave half a character
PARTS_OF_A_CHARACTER = {"Mn", "Mc", "Me", "Cf"}
LOOSE_END = re.compile(
    r"(?:[\s,;:&+/(\-\u2013\u2014]|\b(?:and|or|with|for|of|the|a|an|in|to|from|that|which|by|on|at|is|your))+$",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """Without emoji and invisible control characters, neither of which can be spoken or shown."""
    text = "".join(character for character in text if _belongs_in_text(character))
    return SPACES.sub(" ", text)


def spoken_seconds(text: str) -> float:
    """How long it takes to say `text` calmly; numbers take the time of their words."""
    kanji = KANJI_PER_SECOND if KANA.search(text) else CHINESE_CHARACTERS_PER_SECOND
    return sum(_token_seconds(token, kanji) for token in TOKEN.finditer(text))


def shortened(text: str, max_characters: int, max_seconds: float) -> str:
    """The beginning of `text` within both limits, cut between words where there are any."""
    if len(text) <= max_characters and spoken_seconds(text) <= max_seconds:
        return text
    kanji = KANJI_PER_SECOND if KANA.search(text) else CHINESE_CHARACTERS_PER_SECOND
    kept, seconds = 0, 0.0
    for token in TOKEN.finditer(text):
        seconds += _token_seconds(token, kanji)
        if token.end() > max_characters or seconds > max_seconds:
            break
        kept = token.end()
    return LOOSE_END.sub("", _whole_clauses(text, kept) or text[: kept or _character_end(text, max_characters)])


def _whole_clauses(text: str, end: int) -> str:
    """What of `text[:end]` ends with a clause, where a cut at `end` would stand in the middle of a Chinese phrase."""
    if not UNSPACED.search(text[max(end - 1, 0) : end + 1]):
        return ""
    return next((text[: mark.start()] for mark in reversed([*CLAUSE_MARK.finditer(text, 1, end)])), "")


def isolated(text: str) -> str:
    """Text of a right-to-left script wrapped so that it does not reorder the sentence it is put into."""
    right_to_left = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"\u2068{text}\u2069" if right_to_left else text


def sentence(text: str) -> str:
    """With a capital at the start, unless it is written as "iPhone", and something at the end that ends it."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if first.isalpha() and first.islower():
        text = text[:1].upper() + text[1:]
    if text.endswith((".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f")):
        return text
    return text + ("\u3002" if re.search("[\u3040-\u9fff]", text) else ".")


def _belongs_in_text(character: str) -> bool:
    if character in EMOJI_PARTS:
        return False
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return character in ("\n", "\t", ZERO_WIDTH_NON_JOINER)
    return category not in ("Cs", "Co", "Cn") and not (category == "So" and character >= FIRST_PICTOGRAPH)


def _token_seconds(token: re.Match[str], kanji_per_second: float) -> float:
    text = token[0]
    if token["character"]:
        if HANGUL.match(text):
            return 1 / KOREAN_SYLLABLES_PER_SECOND
        return 1 / (KANA_PER_SECOND if KANA.match(text) else kanji_per_second)
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    words = -(-letters // LONG_WORD) + (digits + 1) / 2 * bool(digits) + len(SPOKEN_MARK.findall(text))
    return words / WORDS_PER_SECOND


def _character_end(text: str, end: int) -> int:
    end = min(end, len(text))
    while 1 < end < len(text) and unicodedata.category(text[end]) in PARTS_OF_A_CHARACTER:
        end -= 1
    return end
