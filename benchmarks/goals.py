"""The goals, and whether the measurements reach them."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: figures by name, of one round; None where it could not be measured
Figures = Mapping[str, float | None]
#: the rounds of each system
Rounds = Mapping[str, Sequence[Figures]]


@dataclass(frozen=True)
class Goal:
    """One figure of the product, alone or as a multiple of another system's."""

    mode: str
    figure: str
    title: str
    unit: str
    #: the ratio, or without `against` the figure itself, must be at most or at least this
    bound: float
    at_most: bool = True
    against: str | None = None
    #: whether every round has to reach it, not just their median
    always: bool = False

    def bound_text(self) -> str:
        """As the table says it."""
        word = "at most" if self.at_most else "at least"
        if self.against is None:
            return f"{word} {self.bound:g} {self.unit}".rstrip()
        share = f"1/{1 / self.bound:g}" if self.bound < 1 else f"{self.bound:g} x"
        return f"{word} {share} {NAMES[self.against]}"


NAMES = {"product": "product", "peer": "peer", "tuned": "tuned peer", "limit": "bare uvloop"}

GOALS = (
    Goal("streams", "memory_kb", "web memory per idle stream", "kB", 1 / 60, against="peer"),
    Goal("streams", "memory_kb", "web memory per idle stream", "kB", 1, against="limit"),
    Goal("streams", "opened_per_second", "streams opened", "/s", 5, False, against="peer"),
    Goal("streams", "connections", "broker connections with all streams open", "", 8, always=True),
    Goal("streams", "idle_cpu_percent", "idle CPU of web with all streams open", "% of a core", 1 / 8, against="peer"),
    Goal("fanout", "events_per_second", "events with p99 < 100 ms, 1,000 streams", "/s", 1.3, False, against="peer"),
    Goal("fanout", "p99_ms_few", "p99 at 1,000 events/s over 1,000 streams", "ms", 1 / 3, against="tuned"),
    Goal("fanout", "p99_ms_many", "p99 at 1,000 events/s over 5,000 streams", "ms", 1 / 3, against="tuned"),
    Goal("submit", "per_second", "submit, 200 kB, 16 connections", "/s", 1, False, against="peer"),
    Goal("submit", "durable_percent", "accepted pictures that are in Postgres", "%", 100, False, always=True),
    Goal("journey", "jobs_per_second", "instant jobs, 16 users", "/s", 1, False, against="peer"),
    Goal("journey", "events_per_job", "instant jobs: events received of 15", "", 15, False, always=True),
    Goal("journey", "whole_percent", "jobs with 15 of 15 events, once, in order", "%", 100, False, always=True),
)


@dataclass(frozen=True)
class Verdict:
    """A goal with what was measured."""

    goal: Goal
    #: of each system that was measured
    values: Mapping[str, float | None]
    #: what the goal bounds; None where it could not be measured
    measured: float | None

    @property
    def reached(self) -> bool:
        """Whether the goal is met; what could not be measured is not."""
        if self.measured is None:
            return False
        return self.measured <= self.goal.bound if self.goal.at_most else self.measured >= self.goal.bound


def judge(rounds: Rounds, modes: Sequence[str]) -> list[Verdict]:
    """Every goal of these modes."""
    return [_verdict(goal, rounds) for goal in GOALS if goal.mode in modes]


def _verdict(goal: Goal, rounds: Rounds) -> Verdict:
    known = {system: [found[goal.figure] for found in of if goal.figure in found] for system, of in rounds.items()}
    # a round that failed counts against the product; of the others it is left out
    figures = {
        system: of if system == "product" else [figure for figure in of if figure is not None] or of
        for system, of in known.items()
    }
    values = {system: _summary(goal, of) for system, of in figures.items() if of}
    own = values.get("product")
    if goal.against is None or own is None:
        return Verdict(goal, values, own)
    other = values.get(goal.against)
    return Verdict(goal, values, own / other if other else None)


def _summary(goal: Goal, figures: Sequence[float | None]) -> float | None:
    """The median, or the worst of all rounds; None when one failed."""
    found = [figure for figure in figures if figure is not None]
    if len(found) < len(figures):
        return None
    if goal.always:
        return max(found) if goal.at_most else min(found)
    return statistics.median(found)
