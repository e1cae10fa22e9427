"""A script as text for people, whole or as far as it is written."""

from collections.abc import Mapping
from dataclasses import asdict
from string import Formatter
from typing import Any

from ...storyboard import Storyboard
from .languages import phrasebook


def script_text(storyboard: Storyboard, language: str) -> str:
    """Title, shots with their time codes, call to action; with English labels where we know no others."""
    return drafted_text(asdict(storyboard), language)


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
