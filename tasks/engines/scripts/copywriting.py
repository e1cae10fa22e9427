"""Writes an advertising script from a brief and a phrasebook: a hook, reasons, the offer, a close."""

import math
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from ...brief import Brief
from ...storyboard import Shot, Storyboard
from ..protocols.script_engines import Script
from .description.ad_facts import read_description
from .description.names import short_name
from .description.offers import headline
from .languages import phrasebook
from .phrasebook import Phrasebook
from .text import script_text
from .wording import isolated, sentence, shortened, spoken_seconds

#: where the shots of an ad of so many seconds end, without an offer and with one
CUTS = {
    4: ((2.4, 4.0), (1.4, 2.6, 4.0)),
    8: ((2.8, 5.8, 8.0), (2.2, 4.2, 6.2, 8.0)),
    12: ((3.0, 6.4, 9.6, 12.0), (3.0, 5.4, 7.8, 10.0, 12.0)),
}
#: of a name that was found in a description; what stands in the brief's fields is never cut
MAX_NAME_CHARACTERS = 60
MAX_REASONS_OF_A_SHOT = 2
#: two reasons are shown together up to this length
MAX_SHOWN_TOGETHER_CHARACTERS = 36
#: between two things that are shown in one line
BETWEEN = " · "
#: the difference of two times is not exact
ROUNDING_SECONDS = 0.001
SENTENCE_END = ".。!！ "


def write_script(
    facts: Mapping[str, str], brief: Brief, duration_seconds: int, language: str, variant: int = 0
) -> Script:
    """A script for an ad of 4, 8 or 12 seconds; the same input always gives the same script, another variant another.

    Of `facts` (those of `pictures.facts`, and `orientation`) only the orientation decides what is written; the
    others vary it. Nothing is claimed that the brief does not say. For a language without a phrasebook the
    script is English.
    """
    book, _ = phrasebook(language)
    seed = crc32(repr((sorted(facts.items()), brief)).encode(errors="replace"))
    writer = _Copywriter(book, brief, facts["orientation"] == "portrait", seed + variant, variant)
    storyboard = writer.write(duration_seconds)
    return Script.of(storyboard, book.language, script_text(storyboard, book.language))


class _Copywriter:
    """Chooses, for one brief, from one phrasebook."""

    def __init__(self, book: Phrasebook, brief: Brief, is_tall: bool, turn: int, variant: int) -> None:
        self._book = book
        self._is_tall = is_tall
        self._turn = turn
        told = read_description(brief.description, brief.product_name)
        self.name = brief.product_name or shortened(told.name, MAX_NAME_CHARACTERS, math.inf)
        self._offers = _with_given(brief.offer, told.offers)
        self._contacts = _with_given(brief.call_to_action, told.contacts)
        self._reasons = _turned(told.reasons, variant * MAX_REASONS_OF_A_SHOT)
        self._said: list[str] = []

    def write(self, duration_seconds: int) -> Storyboard:
        cuts = CUTS[duration_seconds][bool(self._offers)]
        spans = [*zip((0.0, *cuts), cuts, strict=False)]
        middle = spans[1 : -2 if self._offers else -1]
        shots = [self._hook(*spans[0])]
        shots += [self._reason(number, len(middle), *span) for number, span in enumerate(middle)]
        if self._offers:
            shots.append(self._offer(len(middle), *spans[-2]))
        closing, shown = self._closing(spans[-1][1] - spans[-1][0])
        shots.append(Shot(*spans[-1], self._book.closing_picture, closing, shown))
        title = isolated(self.name) or self._book.untitled.format(seconds=duration_seconds)
        return Storyboard(title, tuple(shots), BETWEEN.join(self._offers), BETWEEN.join(self._contacts) or closing)

    def _hook(self, start: float, end: float) -> Shot:
        book = self._book
        picture = book.opening_picture_tall if self._is_tall else book.opening_picture_wide
        if not self.name:
            voice = self._choice(book.hooks, end - start)
            return Shot(start, end, picture, voice, voice.rstrip(SENTENCE_END))
        name, short = (isolated(name.rstrip(SENTENCE_END)) for name in (self.name, short_name(self.name)))
        named, shorter = ([line.format(name=one) for line in book.named_hooks] for one in (name, short))
        tries = (named, [sentence(name)], shorter, [sentence(short)], book.hooks)
        voice = next(line for lines in tries if (line := self._choice(lines, end - start)))
        return Shot(start, end, picture, voice, self.name)

    def _reason(self, number: int, count: int, start: float, end: float) -> Shot:
        """The next reasons, as many as are left for this shot; a look at the picture when there are none."""
        share = min(MAX_REASONS_OF_A_SHOT, -(-len(self._reasons) // (count - number)))
        told = self._next_reasons(share, end - start)
        picture = self._book.closer_pictures[number % 2]
        voice = self._joined([sentence(isolated(reason)) for reason in told])
        if not _fits(voice, end - start):
            voice = ""
        voice = voice or self._choice(self._book.looks, end - start)
        together = BETWEEN.join(map(_capitalised, told))
        shown = together if len(together) <= MAX_SHOWN_TOGETHER_CHARACTERS else _capitalised(told[0])
        return Shot(start, end, picture, voice, shown or voice.rstrip(SENTENCE_END))

    def _next_reasons(self, count: int, seconds: float) -> list[str]:
        """The reasons that can be said in the time; else the first, which is only shown."""
        told: list[str] = []
        for reason in self._reasons:
            if len(told) < count and _fits(" ".join([*told, reason]), seconds):
                told.append(reason)
        told = told or self._reasons[:1]
        self._reasons = [reason for reason in self._reasons if reason not in told]
        return told

    def _offer(self, number: int, start: float, end: float) -> Shot:
        sayable = [", ".join(self._offers), *self._offers, *filter(None, map(headline, self._offers))]
        voice = next((line for text in sayable if _fits(line := sentence(isolated(text)), end - start)), "")
        voice = voice or self._choice(self._book.offer_lines, end - start)
        return Shot(start, end, self._book.closer_pictures[number % 2], voice, BETWEEN.join(self._offers))

    def _closing(self, seconds: float) -> tuple[str, str]:
        """The voice-over and on-screen text of the close."""
        closing = self._choice(self._book.closings, seconds)
        if not self._contacts:
            return closing, closing.rstrip(SENTENCE_END)
        said = next((line for text in self._contacts if _fits(line := sentence(isolated(text)), seconds)), closing)
        return said, BETWEEN.join(self._contacts)

    def _joined(self, sentences: Sequence[str]) -> str:
        """Chinese and Japanese sentences stand close, others apart."""
        return "".join(line + (self._book.joint or " " * line.endswith((".", "!", "?"))) for line in sentences).strip()

    def _choice(self, lines: Sequence[str], seconds: float) -> str:
        """One of the lines that fit and were not said yet, by turns; empty when none fits."""
        fitting = [line for line in lines if _fits(line, seconds)]
        unsaid = [line for line in fitting if line not in self._said] or fitting
        if not unsaid:
            return ""
        self._said.append(unsaid[self._turn % len(unsaid)])
        return self._said[-1]


def _fits(line: str, seconds: float) -> bool:
    return spoken_seconds(line) <= seconds + ROUNDING_SECONDS


def _with_given(given: str, found: Iterable[str]) -> list[str]:
    """What stands in a field of the brief, and what the description says beyond it."""
    beyond = [text for text in found if text.casefold() not in given.casefold()]
    return [given, *beyond] if given else beyond


def _turned(texts: Sequence[str], places: int) -> list[str]:
    start = places % len(texts) if texts else 0
    return [*texts[start:], *texts[:start]]


def _capitalised(text: str) -> str:
    first = text.split(maxsplit=1)[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text
