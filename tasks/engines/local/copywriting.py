"""Writes an advertising script from templates: what the description says, what the photo shows, and the time."""

from collections.abc import Iterable, Mapping
from zlib import crc32

from ..protocols import Script, Shot
from ..scripts.languages import phrasebook
from ..scripts.phrasebook import Phrasebook
from ..scripts.wording import isolated, sentence, shortened, spoken_seconds
from .brief import Brief, read_brief

#: where the shots of an ad of so many seconds end; the last one only says what to do
CUTS = {4: (2.5, 4.0), 8: (2.5, 5.5, 8.0), 12: (3.0, 6.5, 9.5, 12.0)}
MAX_TITLE_CHARACTERS = 32
MAX_TITLE_SECONDS = 2.5
MAX_BENEFITS_OF_A_SHOT = 2


def write_script(facts: Mapping[str, str], description: str, duration_seconds: int, language: str) -> Script:
    """A script for an ad of 4, 8 or 12 seconds; the same input always gives the same script.

    `facts` are those of `picture_child.facts` and `orientation`. English (`en`) and Chinese (`zh`, simplified
    or traditional by its subtags) are written; for other languages the script is English and says so.
    """
    book, is_known = phrasebook(language)
    brief = read_brief(description)
    seed = crc32(repr((sorted(facts.items()), description)).encode(errors="replace"))
    closing = book.closings[seed % len(book.closings)]
    shots = _Copywriter(book, brief, facts, seed).shots(closing, CUTS[duration_seconds])
    paragraphs = [
        book.title(isolated(brief.name), duration_seconds),
        *(_shot_text(book, shot) for shot in shots),
        book.call_to_action.format(text=closing),
    ]
    if not is_known:
        paragraphs.append(book.fallback_note.format(asked=language))
    return Script(book.language, tuple(shots), closing, "\n\n".join(paragraphs))


class _Copywriter:
    """Chooses, for one product, from one phrasebook."""

    def __init__(self, book: Phrasebook, brief: Brief, facts: Mapping[str, str], seed: int) -> None:
        self._book = book
        self._brief = brief
        self._facts = facts
        self._seed = seed
        self._benefits = list(brief.benefits)
        colours = {key: book.colours[facts[key]] for key in ("colour", "background_colour")}
        self._seen = colours | {
            "light": book.lights[facts["light"]][facts["warmth"]],
            "background": book.backgrounds[facts["background"]].format(**colours),
        }

    def shots(self, closing: str, cuts: tuple[float, ...]) -> list[Shot]:
        """Opening, then what there is to say, then the call to action."""
        middle = (self._detail, self._mood)[: len(cuts) - 2]
        starts = (0.0, *cuts)
        shots = [self._opening(starts[0], cuts[0])]
        shots += [write(start, end) for write, start, end in zip(middle, cuts, cuts[1:-1], strict=False)]
        end_title = closing.rstrip(".。")
        shots.append(Shot(starts[-2], cuts[-1], self._see(self._book.closing_picture), closing, end_title))
        return shots

    def _opening(self, start: float, end: float) -> Shot:
        book, name = self._book, isolated(self._brief.name)
        voice = book.openings[self._facts["light"]]
        if name:
            turn = self._seed % len(book.named_openings)
            lines = (*book.named_openings[turn:], *book.named_openings[:turn])
            voice = _first_that_fits((line.format(name=name) for line in lines), sentence(name), end - start)
        picture = self._see(book.opening_pictures[self._facts["orientation"]])
        return Shot(start, end, picture, voice, _title(self._brief.name) or book.opening_title)

    def _detail(self, start: float, end: float) -> Shot:
        book = self._book
        is_plain = self._facts["colour"] in ("black", "gray", "white")
        voice = self._see(book.plain_detail if is_plain else book.colourful_detail)
        return self._benefit_or(voice, book.detail_title, book.detail_picture, start, end)

    def _mood(self, start: float, end: float) -> Shot:
        book, warmth = self._book, self._facts["warmth"]
        return self._benefit_or(book.moods[warmth], book.mood_titles[warmth], book.mood_picture, start, end)

    def _benefit_or(self, voice: str, title: str, picture: str, start: float, end: float) -> Shot:
        """A shot about the next benefits that can be said in it, or with the lines given."""
        told: list[str] = []
        for benefit in self._benefits:
            fits = spoken_seconds(" ".join([*told, benefit])) <= end - start
            if fits and len(told) < MAX_BENEFITS_OF_A_SHOT:
                told.append(benefit)
        if told:
            self._benefits = [benefit for benefit in self._benefits if benefit not in told]
            voice, title = self._book.joint.join(sentence(isolated(one)) for one in told), _title(told[0])
        return Shot(start, end, self._see(picture), voice, title)

    def _see(self, template: str) -> str:
        return template.format(**self._seen)


def _first_that_fits(lines: Iterable[str], last: str, seconds: float) -> str:
    return next((line for line in lines if spoken_seconds(line) <= seconds), last)


def _title(text: str) -> str:
    """The text as it is written into the picture."""
    title = shortened(text, MAX_TITLE_CHARACTERS, MAX_TITLE_SECONDS)
    return title[:1].upper() + title[1:]


def _shot_text(book: Phrasebook, shot: Shot) -> str:
    times = {"start": f"{shot.start_seconds:.1f}", "end": f"{shot.end_seconds:.1f}"}
    words = {"picture": shot.picture, "voice_over": shot.voice_over, "on_screen_text": isolated(shot.on_screen_text)}
    return book.shot.format(**times, **words)
