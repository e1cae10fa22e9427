"""Reads a text as people paste it into a storyboard, and tells what could not be read."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import NamedTuple

from ...storyboard import Shot, Storyboard
from .labels import headed
from .markdown import plain, unquoted
from .reading import FIELDS, Part, on_screen_lines, parsed_shots, parts, spoken_lines, voice_over_lines

#: a text without times is cut into shots that are at least so long
EVEN_SHOT_SECONDS = 1.3
#: the difference of two times is not exact
ROUNDING_SECONDS = 0.001
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*")


class Reading(NamedTuple):
    """What a text says, and what of it is in no shot."""

    storyboard: Storyboard
    #: no time codes, or such that make no sense
    times_missing: bool
    #: lines that are neither shown nor said
    left_out: tuple[str, ...]


def read_storyboard(text: str, duration_seconds: int) -> Reading:
    """The storyboard of an ad of so many seconds; its times are fitted to them."""
    heads, rest = _heads(text)
    shots = parsed_shots(rest, duration_seconds)
    if shots:
        title, left_out = _outside(rest)
        read = Storyboard(heads.get("title") or title, in_order(shots, duration_seconds), "", "")
    else:
        told, left_out = _told(rest)
        most = int(duration_seconds / EVEN_SHOT_SECONDS)
        left_out += [" ".join(filter(None, lines)) for lines in told[most:]]
        even = [Shot(0, 0, "", voice, shown) for shown, voice in told[:most]]
        read = Storyboard(heads.get("title", ""), in_order(even, duration_seconds), "", "")
    read = replace(read, offer=heads.get("offer", ""), call_to_action=heads.get("call_to_action", ""))
    return Reading(read, not shots, tuple(left_out))


def in_order(shots: Sequence[Shot], duration_seconds: int) -> tuple[Shot, ...]:
    """The shots one after the other, the last to the ad's end; of equal length where their times make no sense."""
    ordered = sorted(shots, key=lambda shot: shot.start_seconds)
    follow = all(one.end_seconds <= next_one.start_seconds + ROUNDING_SECONDS for one, next_one in pairwise(ordered))
    if follow and all(0 <= shot.start_seconds < shot.end_seconds < math.inf for shot in ordered):
        scale = duration_seconds / ordered[-1].end_seconds if ordered else 1
        spans = [(shot.start_seconds * scale, shot.end_seconds * scale) for shot in ordered]
    else:
        ordered, length = list(shots), duration_seconds / len(shots)
        spans = [(number * length, (number + 1) * length) for number in range(len(shots))]
    return tuple(
        replace(shot, start_seconds=round(start, 2), end_seconds=round(end, 2))
        for shot, (start, end) in zip(ordered, spans, strict=True)
    )


def _heads(text: str) -> tuple[dict[str, str], str]:
    """What stands behind "Title:", "Offer:" and "Call to action:", and the text without these lines."""
    heads: dict[str, str] = {}
    rest = []
    for line in text.splitlines():
        found = headed(plain(line))
        if found and found[1] and found[0] not in heads:
            heads[found[0]] = unquoted(found[1])
        else:
            rest.append(line)
    return heads, "\n".join(rest)


def _outside(text: str) -> tuple[str, list[str]]:
    """The title, and the lines that are in no shot: where some have a label, the others are not."""
    title, left_out, is_timed = "", [], False
    found = list(parts(text))
    is_labelled = any(part.kind in FIELDS for part in found)
    for part in found:
        is_timed = is_timed or part.kind == "times"
        if not is_timed and not title and part.kind in ("plain", "heading") and not part.line.endswith((":", "：")):
            title = part.line
        elif _is_left_out(part) or (part.text and (not is_timed or (part.kind == "plain" and is_labelled))):
            left_out.append(part.line)
    return title, left_out


def _is_left_out(part: Part) -> bool:
    return part.kind == "ignored" and bool(part.text)


def _told(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Of a text without times: what is shown and said, shot by shot, and the lines that are neither."""
    left_out = [part.line for part in parts(text) if _is_left_out(part)]
    shown, said = on_screen_lines(text), voice_over_lines(text)
    if not shown and not said:
        lines = spoken_lines(text)
        shown = lines if len(lines) > 1 else [part for line in lines for part in SENTENCE_END.split(line) if part]
    else:
        left_out += [part.line for part in parts(text) if part.text and part.kind not in ("ignored", *FIELDS[1:])]
    return list(zip_longest(shown, said, fillvalue="")), left_out
