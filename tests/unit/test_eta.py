"""How long a task still needs."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.db.pool import Database
from tasks.eta import Eta, StageHistory, UsualDuration, remaining
from tasks.records import StageState

NOW = datetime(2026, 11, 27, tzinfo=UTC)

RUNS = """
insert into accounts (id) overriding system value values (1);
insert into tasks (id, account_id, kind, fingerprint, input) overriding system value values
(1, 1, 'video', '', '{"user_description": "", "duration_seconds": 4, "language": "en"}'),
(2, 1, 'video', '', '{"user_description": "", "duration_seconds": 12, "language": "en"}');
insert into stages (task_id, position, name, state, model, started_at, finished_at) values
(1, 1, 'prepare', 'finished', 'local', now() - interval '1 s', now()),
(2, 1, 'prepare', 'finished', 'local', now() - interval '3 s', now()),
(1, 2, 'render', 'finished', 'local', now() - interval '10 s', now()),
(2, 2, 'render', 'finished', 'local', now() - interval '24 s', now());
"""


@pytest.fixture
def history(database: Database) -> StageHistory:
    """Of a clip of 4 s and one of 12 s, rendered here."""
    with database.connection() as connection:
        for statement in RUNS.strip().removesuffix(";").split(";"):
            connection.execute(statement.encode())
    return StageHistory(database)


@pytest.mark.parametrize(("clip_seconds", "low"), [(4, 12), (12, 26), (8, 22)])
def test_a_video_takes_as_long_as_others_of_its_length(history: StageHistory, clip_seconds: int, low: float) -> None:
    # preparing takes 2 s for any length; of 8 s there is no clip yet, so it is twice the nearest one
    stages = [StageState(name, "waiting", 0, None, None) for name in ("prepare", "render")]
    models = {"prepare": "local", "render": "local"}
    eta = remaining(stages, models, "", history.latest(), clip_seconds, NOW)
    assert eta and eta.low == pytest.approx(low)


def test_what_a_running_stage_has_used_is_taken_off() -> None:
    usual = {("render", "local"): {4: UsualDuration(10, 12)}}
    stages = [StageState("render", "running", 1, NOW - timedelta(seconds=4), None, "local")]
    assert remaining(stages, {}, "", usual, 4, NOW) == Eta(6.0, 8.0, False)
