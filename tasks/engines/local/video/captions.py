"""Which texts a clip shows, and when: those of its shots, or short ones from a text without shots."""

import math
import re
from collections.abc import Iterable, Sequence

from ...protocols.video_engines import VideoOrder
from ...scripts.reading import on_screen_lines, spoken_lines
from ...scripts.wording import cleaned, shortened
from .child import MAX_CAPTION_CHARACTERS, Caption

#: half of it is the shortest time that a text is shown
MIN_SHOT_SECONDS = 0.8
MAX_SHOTS = 12
#: of a text without shots: what can be read in passing
MAX_PASSING_CHARACTERS = 42
MAX_PASSING_SECONDS = 3.2
#: a caption of such a text stays at least so long
PASSING_SECONDS = 1.9
SENTENCE = re.compile(r"[^.!?…。！？\n]+(?:[.!?…](?!\s|$)[^.!?…。！？\n]*)*")
CLAUSE = re.compile(r"\s*[,;:–—，；：、]\s*|\s+-\s+")
#: marks that are not set at the end of a display text
END = " .。,，;；:："


def captions(order: VideoOrder) -> tuple[Caption, ...]:
    """The texts in the picture, one after the other."""
    found = _of_shots(order) if order.shots else _of_text(order)
    return tuple(_following(found, order.duration_seconds))[:MAX_SHOTS]


def passing_texts(order: VideoOrder) -> list[str]:
    """Short texts from the beginning of a script that has no shots."""
    most = max(1, int(order.duration_seconds / PASSING_SECONDS))
    on_screen = [text for line in on_screen_lines(order.script) if (text := shown(line))]
    return (on_screen or _short(_sentences(order.script)))[:most]


def _of_shots(order: VideoOrder) -> list[Caption]:
    shots = sorted(order.shots, key=lambda shot: shot.start_seconds)
    return [Caption(shot.start_seconds, shot.end_seconds, shown(shot.on_screen_text)) for shot in shots]


def shown(text: str) -> str:
    """A text as it is set; one too long to read in time is cut with an ellipsis."""
    whole = trimmed(text)
    text = shortened(whole, MAX_CAPTION_CHARACTERS - 1, math.inf)
    return text if text == whole else f"{text}…"


def _of_text(order: VideoOrder) -> list[Caption]:
    texts = passing_texts(order)
    length = order.duration_seconds / max(1, len(texts))
    return [Caption(number * length, (number + 1) * length, text) for number, text in enumerate(texts)]


def _following(found: Iterable[Caption], duration_seconds: float) -> Iterable[Caption]:
    """The texts that can be shown without overlapping."""
    free_from = 0.0
    for start, end, text in found:
        start, end = max(start, free_from), min(end, duration_seconds)
        # comparing this way round drops what is no number, too
        if text and end - start >= MIN_SHOT_SECONDS / 2:
            yield Caption(round(start, 3), round(end, 3), text)
            free_from = end


def trimmed(text: str) -> str:
    """The text without emoji, line breaks and marks at its end."""
    return " ".join(cleaned(text).split()).rstrip(END)


def _sentences(script: str) -> list[str]:
    """What the script says, without its labels and stage directions."""
    found = (match[0] for line in spoken_lines(script) for match in SENTENCE.finditer(cleaned(line)))
    return [text for sentence in found if (text := trimmed(sentence))]


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
    ends = [match.start() for match in CLAUSE.finditer(sentence[: MAX_PASSING_CHARACTERS + 2])]
    fitting = [
        end for end in ends if shortened(sentence[:end], MAX_PASSING_CHARACTERS, MAX_PASSING_SECONDS) == sentence[:end]
    ]
    return sentence[: fitting[-1]] if fitting else ""
