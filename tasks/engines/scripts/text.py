"""A script as text for people, whole or as far as it is written."""

from collections.abc import Mapping, Sequence
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
