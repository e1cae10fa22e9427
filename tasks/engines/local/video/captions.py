"""Which texts a clip shows, and when: those of its shots, or short ones from a text without shots."""

import math
import re
from collections.abc import Iterable, Sequence

from ...protocols import Shot, VideoOrder
from ...scripts.languages import phrasebook
from ...scripts.wording import cleaned, shortened
from .child import Caption

#: a shorter shot is part of its neighbour
MIN_SHOT_SECONDS = 0.8
MAX_SHOTS = 12
#: a text comes when its shot has begun, and is gone before the next one
LEAD_SECONDS, TRAIL_SECONDS = 0.12, 0.04
#: the clip's first text waits for the picture
OPENING_LEAD_SECONDS = 0.4
#: of a shot's text; more cannot be set large
MAX_CHARACTERS = 90
#: of a text without shots: what can be read in passing
MAX_PASSING_CHARACTERS = 42
MAX_PASSING_SECONDS = 3.2
#: a caption of such a text stays at least so long
PASSING_SECONDS = 1.9
SENTENCE = re.compile(r"[^.!?…。！？\n]+(?:[.!?…](?!\s|$)[^.!?…。！？\n]*)*")
CLAUSE = re.compile(r"\s*[,;:–—，；：、]\s*|\s+-\s+")
TIME_CODE = re.compile(r"^\W*\d+(?:[.:]\d+)?\s*[-–—~]\s*\d+(?:[.:]\d+)?\s*(?:s|sec|seconds|秒)?\W*$", re.I)
#: at most so many words before a colon are a label, like "Voice-over:"
LABEL = re.compile(r"^[^\s:：]+(?: [^\s:：]+){0,2}[:：]\s*")
#: marks that are not set at the end of a display text
END = " .。,，;；:："


def shot_starts(order: VideoOrder) -> tuple[float, ...]:
    """Where the clip's shots begin, 0 first; a free text is one shot, or as many as it gives captions."""
    if order.shots:
        starts = sorted(shot.start_seconds for shot in order.shots if math.isfinite(shot.start_seconds))
    else:
        starts = [caption.start_seconds for caption in _of_text(order)]
    kept = [0.0]
    for start in starts:
        if start - kept[-1] >= MIN_SHOT_SECONDS and order.duration_seconds - start >= MIN_SHOT_SECONDS:
            kept.append(start)
    return tuple(kept[:MAX_SHOTS])


def captions(order: VideoOrder) -> tuple[Caption, ...]:
    """The texts in the picture, one after the other."""
    found = _of_shots(order) if order.shots else _of_text(order)
    return tuple(_following(found, order.duration_seconds))


def passing_texts(order: VideoOrder) -> list[str]:
    """Short texts from the beginning of a script that has no shots."""
    most = max(1, int(order.duration_seconds / PASSING_SECONDS))
    return _short(_sentences(order.script, order.language))[:most]


def _of_shots(order: VideoOrder) -> list[Caption]:
    shots = sorted(order.shots, key=lambda shot: shot.start_seconds)
    return [Caption(shot.start_seconds, shot.end_seconds, _shown(shot)) for shot in shots]


def _shown(shot: Shot) -> str:
    return shortened(_tidied(shot.on_screen_text), MAX_CHARACTERS, math.inf)


def _of_text(order: VideoOrder) -> list[Caption]:
    texts = passing_texts(order)
    length = order.duration_seconds / max(1, len(texts))
    return [Caption(number * length, (number + 1) * length, text) for number, text in enumerate(texts)]


def _following(found: Iterable[Caption], duration_seconds: float) -> Iterable[Caption]:
    """Those that can be shown, none over another."""
    free_from = OPENING_LEAD_SECONDS
    for start, end, text in found:
        start = max(start + LEAD_SECONDS, free_from)
        end = min(end, duration_seconds) - TRAIL_SECONDS
        # comparing this way round drops what is no number, too
        if text and end - start >= MIN_SHOT_SECONDS / 2:
            yield Caption(round(start, 3), round(end, 3), text)
            free_from = end


def _tidied(text: str) -> str:
    return " ".join(cleaned(text).split()).rstrip(END)


def _sentences(script: str, language: str) -> list[str]:
    """What the script says, without its stage directions: the on-screen lines alone where it has such."""
    lines = [line for line in cleaned(script).splitlines() if line.strip() and not TIME_CODE.match(line)]
    labels = [_on_screen_label(tag) for tag in (language, "en", "zh-Hans", "zh-Hant")]
    told = [line.removeprefix(label) for line in lines for label in labels[:1] if line.startswith(label)]
    for label in labels[1:]:
        told = told or [line.removeprefix(label) for line in lines if line.startswith(label)]
    if told:
        return [text for line in told if (text := _tidied(line))]
    spoken = (LABEL.sub("", line) for line in lines)
    return [text for line in spoken for match in SENTENCE.finditer(line) if (text := _tidied(match[0]))]


def _on_screen_label(language: str) -> str:
    book, _ = phrasebook(language)
    return book.shot.splitlines()[-1].partition("{")[0]


def _short(sentences: Sequence[str]) -> list[str]:
    """Sentences that can be read in passing; longer ones give their first clause."""
    result = []
    for sentence in sentences:
        text = shortened(sentence, MAX_PASSING_CHARACTERS, MAX_PASSING_SECONDS)
        if text != sentence:
            text = _first_clauses(sentence) or text
        if any(character.isalnum() for character in text):
            result.append(text)
    return result


def _first_clauses(sentence: str) -> str:
    """As many whole clauses from the beginning as can be read in passing."""
    ends = [match.start() for match in CLAUSE.finditer(sentence)]
    fitting = [
        end for end in ends if shortened(sentence[:end], MAX_PASSING_CHARACTERS, MAX_PASSING_SECONDS) == sentence[:end]
    ]
    return sentence[: fitting[-1]] if fitting else ""
