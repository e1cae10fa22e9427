"""Where a line of a text may end: between words, between phrases where there are no spaces, at worst inside words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import budoux
import pyphen  # type: ignore[import-untyped]  # it carries no types

from ....scripts.languages import is_traditional
from .clusters import clusters
from .linebreaking import Piece

#: characters that have no spaces between them
IDEOGRAPH = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = re.compile("[\u3040-\u30ff]")
THAI = "\u0e00-\u0e7f"
RUN = re.compile(f"(?P<ideographs>[{IDEOGRAPH}]+)|(?P<thai>[{THAI}]+)|[^{IDEOGRAPH}{THAI}]+")
#: must not begin a line
CLOSING = "，。、；：？！…—～）】》〉」』”’·・々ー％!%,.:;?)]}"
#: must not end one
OPENING = "（【《〈「『“‘￥([{$€£"
#: after the hyphen of a word, or the stroke or dash between two
WORD_JOINT = re.compile(r"(?<=[^\W\d_]{2}[-\u2010/–—])(?=[^\W\d_]{2})")
LETTERS = re.compile(r"[^\W\d_]+")
#: a line ends best after one of these
CLAUSE_MARKS = "，。、；：？！…,.;:!?–—·"
#: stands between two things
DOT = "·"
#: how bad it is to end a line after a word, after a short one ("of", "to", "No."), after a number that has its unit
#: behind it, and between two phrases
WORD_COST, SHORT_COST, NUMBER_COST, PHRASE_COST = 0.02, 0.1, 0.3, 0.1
SHORT_LETTERS = 2
#: has its number behind it
NUMERO = re.compile(r"(?:no|nr|n|núm|num)[.º°]|#|№", re.IGNORECASE)
#: scripts that show by a hyphen that a word goes on
HYPHENATING = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN")
#: how bad it is to end a line inside of a word: where a dictionary allows it, elsewhere, and near the word's ends
DICTIONARY_COST, INSIDE_COST, EDGE_COST = 0.2, 1.0, 3.0
EDGE_CLUSTERS = 3


def pieces(text: str, language: str) -> list[Piece]:
    """The text taken apart where a line may end without harm to a word."""
    found: list[Piece] = []
    for word in text.split():
        is_number = bool(found) and word[0].isdigit() and NUMERO.fullmatch(found[-1].text)
        if found and (word == DOT or is_number):  # a dot ends what is before it, and a number has its "No." with it
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {word}")
        else:
            found += _bound(_parts(word, language))
    costs = (_cost(before.text, after.is_spaced) for before, after in pairwise(found))
    return found[:1] + [piece._replace(cost=cost) for piece, cost in zip(found[1:], costs, strict=True)]


def split(piece: Piece, language: str) -> list[Piece]:
    """A word taken apart wherever that cuts no character, with costs."""
    parts, places = clusters(piece.text), _dictionary_places(piece.text, language)
    found, place = [], 0
    for number, part in enumerate(parts):
        before = piece.text[place - 1 : place]
        cost = EDGE_COST if min(number, len(parts) - number) < EDGE_CLUSTERS else INSIDE_COST
        cost = DICTIONARY_COST if place in places else cost
        found.append(Piece(part, False, bool(before) and _has_hyphen(before) and _has_hyphen(part[0]), cost))
        place += len(part)
    first, *rest = _bound(found)
    return [first._replace(is_spaced=piece.is_spaced, is_hyphenated=False, cost=piece.cost), *rest]


def _cost(before: str, is_spaced: bool) -> float:
    """How bad it is that a line ends with these letters."""
    if is_spaced and before.isdigit():
        return NUMBER_COST
    if is_spaced and len(before.rstrip(".")) <= SHORT_LETTERS and before[-1] not in ",;:!?":
        return SHORT_COST
    if before[-1] in CLAUSE_MARKS:
        return 0.0
    return WORD_COST if is_spaced else PHRASE_COST


def _bound(parts: Iterable[Piece]) -> list[Piece]:
    """The pieces, none beginning or ending with a mark that must not stand there."""
    bound: list[Piece] = []
    for piece in parts:
        if bound and not piece.is_spaced and (piece.text[0] in CLOSING or bound[-1].text[-1] in OPENING):
            bound[-1] = bound[-1]._replace(text=bound[-1].text + piece.text)
        else:
            bound.append(piece)
    return bound


def _parts(word: str, language: str) -> Iterator[Piece]:
    """A text without spaces, taken apart."""
    for run in RUN.finditer(word):
        if run["ideographs"]:
            parts = _parser(_east_asian(run[0], language)).parse(run[0])
        elif run["thai"]:
            parts = _parser("thai").parse(run[0])
        else:
            parts = WORD_JOINT.split(run[0])
        for number, part in enumerate(parts):
            yield Piece(part, is_spaced=not run.start() and not number)


def _east_asian(text: str, language: str) -> str:
    if KANA.search(text):
        return "japanese"
    return "traditional_chinese" if is_traditional(language) else "simplified_chinese"


@cache
def _parser(model: str) -> budoux.Parser:
    load = getattr(budoux, f"load_default_{model}_parser")
    parser: budoux.Parser = load()
    return parser


def _dictionary_places(text: str, language: str) -> set[int]:
    """Where the language divides words; none where we have no dictionary of it."""
    tag = pyphen.language_fallback(language)
    if not tag:
        return set()
    dictionary = pyphen.Pyphen(lang=tag, left=EDGE_CLUSTERS, right=EDGE_CLUSTERS)
    return {word.start() + place for word in LETTERS.finditer(text) for place in dictionary.positions(word[0])}


def _has_hyphen(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith(HYPHENATING)
