"""The facts in a description that an ad can use. Nothing is made up."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..wording import cleaned
from .contacts import is_only_a_lead, take_contacts
from .instructions import NEGATIVE, is_manner, request
from .names import LABEL as NAME_LABEL
from .names import SLOGAN, split_name
from .offers import split_offer
from .statements import as_written, clauses, sentences

HASHTAG = re.compile(r"(?<![\w&])#[^\W\d_]\w*")
#: "Make an ad: espresso cup"
REQUEST_WITH_COLON = re.compile(
    r"((?:^|(?<=[\n.!?。！？]))\s*[^\n.!?。！？:：]*\b(?:ad|video|script|advert|commercial)|"
    r"[^\n。！？:：]*(?:广告|文案|视频|脚本))\s*[:：]\s*",
    re.I,
)
#: before what is good about the product
REASON_LABEL = re.compile(
    r"(?:features?|benefits?|description|details|material|卖点|賣點|特点|特點|优点|優點|描述|材质|材質)\s*[:：]\s*",
    re.IGNORECASE,
)
LOOSE_START = re.compile(
    r"^(?:(?:and|with|that|which|also|plus|but|so|it\s+is|it['’]s|they\s+are|is|are|has|made\s+to\s+be)\s+)+(?=\S)",
    re.IGNORECASE,
)
#: where a long reason may be cut in two
JOINT = re.compile(r"\s+(?=(?:and|with|that|which|who|for|made|from|featuring|keeps|is|are|has)\s)", re.IGNORECASE)
MAX_REASON_CHARACTERS = 60
#: between parts of one offer
COMMAS = (",", "，", "、")


@dataclass(frozen=True, slots=True)
class AdFacts:
    """What can be said, in the order and the words of the description; each may be empty."""

    name: str
    #: prices, discounts, codes, dates: always shown
    offers: tuple[str, ...]
    #: links, phones, addresses: always shown
    contacts: tuple[str, ...]
    #: what is good about the product, in phrases of at most MAX_REASON_CHARACTERS
    reasons: tuple[str, ...]


def read_description(description: str, product_name: str = "") -> AdFacts:
    """What the description says about a product, whose name it need not say if `product_name` does."""
    text, contacts = take_contacts(HASHTAG.sub(" ", cleaned(description)))
    reader = _Reader(product_name)
    for sentence in sentences(REQUEST_WITH_COLON.sub(r"\1. ", text)):
        reader.read(sentence)
    return AdFacts(
        as_written(reader.name),
        tuple(dict.fromkeys(map(as_written, reader.offers))),
        tuple(dict.fromkeys(contacts)),
        tuple(dict.fromkeys(map(as_written, reader.reasons))),
    )


class _Reader:
    """Reads sentence after sentence; the first phrase that can be a name is the name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._is_given = bool(name)
        self.offers: list[str] = []
        self.reasons: list[str] = []

    def read(self, sentence: str) -> None:
        if NEGATIVE.match(sentence):
            return
        is_after_offer = is_after_manner = False
        for mark, clause in clauses(sentence):
            asked = request(clause)
            if asked is None and is_after_manner and is_manner(clause):
                continue
            told = clause if asked is None else asked.product
            before, offer, after = split_offer(told or clause) or (told, "", "")
            if not told:  # of "mention free shipping" only the offer is no instruction
                before = after = ""
            self._tell(before)
            if offer and is_after_offer and mark.startswith(COMMAS) and not before:
                self.offers[-1] += mark + offer
            elif offer:
                self.offers.append(offer)
            self._tell(after)
            is_after_offer = bool(offer and not after)
            is_after_manner = is_after_manner or (asked is not None and asked.is_manner)

    def _tell(self, phrase: str) -> None:
        if is_only_a_lead(phrase) or not any(character.isalnum() for character in phrase):
            return
        if (not self.name and not SLOGAN.match(phrase)) or (NAME_LABEL.match(phrase) and not self._is_given):
            self.name, phrase = split_name(phrase)
        elif phrase.casefold() == self.name.casefold():
            return
        self.reasons += _reasons(REASON_LABEL.sub("", phrase))


def _reasons(phrase: str) -> Iterable[str]:
    """The phrase, or its parts when it is too long to be read at a glance; what is still too long is left out."""
    parts = [phrase] if len(phrase) <= MAX_REASON_CHARACTERS else JOINT.split(phrase)
    tidied = (LOOSE_START.sub("", part.strip()) for part in parts)
    return [part for part in tidied if len(part) <= MAX_REASON_CHARACTERS and any(map(str.isalpha, part))]
