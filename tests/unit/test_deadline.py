"""Time limits count only while the process runs."""

import time

import pytest

from tasks.deadline import Deadline


def test_a_deadline_passes_after_its_seconds_and_counts_a_gap_as_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a limit of ten seconds, looked at every half second
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    limit = Deadline(10)

    # When the process stands still for an hour in between
    for step in [0.5] * 8 + [3600.0] + [0.5] * 9:
        now += step
        assert not limit.has_passed()

    # Then it passes when it has run for as long as that
    now += 0.5
    assert limit.has_passed()
