"""Time codes in scripts: "2.5-4.0 s", "2,5 – 4 Sek.", "[0:02-0:04] Close-up", "Scene 2 (2-4s)", "2-4 秒"."""

import re
from typing import NamedTuple

_UNIT = r"\s*(?:(?:s|secs?|seconds?|sek|sekunden|segundos?|secondes?|secondi)\b\.?|[秒초″\"])"
_MOMENT = r"(?:\d{1,2}:)?\d{1,3}(?:[.,]\d{1,3})?"
_SPAN = re.compile(
    rf"(?<![\w.,:])(?P<start>{_MOMENT})(?P<start_unit>{_UNIT})?\s*(?:[-–—~〜～至到]|\bto\b|\bbis\b)\s*"
    rf"(?P<end>{_MOMENT})(?P<end_unit>{_UNIT})?(?![\w%])",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[(（\[【](?P<start>\d:\d\d(?:[.,]\d{1,3})?)[)）\]】]\s*[-–—|:：]?\s*")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】"}
_SEPARATORS = " -–—:：|,，"
_SCENE = re.compile(
    r"(?:scene|shot|frame|clip|part|segment|beat|seconds?|time|timing|timecode|szene|einstellung|zeit|scène|plan|temps|"
    r"escena|toma|plano|tiempo|cena|tempo|scena|场景|場景|镜头|鏡頭|分镜|分鏡|画面|畫面|时间|時間|シーン|カット|장면|第)"
    r"\s*[#№]?\s*[\d一二三四五六七八九十]*\s*[个個幕鏡镜景场場]?头?",
    re.IGNORECASE,
)
_HEADING_WORDS = 6


class Times(NamedTuple):
    """A time code, and what the line says after it."""

    start_seconds: float
    #: None where only the beginning is said
    end_seconds: float | None
    rest: str


def times(line: str) -> Times | None:
    """The time code that a line is, begins with, or has in brackets behind a heading; a range in a sentence is none."""
    if clock := _CLOCK.match(line):
        return Times(_seconds(clock["start"]), None, line[clock.end() :])
    if not (span := _SPAN.search(line)):
        return None
    before, after = line[: span.start()].rstrip(), line[span.end() :].lstrip()
    bracketed = bool(before) and _BRACKETS.get(before[-1]) == after[:1]
    if bracketed:
        before, after = before[:-1], after[1:].lstrip()
    heading, rest = before.strip(_SEPARATORS), after.lstrip(_SEPARATORS)
    sure = ":" in span["start"] or bool(span["start_unit"] or span["end_unit"])
    is_scene = bool(_SCENE.fullmatch(heading))
    # "5-10 seconds and it is ready" has nothing between
    ends = not rest or after[:1] in _SEPARATORS
    is_heading = bracketed and sure and ends and len(heading.split()) <= _HEADING_WORDS
    if (ends or bracketed) and (is_scene or is_heading or (not heading and (sure or not rest))):
        return Times(_seconds(span["start"]), _seconds(span["end"]), rest)
    return None


def _seconds(moment: str) -> float:
    minutes, _, seconds = moment.replace(",", ".").rpartition(":")
    return 60 * int(minutes or 0) + float(seconds)
