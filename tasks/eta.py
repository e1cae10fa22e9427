"""Estimates of the time a task still needs, from how long its stages took recently."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from .db.pool import Database
from .errors import DatabaseUnavailable
from .records import StageState

HISTORY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class UsualDuration:
    """How long a stage takes with one model: half of the last runs took up to `median`, nine of ten up to `p90`."""

    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True, slots=True)
class Eta:
    """The estimated rest, in seconds."""

    low: float
    high: float
    #: a stage has taken longer than nine of ten did: the range is no promise any more
    longer_than_usual: bool


#: (stage, model) -> seconds of the clip -> how long it usually takes; 0 where the clip's length makes no difference
History = Mapping[tuple[str, str], Mapping[int, UsualDuration]]


def remaining(
    stages: Sequence[StageState],
    models: Mapping[str, str],
    parallel_stage: str,
    history: History,
    clip_seconds: int,
    now: datetime | None = None,
) -> Eta | None:
    """What is left of a task's stages; None when one of them has no history.

    `models` names the model of each stage that has not started. `parallel_stage` runs beside the stages after the
    first, so the wait is the longer of the two. `clip_seconds` is the length of the task's video.
    """
    now = now or datetime.now(UTC)
    left: dict[str, tuple[float, float, bool]] = {}
    for stage in stages:
        if stage.state == "finished":
            continue
        runs = history.get((stage.name, stage.model or models.get(stage.name, "")))
        if not runs:
            return None
        usual = _usual(runs, clip_seconds)
        elapsed = (now - stage.started_at).total_seconds() if stage.state == "running" and stage.started_at else 0.0
        left[stage.name] = (
            max(0.0, usual.median_seconds - elapsed),
            max(0.0, usual.p90_seconds - elapsed),
            elapsed > usual.p90_seconds,
        )
    first = left.pop(stages[0].name, (0.0, 0.0, False)) if stages else (0.0, 0.0, False)
    other = left.pop(parallel_stage, (0.0, 0.0, False))
    low = first[0] + max(other[0], sum(stage[0] for stage in left.values()))
    high = first[1] + max(other[1], sum(stage[1] for stage in left.values()))
    longer = first[2] or other[2] or any(stage[2] for stage in left.values())
    return Eta(round(low, 1), round(high, 1), longer)


def _usual(runs: Mapping[int, UsualDuration], clip_seconds: int) -> UsualDuration:
    """By clips of the same length, else in proportion to the nearest one."""
    if found := runs.get(clip_seconds) or runs.get(0):
        return found
    nearest = min(runs, key=lambda length: abs(length - clip_seconds))
    ratio = clip_seconds / nearest
    return UsualDuration(runs[nearest].median_seconds * ratio, runs[nearest].p90_seconds * ratio)


class StageHistory:
    """How long stages took recently, cached for a minute: a percentile is not worth a query each time."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._history: History = {}
        self._read_at = -math.inf

    def latest(self) -> History:
        """The durations of the last minute; older ones while the database is unavailable."""
        if time.monotonic() - self._read_at > HISTORY_SECONDS:
            self._read_at = time.monotonic()
            try:
                rows = self._db.rows("stage_history")
                history: dict[tuple[str, str], dict[int, UsualDuration]] = {}
                for row in rows:
                    runs = history.setdefault((row["name"], row["model"]), {})
                    runs[row["clip_seconds"]] = UsualDuration(*row["seconds"])
                self._history = history
            except DatabaseUnavailable:
                pass
        return self._history
