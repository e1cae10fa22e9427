"""Measures the systems in turn, so that other work on the machine affects all of them alike."""

import json
import os
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import figures
from .children import Failed, output_of
from .environment import PYTHON
from .goals import GOALS, NAMES, Figures
from .systems import SYSTEMS, USERS, System

#: streams, and events a second, at which delays are compared
FEW, MANY, RATE = 1000, 5000, 1000
#: no measurement takes so long; one that hangs is ended
SECONDS_MAX = 300


@dataclass(frozen=True)
class Sizes:
    """How much is done."""

    rounds: int
    streams: int
    #: the peer needs two descriptors per stream, of 20,000 that a process usually may have
    peer_streams: int
    hold_seconds: int
    fanout_seconds: float
    search_steps_max: int
    submit_seconds: float
    journey_rounds: int


FULL = Sizes(3, 10_000, 9_500, 15, 3, 9, 10, 40)
QUICK = Sizes(2, 2_000, 2_000, 15, 1.5, 6, 5, 10)

Found = dict[str, Any]


def streams(system: System, name: str, sizes: Sizes) -> tuple[Figures, list[Found]]:
    """What idle streams cost."""
    count = sizes.peer_streams if name == "peer" else sizes.streams
    found = load(system, "streams", count, "--hold", sizes.hold_seconds)
    return figures.of_streams(found), [found]


def fanout(system: System, name: str, sizes: Sizes) -> tuple[Figures, list[Found]]:
    """How fast events arrive, and how many can."""
    picked: dict[str, float | None] = {}
    found = []
    publishers = ("--publishers", system.publishers)
    if name in ("peer", "product"):
        steps = ("--steps-max", sizes.search_steps_max, "--seconds", sizes.fanout_seconds)
        found.append(load(system, "fanout", FEW, *publishers, *steps))
        picked |= figures.of_search(found[-1])
    if name != "peer":
        for figure, count in (("p99_ms_few", FEW), ("p99_ms_many", MANY)):
            rate = ("--rate", RATE, "--seconds", 2 * sizes.fanout_seconds)
            found.append(load(system, "fanout", count, *publishers, *rate))
            picked |= figures.of_rate(found[-1], figure)
    return picked, found


def submit(system: System, name: str, sizes: Sizes) -> tuple[Figures, list[Found]]:
    """How many photos are taken."""
    found = load(system, "submit", USERS, "--seconds", sizes.submit_seconds)
    return figures.of_submit(found, system.originals()), [found]


def journey(system: System, name: str, sizes: Sizes) -> tuple[Figures, list[Found]]:
    """How many jobs are done, and how much of them is seen."""
    found = load(system, "journey", USERS, "--rounds", sizes.journey_rounds)
    return figures.of_journey(found), [found]


Mode = Callable[[System, str, Sizes], tuple[Figures, list[Found]]]

#: what is measured, and of whom
MODES: Mapping[str, tuple[Mode, Sequence[str]]] = {
    "streams": (streams, ("peer", "product", "limit")),
    "fanout": (fanout, ("peer", "tuned", "product", "limit")),
    "submit": (submit, ("peer", "product")),
    "journey": (journey, ("peer", "product")),
}


def measure(modes: Sequence[str], sizes: Sizes) -> tuple[dict[str, list[Figures]], list[Found]]:
    """Figures of every round by system, and all that was found."""
    rounds: dict[str, list[Figures]] = {name: [] for name in SYSTEMS}
    everything: list[Found] = []
    for mode in modes:
        run, names = MODES[mode]
        for number in range(sizes.rounds):
            for name in names:
                started = time.monotonic()
                try:
                    with SYSTEMS[name]() as system:
                        picked, found = run(system, name, sizes)
                except Failed as exc:
                    print(f"{mode} {number + 1}: {NAMES[name]}: {exc}", flush=True)
                    picked, found = {goal.figure: None for goal in GOALS if goal.mode == mode}, []
                rounds[name].append(picked)
                everything += [{"mode": mode, "round": number + 1, "system": name} | one for one in found]
                text = ", ".join(f"{figure} {value}" for figure, value in picked.items())
                print(f"{mode} {number + 1}: {NAMES[name]}: {text} ({time.monotonic() - started:.0f} s)", flush=True)
    return rounds, everything


def load(system: System, mode: str, *arguments: object, seconds_max: float = SECONDS_MAX) -> Found:
    """What the load generator finds."""
    command = [str(PYTHON), "-m", "benchmarks.load", "--port", str(system.port), "--folder", str(system.folder)]
    command += ["--watch", ",".join(f"{name}={pid}" for name, pid in system.watch.items())]
    command += ["--publisher", shlex.join(system.publisher)]
    command += [word for token in system.tokens for word in ("--token", token)]
    command += [mode, *map(str, arguments)]
    found: Found = json.loads(output_of(command, os.environ | dict(system.env), seconds_max))
    return found
