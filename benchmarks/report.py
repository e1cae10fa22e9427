"""The table: printed, and kept as Markdown and as JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .goals import NAMES, Verdict

RESULTS = Path(__file__).parent / "results"


def table(verdicts: Sequence[Verdict]) -> str:
    """A Markdown table of all goals."""
    head = ["figure", *NAMES.values(), "ratio", "goal", ""]
    rows = [head, ["---"] * len(head)]
    for verdict in verdicts:
        goal = verdict.goal
        values = [_number(verdict.values[name]) if name in verdict.values else "" for name in NAMES]
        ratio = _ratio(verdict.measured) if goal.against else ""
        label = f"{goal.title}, {goal.unit}" if goal.unit else goal.title
        rows.append([label, *values, ratio, goal.bound_text(), "reached" if verdict.reached else "**missed**"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def samples(found: Sequence[Mapping[str, Any]]) -> str:
    """A Markdown table of a soak's samples."""
    rows = [list(found[0]), ["---"] * len(found[0]), *(map(str, sample.values()) for sample in found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def summary(verdicts: Sequence[Verdict], minutes: float, cores: object, quick: bool) -> str:
    missed = list(dict.fromkeys(verdict.goal.title for verdict in verdicts if not verdict.reached))
    reached = sum(verdict.reached for verdict in verdicts)
    end = f"; missed: {', '.join(missed)}." if missed else "."
    kind = "a quick run" if quick else "a full run"
    return f"{reached} of {len(verdicts)} goals reached in {kind} of {minutes:.1f} minutes on {cores} cores{end}"


def keep(name: str, machine: Mapping[str, Any], text: str, data: Mapping[str, Any]) -> str:
    """Write both files; returns their common name."""
    RESULTS.mkdir(exist_ok=True)
    stem = f"{str(machine['date'])[:16].replace(' ', '-').replace(':', '')}-{name}"
    label = "{date}; {cpu}, {cores} cores, {memory_gb} GB; Linux {kernel}; Python {python}".format(**machine)
    (RESULTS / f"{stem}.md").write_text(f"# script/bench {name}\n\n{label}\n\n{text}\n")
    (RESULTS / f"{stem}.json").write_text(json.dumps({"machine": machine} | dict(data), indent=1) + "\n")
    return stem


def _number(value: float | None) -> str:
    if value is None:
        return "failed"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _ratio(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if value >= 0.5 else f"1/{1 / value:.3g}" if value > 0 else "0"
