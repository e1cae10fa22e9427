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


#: (stage, model) -> how long it usually takes
History = Mapping[tuple[str, str], UsualDuration]


def remaining(
    stages: Sequence[StageState],
    models: Mapping[str, str],
    parallel_stage: str,
    history: History,
    now: datetime | None = None,
) -> Eta | None:
    """What is left of a task's stages; None when one of them has no history.

    `models` names the model of each stage that has not started. `parallel_stage` runs beside the stages after the
    first, so the wait is the longer of the two.
    """
    now = now or datetime.now(UTC)
    left: dict[str, tuple[float, float, bool]] = {}
    for stage in stages:
        if stage.state == "finished":
            continue
        usual = history.get((stage.name, stage.model or models.get(stage.name, "")))
        if usual is None:
            return None
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
                self._history = {(row["name"], row["model"]): UsualDuration(*row["seconds"]) for row in rows}
            except DatabaseUnavailable:
                pass
        return self._history
