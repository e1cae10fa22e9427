"""Picks the figures of the goals out of what a measurement found; None where it does not count."""

from collections.abc import Mapping
from typing import Any

Found = Mapping[str, Any]

#: what may come and go without a leak: pooled connections to Postgres, a probe that is being answered
DESCRIPTORS_SPARE = 8
GROWTH_PERCENT_MAX = 10
#: of the time, until memory has to be flat
WARM_UP_SHARE = 0.1


def of_streams(found: Found) -> dict[str, float | None]:
    """Only with every stream open to the end."""
    held = found["opened"] == found["count"] and not found["lost"]
    figures = {
        "memory_kb": found["kb_per_stream"]["web"],
        "opened_per_second": found["opened_per_second"],
        "connections": found["connections"],
        "idle_cpu_percent": found["idle_cpu_percent"]["web"],
    }
    return {name: figure if held else None for name, figure in figures.items()}


def of_search(found: Found) -> dict[str, float | None]:
    """The rate that the search has found."""
    return {"events_per_second": found["best_rate"] if found["opened"] == found["count"] else None}


def of_rate(found: Found, name: str) -> dict[str, float | None]:
    """The delay at one rate; one that lost or mixed up events has none."""
    [step] = found["steps"]
    good = found["opened"] == found["count"] and not step["events_lost"] and not step["misordered"]
    return {name: step["delay_ms"]["p99"] if good else None}


def of_submit(found: Found, originals: int | None) -> dict[str, float | None]:
    """With how many of the accepted pictures are kept, where they are counted."""
    figures: dict[str, float | None] = {"per_second": found["per_second"] if found["accepted"] else None}
    if originals is not None:
        # an answer that nobody waited for may have left a picture too
        share = min(1.0, originals / found["accepted"]) if found["accepted"] else 0
        figures["durable_percent"] = round(100 * share, 2)
    return figures


def of_journey(found: Found) -> dict[str, float | None]:
    """Speed, and how much of it arrived."""
    return {
        "jobs_per_second": found["per_second"] if found["jobs"] else None,
        "whole_percent": found["whole_percent"],
        "events_per_job": found["events_per_job"],
    }


def soak_faults(found: Found) -> list[str]:
    """What a soak has shown to be wrong, in words."""
    first, *middle, last = found["samples"]
    faults = []
    warm = [sample for sample in middle if sample["minute"] >= WARM_UP_SHARE * found["minutes"]]
    if len(warm) < 2:
        faults.append("it was too short to tell whether memory is flat")
    else:
        growth = round(100 * (warm[-1]["memory_kb"] / warm[0]["memory_kb"] - 1), 1)
        if growth >= GROWTH_PERCENT_MAX:
            faults.append(f"memory grew by {growth} %")
    if (leaked := last["descriptors"] - first["descriptors"]) > DESCRIPTORS_SPARE:
        faults.append(f"{leaked} descriptors leaked")
    if found["refusals"]:
        faults.append(f"{sum(found['refusals'].values())} streams could not be opened")
    if found["gaps"]:
        faults.append(f"{found['gaps']} times an event was missing or doubled")
    return faults
