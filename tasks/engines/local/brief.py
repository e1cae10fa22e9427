"""What a description says about the product: its name, and what is good about it. Nothing is made up."""

import re
from dataclasses import dataclass

from ..scripts.wording import CJK, cleaned, shortened, spoken_seconds

#: what one reads at a glance, and says in the shortest shot
MAX_NAME_CHARACTERS = 40
MAX_NAME_SECONDS = 2.4
MAX_BENEFIT_SECONDS = 3.5

#: a dot or comma inside a number or a name ends nothing
STATEMENT_END = re.compile(r"[\n!?;。！？；，、،؛؟।]+|[.,]+(?=\s|$)")
PHRASE_END = re.compile(r":(?=\s|$)|[：|()（）]|\s[-–—·]+\s|—+")
#: what tells us what to do instead of what the product is
REQUEST = re.compile(
    r"(?:please|make|create|write|generate|use|show|add|include|focus|target|tone|style|audience|don't)\b"
    r"|[请請]|风格|風格|目标|目標|不要|(?:做|写|寫|拍|生成|制作|製作).*(?:广告|廣告|视频|影片)",
    re.IGNORECASE,
)
#: the product in a request that names it
REQUESTED = re.compile(
    r"(?:please\s+)?(?:make|create|write|generate)\s.*?\b(?:for|about)\s+(?P<english>\S.*)"
    r"|[请請]?[为為给給](?P<chinese>.+?)(?:[做写寫拍]|生成|制作|製作).*(?:广告|廣告).*",
    re.IGNORECASE,
)
LEAD_IN = re.compile(
    r"[这這]是(?:我们的|我們的|我的|一[款个個种種只隻件])?|(?:我们的|我們的|我的|[这這一][款个個种種])"
    r"|(?:(?:this|here|it)(?:\s+is|'s)\s+|(?:introducing|meet):?\s+|(?:we|i)\s+(?:sell|make|offer)\s+)?"
    r"(?:(?:our|my|the|a|an|this|new)\s+)*",
    re.IGNORECASE,
)
CONNECTOR = re.compile(r"\s+(?=(?:and|with|that|which|who|for|made|from|featuring|keeps|is|are|has)\s)", re.IGNORECASE)
LOOSE_START = re.compile(r"^(?:(?:and|with|that|which|also|plus)\s+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Brief:
    """What can be said in an ad; both may be empty."""

    #: how the product is called, short enough to be said in one shot
    name: str
    #: phrases about it, in the order and the words of the description, each short enough for one shot
    benefits: tuple[str, ...]


def read_brief(description: str) -> Brief:
    """The product's name from the first statement that has one, its benefits from what follows."""
    parts = (part.strip() for part in STATEMENT_END.split(cleaned(description)))
    statements = (_statement(part) for part in parts)
    phrases = [part for statement in statements for part in PHRASE_END.split(statement) if _says_something(part)]
    if not phrases:
        return Brief("", ())
    first = phrases[0].strip()
    name, rest = _split_name(LEAD_IN.sub("", first, count=1) or first)
    benefits = [benefit for phrase in (rest, *phrases[1:]) for benefit in _benefits(phrase)]
    return Brief(name, tuple(dict.fromkeys(benefits)))


def _statement(sentence: str) -> str:
    """The sentence, or of a request only the product it is about."""
    if asked := REQUESTED.match(sentence):
        return asked["english"] or asked["chinese"]
    return "" if REQUEST.match(sentence) else sentence


def _split_name(phrase: str) -> tuple[str, str]:
    """The name, and what follows it: a "cup with a thick rim" is a cup."""
    name, rest = [*CONNECTOR.split(phrase, maxsplit=1), ""][:2]
    if re.search(CJK, name) and spoken_seconds(name) > MAX_NAME_SECONDS and "的" in name:
        rest, _, name = name.rpartition("的")  # the noun comes last
    return shortened(name, MAX_NAME_CHARACTERS, MAX_NAME_SECONDS), rest


def _benefits(phrase: str) -> list[str]:
    """The phrase, or its parts when it is too long to be said in one shot; what is still too long is left out."""
    is_short = spoken_seconds(phrase) <= MAX_BENEFIT_SECONDS
    parts = [phrase] if is_short else CONNECTOR.split(phrase)
    benefits = (LOOSE_START.sub("", part.strip()) for part in parts)
    return [one for one in benefits if _says_something(one) and spoken_seconds(one) <= MAX_BENEFIT_SECONDS]


def _says_something(text: str) -> bool:
    return any(character.isalpha() for character in text)
