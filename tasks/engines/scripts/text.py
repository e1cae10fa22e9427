"""A script as text for people, whole or as far as it is written."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

from ..protocols import Shot
from .languages import phrasebook


def script_text(title: str, shots: Sequence[Shot], call_to_action: str, language: str) -> str:
    """Title, shots with their time codes, call to action; with English labels where we know no others."""
    told = [
        {
            "start_seconds": shot.start_seconds,
            "end_seconds": shot.end_seconds,
            "picture": shot.picture,
            "voice_over": shot.voice_over,
            "on_screen_text": shot.on_screen_text,
        }
        for shot in shots
    ]
    return drafted_text({"title": title, "shots": told, "call_to_action": call_to_action}, language)


def drafted_text(answer: Mapping[str, Any], language: str) -> str:
    """The same of an answer that has not ended: what is missing at its end is left out, so that text only grows."""
    book, _ = phrasebook(language)
    parts = [str(answer["title"])] if answer.get("title") else []
    parts += [text for shot in answer.get("shots") or () if (text := _shot_text(book.shot, shot))]
    if answer.get("call_to_action"):
        parts.append(book.call_to_action.format(text=answer["call_to_action"]))
    return "\n\n".join(parts)


def _shot_text(template: str, shot: Mapping[str, Any]) -> str:
    times = {name: f"{shot[f'{name}_seconds']:.1f}" for name in ("start", "end") if f"{name}_seconds" in shot}
    known = {**shot, **times}
    lines = []
    for line in template.splitlines():
        if any(field and field not in known for _, field, _, _ in Formatter().parse(line)):
            break
        lines.append(line.format(**known))
    return "\n".join(lines)


def parsed_shots(text: str, duration_seconds: int) -> tuple[Shot, ...]:
    """The shots of a script's text, as its user left it; none when it has no time codes that fit the duration.

    Times are scaled when the ad has another length than the script.
    """
    shots: list[dict[str, Any]] = []
    for line in text.splitlines():
        if times := _TIMES.match(line):
            shots.append({"start_seconds": float(times[1]), "end_seconds": float(times[2])} | _NOTHING_SAID)
        elif shots and (told := _told(line)):
            shots[-1] |= told
    if not shots or not all(shot["start_seconds"] < shot["end_seconds"] for shot in shots):
        return ()
    scale = duration_seconds / max(shot["end_seconds"] for shot in shots)
    times_scaled = ({name: round(shot[name] * scale, 2) for name in ("start_seconds", "end_seconds")} for shot in shots)
    return tuple(Shot(**shot | scaled) for shot, scaled in zip(shots, times_scaled, strict=True))


#: "2.5-5.5 s", "2.5-5.5 秒"
_TIMES = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*[-–—]\s*(\d{1,3}(?:\.\d+)?)\s*(?:s|sec|seconds|秒)\s*$", re.IGNORECASE)
_NOTHING_SAID = {"picture": "", "voice_over": "", "on_screen_text": ""}


def _told(line: str) -> dict[str, str]:
    """What a line says under one of the labels we write."""
    for label, name in _labels().items():
        if line.strip().lower().startswith(label):
            return {name: line.strip()[len(label) :].strip()}
    return {}


@cache
def _labels() -> dict[str, str]:
    """Labels of every phrasebook, in lower case, by the field they stand before."""
    lines = [line for tag in ("en", "zh-Hans", "zh-Hant") for line in phrasebook(tag)[0].shot.splitlines()]
    fields = ((line, [field for _, field, _, _ in Formatter().parse(line) if field]) for line in lines)
    return {
        line.split("{")[0].strip().lower(): names[0] for line, names in fields if names and names[0] in _NOTHING_SAID
    }
