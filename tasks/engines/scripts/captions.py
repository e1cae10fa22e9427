"""A clip's captions as WebVTT: what is said, or shown where nothing is said, in lines that can be read."""

import re
from collections.abc import Iterable, Iterator

from ...storyboard import Shot
from .wording import cleaned, spoken_seconds

#: players show two lines; so wide is a letter of Chinese, Japanese or Korean beside a Latin one
LINE_WIDTH, LINES, WIDE = 42, 2, 2
#: what stays in one line: a word; a wide character, and the marks behind it
PIECE = re.compile(
    r"\s*(?:[\u2e80-\u2fff\u3005-\u3007\u3040-\ud7ff\uf900-\ufaff][、。，！？：；）」』》…]*|[^\s\u2e80-\uffef]+|\S)"
)
PAUSES = (",", ".", ";", ":", "!", "?", "，", "。", "；", "：", "、", "！", "？")
ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def webvtt(shots: Iterable[Shot]) -> str:
    """The file's content, UTF-8; a shot whose text is long has several cues, as long as they take to say."""
    cues = [f"{_time(start)} --> {_time(end)}\n{text.translate(ESCAPED)}\n" for start, end, text in _cues(shots)]
    return "\n".join(["WEBVTT\n", *cues])


def _cues(shots: Iterable[Shot]) -> Iterator[tuple[float, float, str]]:
    for shot in sorted(shots, key=lambda shot: shot.start_seconds):
        text = " ".join(cleaned(shot.voice_over or shot.on_screen_text).split())
        parts = _parts(text)
        seconds = [max(spoken_seconds(part), 0.1) for part in parts]
        length = shot.end_seconds - shot.start_seconds
        start = shot.start_seconds
        for part, part_seconds in zip(parts, seconds, strict=True):
            end = start + length * part_seconds / sum(seconds)
            # comparing this way round drops what is no number, too
            if end > start:
                yield start, end, part
            start = end


def _parts(text: str) -> list[str]:
    """As much at once as two lines hold."""
    lines = _lines(text)
    return ["\n".join(lines[place : place + LINES]) for place in range(0, len(lines), LINES)]


def _lines(text: str) -> list[str]:
    """As few lines as can be; if possible they end where one pauses, and else they are even."""
    fewest = len(_filled(text, LINE_WIDTH))
    filled = (_filled(text, width) for width in range(LINE_WIDTH // 2, LINE_WIDTH + 1))
    return max(
        (lines for lines in filled if len(lines) == fewest),
        key=lambda lines: sum(line.endswith(PAUSES) for line in lines[:-1]),
    )


def _filled(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in PIECE.findall(text):
        if lines[-1] and _width(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line for line in lines if line]


def _width(text: str) -> int:
    return sum(WIDE if "\u2e80" <= character <= "\uffef" else 1 for character in text)


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
