"""Rows as they become records."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from tasks.records import TaskInput, _stage

BEGAN, ENDED = datetime(2026, 11, 1, 12, 0, tzinfo=UTC), datetime(2026, 11, 1, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "state", "shown", "finished_at"),
    [
        ("running", "running", "running", None),
        ("cancelled", "running", "cancelled", ENDED),
        ("cancelled", "waiting", "waiting", None),
        ("cancelled", "finished", "finished", None),
        # as when its worker was lost three times
        ("failed", "running", "failed", ENDED),
        ("failed", "waiting", "waiting", None),
    ],
)
def test_a_stage_of_a_task_that_was_ended_from_outside_does_not_run_on(
    status: str, state: str, shown: str, finished_at: datetime | None
) -> None:
    started_at = None if state == "waiting" else BEGAN.isoformat()
    row = {"name": "enhance", "state": state, "attempt": 1, "model": "", "started_at": started_at, "finished_at": None}

    stage = _stage(row, status, ENDED)

    assert (stage.state, stage.finished_at) == (shown, finished_at)


def test_what_a_newer_version_asks_for_is_left_out_while_it_is_being_deployed() -> None:
    asked = TaskInput("A cup", 8, "en", formats=("square",))

    assert TaskInput.from_json({**asdict(asked), "of_a_later_version": True}) == asked
