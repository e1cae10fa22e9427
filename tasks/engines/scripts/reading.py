"""Reads a script's text as its user left it, or brought it from elsewhere: its shots, and what is to be shown."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...storyboard import Shot
from .labels import UNKNOWN_LABEL, is_nothing, labelled
from .markdown import TABLE_ROW, cells, is_heading, is_rule, plain, unquoted
from .times import times

NUMBERING = re.compile(r"\d{1,2}[.)]\s+")
FIELDS = ("picture", "voice_over", "on_screen_text")


class Part(NamedTuple):
    """What a line means."""

    #: one of FIELDS; `times`; `plain`, which may be said or shown; `heading`; or `ignored`
    kind: str
    text: str = ""
    #: whether it belongs to the line before
    goes_on: bool = False
    #: of `times`; the end is not said in "[0:03] Close-up"
    start_seconds: float = 0.0
    end_seconds: float | None = None
    #: as it is written, without marks
    line: str = ""


def parsed_shots(text: str, duration_seconds: int) -> tuple[Shot, ...]:
    """The shots of a script's text; none when it has no time codes, or such that make no sense.

    Times are scaled when the ad has another length than the script. Where no line has a label, the lines
    under a time code are shown.
    """
    spans: list[tuple[float, float | None]] = []
    told: list[dict[str, str]] = []
    for part in parts(text):
        if part.kind == "times":
            spans.append((part.start_seconds, part.end_seconds))
            told.append({})
        elif told:
            told[-1][part.kind] = f"{told[-1].get(part.kind, '')} {part.text}".strip()
    ends = [end or _end(spans[number + 1 :], start, duration_seconds) for number, (start, end) in enumerate(spans)]
    if not spans or not all(start < end for (start, _), end in zip(spans, ends, strict=True)):
        return ()
    scale = duration_seconds / max(ends)
    if not any(field in shot for shot in told for field in FIELDS):
        told = [{"on_screen_text": shot.get("plain", "")} for shot in told]
    return tuple(
        Shot(round(start * scale, 2), round(end * scale, 2), *(unquoted(shot.get(field, "")) for field in FIELDS))
        for (start, _), end, shot in zip(spans, ends, told, strict=True)
    )


def on_screen_lines(text: str) -> list[str]:
    """What a text without time codes says is to be shown, one for each label."""
    return _told(text, "on_screen_text")


def spoken_lines(text: str) -> list[str]:
    """What a text without time codes says: its voice-over, else all that is no label, direction or heading."""
    return _told(text, "voice_over") or [UNKNOWN_LABEL.sub("", line, count=1) for line in _told(text, "plain")]


def voice_over_lines(text: str) -> list[str]:
    """What a text without time codes labels as said."""
    return _told(text, "voice_over")


def _told(text: str, kind: str) -> list[str]:
    told: list[str] = []
    for part in parts(text):
        if part.kind == kind and part.goes_on:
            told[-1] = f"{told[-1]} {part.text}".strip()
        elif part.kind == kind:
            told.append(part.text)
    return [line for line in map(unquoted, told) if line]


def _end(following: list[tuple[float, float | None]], start_seconds: float, duration_seconds: int) -> float:
    """The end of a shot that does not state it."""
    return following[0][0] if following else max(duration_seconds, start_seconds + 1)


def parts(text: str) -> Iterator[Part]:
    """What each line means; a line without a label continues the line before."""
    kind, is_timed = "plain", False
    columns: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if TABLE_ROW.match(line):
            found = [*_row(columns, cells(line))]
            columns = columns or [_kind(cell) for cell in cells(line)]
        elif is_rule(line):
            found, columns = [], []
            # what follows an empty line does not go on; with time codes, what stands outside of them is no ad
            kind = "plain" if kind == "times" or not is_timed else "ignored"
        else:
            found, columns = [*_line(line, "plain" if kind == "times" else kind)], []
        for part in found:
            is_timed = is_timed or part.kind == "times"
            if part.kind != "heading":
                kind = part.kind
            elif kind != "ignored" or not is_timed:
                kind = "plain"
            yield part._replace(line=part.text if TABLE_ROW.match(line) else plain(line))


def _kind(cell: str) -> str:
    known = labelled(cell, is_marked=True)
    return known[0] if known else "ignored"


def _row(columns: list[str], row: list[str]) -> Iterator[Part]:
    """The parts of a table row; the first row names the columns."""
    for span in [span for cell in row if columns and (span := times(cell))][:1]:
        yield Part("times", start_seconds=span.start_seconds, end_seconds=span.end_seconds)
    for kind, cell in zip(columns, row, strict=False):
        if not is_rule(cell) and not times(cell):
            yield Part(kind, "" if is_nothing(cell) else cell)


def _line(line: str, kind: str) -> Iterator[Part]:
    text = _unnumbered(plain(line))
    if span := times(text):
        yield Part("times", start_seconds=span.start_seconds, end_seconds=span.end_seconds)
        while following := times(span.rest):
            span = following
        if span.rest:
            yield _meaning(span.rest, "plain")
    else:
        yield _meaning(line, kind)


def _meaning(line: str, kind: str) -> Part:
    """Of a line without a time code, where `kind` is how it would go on."""
    text = plain(line)
    bare = _unnumbered(text)
    if known := labelled(bare, is_marked=text != line):
        outside = known[0] == "plain" and kind == "ignored"
        return Part("ignored" if outside else known[0], "" if is_nothing(known[1]) else known[1])
    if is_heading(line) or text.endswith((":", "：")):
        return Part("heading")
    if kind != "plain" and UNKNOWN_LABEL.match(bare):
        return Part("ignored", text)
    return Part(kind, text, goes_on=kind != "plain")


def _unnumbered(text: str) -> str:
    numbered = NUMBERING.match(text)
    return text[numbered.end() :] if numbered else text
