"""Kill -9 of the worker before, during and after its paid calls: one end each, and nothing bought beyond the allowance.

Each kill hits four tasks at once, each with a picture and a script under way. `KILLS=10` repeats each kill ten times.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest

from tests.client import OVER, Json
from tests.database import queue_at
from tests.fakes.behaviours import Behaviour
from tests.fakes.books import Bill
from tests.postgres import cloned
from tests.processes import wait_until
from tests.shop import ENDPOINTS, Shop, new_mark, opened_shop

KILLS = range(int(os.environ.get("KILLS", "1")))
#: seconds; the machine may have much to do
PATIENCE_SECONDS = 60
#: of a kill in a short moment
TRIES = 20
#: as many as the worker has threads
TASKS = 4
BOTH = len(ENDPOINTS)

SILENT = Behaviour("silence")
#: the first silences leave something to show: a coarse picture, the beginning of the script
STALLED = {"enhance": Behaviour(stall_after_events=2), "script": Behaviour(stall_after_events=12)}

_WAITING = """
from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'relation'
"""


@pytest.fixture
def shop(long_open_shop: Shop) -> Iterator[Shop]:
    """The site as somebody new sees it: tokens do not last as long as many kills."""
    with long_open_shop.site.guest() as guest:
        yield replace(long_open_shop, client=guest)


@pytest.fixture(scope="module")
def long_open_shop(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A site whose worker is killed again and again."""
    with (
        cloned(postgres_url, template) as url,
        # connections for all that is held up, and for what goes on
        opened_shop(
            url, tmp_path_factory.mktemp("shop"), PROVIDER_TIMEOUT_SECONDS="60", DATABASE_POOL_SIZE="16"
        ) as shop,
    ):
        yield shop


# -- before


@pytest.mark.parametrize("kill", KILLS)
def test_killed_before_the_intention_is_written_it_buys_once(shop: Shop, kill: int) -> None:
    with _purchases_locked(shop):
        tasks = [_submitted(shop) for _ in range(TASKS)]
        _wait_for_waiting(shop, TASKS * BOTH)
        assert shop.provider.requests(marked=tasks[0]["user_description"]) == []
        _kill(shop)
    _bring_back(shop, tasks)

    for task in tasks:
        for stage in ENDPOINTS:
            assert shop.states(task, stage) == ["confirmed"]
            assert len(shop.bills(task, stage)) == 1


@pytest.mark.parametrize("kill", KILLS)
def test_killed_between_intention_and_call_it_pays_once(shop: Shop, kill: int) -> None:
    # the moment is short, and the machine may have much to do
    assert any(_killed_when_intended(shop) for _ in range(TRIES)), "every kill came too late"


# -- during


@pytest.mark.parametrize("kill", KILLS)
def test_killed_during_the_call_it_buys_once_more(shop: Shop, kill: int) -> None:
    silent = [_submitted(shop, enhance=SILENT, script=SILENT) for _ in range(TASKS // 2)]
    stalled = [_submitted(shop, **STALLED) for _ in range(TASKS - TASKS // 2)]
    tasks = silent + stalled
    for stage in ENDPOINTS:
        _wait_for_calls(shop, tasks, stage, 1)
    wait_until(lambda: all(_half_done(shop, task) for task in stalled), PATIENCE_SECONDS)
    _kill(shop)
    _bring_back(shop, tasks)

    for task in tasks:
        _assert_bought_twice(shop, task)


@pytest.mark.parametrize("kill", KILLS)
def test_killed_during_the_second_call_too_it_does_not_buy_a_third_time(shop: Shop, kill: int) -> None:
    tasks = [_submitted(shop, script=SILENT) for _ in range(TASKS)]
    for task in tasks:
        shop.provider.next("responses", SILENT, marked=task["user_description"])
    for number in (1, 2):
        _wait_for_calls(shop, tasks, "script", number)
        wait_until(lambda: all(shop.states(task, "enhance") == ["confirmed"] for task in tasks), PATIENCE_SECONDS)
        _kill(shop)
        if number == 1:
            _bring_back(shop, tasks, to_the_end=False)
    _bring_back(shop, tasks, attempts=3)

    for task in tasks:
        error = shop.client.task(task["id"])["error"]
        assert (error["code"], error["stage"], error["retryable"]) == ("purchase_unknown", "script", True)
        assert shop.states(task, "script") == ["unknown", "unknown"]
        assert (len(shop.bills(task, "script")), len(shop.bills(task, "enhance"))) == (2, 1)


def test_killed_during_the_call_of_a_task_that_is_deleted_then_its_purchases_are_settled(shop: Shop) -> None:
    # Given calls under way whose worker is killed, and whose tasks are deleted then
    task = _submitted(shop, enhance=SILENT, script=SILENT)
    for stage in ENDPOINTS:
        _wait_for_calls(shop, [task], stage, 1)
    purchases = [purchase["id"] for stage in ENDPOINTS for purchase in shop.ledger(task, stage)]
    _kill(shop)
    assert shop.client.delete(f"/tasks/{task['id']}").status_code == 204

    # When a worker sweeps that finds them old enough
    shop.site.query(
        "update purchases set created_at = now() - interval '2 minutes' where id = any(%s) returning id", purchases
    )
    shop.site.processes.start("worker")

    # Then they may have been bought, and are under way no more
    settled = "select task_id, state, reason from purchases where id = any(%s) and settled_at is not null"
    wait_until(lambda: len(shop.site.query(settled, purchases)) == BOTH, PATIENCE_SECONDS)
    unknown = {"task_id": None, "state": "unknown", "reason": "interrupted"}
    assert shop.site.query(settled, purchases) == [unknown] * BOTH


# -- after


@pytest.mark.parametrize("kill", KILLS)
def test_killed_after_the_answer_but_before_it_is_kept_it_buys_once_more(shop: Shop, kill: int) -> None:
    tasks = [_submitted(shop, enhance=SILENT, script=SILENT) for _ in range(TASKS)]
    for stage in ENDPOINTS:
        _wait_for_calls(shop, tasks, stage, 1)
    with _purchases_locked(shop):
        shop.provider.release()
        wait_until(lambda: all(bill.delivered for task in tasks for bill in _bills(shop, task)), PATIENCE_SECONDS)
        _wait_for_waiting(shop, TASKS)  # the other stage of a task waits behind the first one, in Postgres or before it
        _kill(shop)
    shop.provider.hold()
    _bring_back(shop, tasks)

    for task in tasks:
        _assert_bought_twice(shop, task)


@pytest.mark.parametrize("kill", KILLS)
def test_killed_after_the_answers_were_kept_it_buys_nothing_more(shop: Shop, kill: int) -> None:
    tasks = [_submitted(shop) for _ in range(TASKS)]
    _wait_quickly(lambda: any(shop.states(task, "enhance") == ["confirmed"] for task in tasks))
    _kill(shop)
    kept = {(task["id"], stage) for task in tasks for stage in ENDPOINTS if shop.states(task, stage) == ["confirmed"]}
    _bring_back(shop, tasks, attempts=None)

    for task in tasks:
        for stage in ENDPOINTS:
            assert len(shop.bills(task, stage)) <= (1 if (task["id"], stage) in kept else 2)
            assert shop.states(task, stage) in (["confirmed"], ["unknown", "confirmed"])


# -- tools


def _submitted(shop: Shop, **first: Behaviour) -> Json:
    """A new task; `first` is what the provider does at the first request of a stage."""
    mark = new_mark()
    for stage, behaviour in first.items():
        shop.provider.next(ENDPOINTS[stage], behaviour, marked=mark)
    return shop.client.submitted(user_description=mark)


def _bring_back(shop: Shop, tasks: list[Json], attempts: int | None = 2, to_the_end: bool = True) -> None:
    """Start a worker, and let the leases of the dead one run out; then every task is over, once."""
    unfinished = [task["id"] for task in tasks if shop.client.task(task["id"])["status"] not in OVER]
    past = "update tasks set lease_expires_at = now() - interval '1 second' where id = any(%s) returning id"
    shop.site.query(past, unfinished)
    with queue_at(shop.site.database_url) as queue:
        for task_id in unfinished:
            queue.send(task_id)
    shop.site.processes.start("worker")
    for task in tasks if to_the_end else ():
        over = shop.ended(task)
        rows = shop.rows(task)
        assert [row["code"] for row in rows if row["status"] in OVER] == [rows[-1]["code"]]
        assert [row["progress"] for row in rows] == sorted(row["progress"] for row in rows)
        assert attempts in (None, over["attempt"])
        assert over["status"] == "completed" or attempts == 3


def _kill(shop: Shop) -> None:
    """Kill the worker; a server that is busy with one of its statements would not notice."""
    shop.site.processes.kill("worker")
    shop.site.query(f"select pg_terminate_backend(pid) {_WAITING}")


def _killed_when_intended(shop: Shop) -> bool:
    """Kill the worker as soon as calls are intended; whether one of them had not been made."""
    tasks = [_submitted(shop, enhance=SILENT, script=SILENT) for _ in range(TASKS)]
    _wait_quickly(lambda: any(shop.ledger(task, stage) for task in tasks for stage in ENDPOINTS))
    _kill(shop)
    # a server process may still commit what the dead worker sent it: then there are more, never fewer
    intended = [(task, stage) for task in tasks for stage in ENDPOINTS if shop.ledger(task, stage)]
    shop.provider.release()
    _bring_back(shop, tasks, attempts=None)
    shop.provider.hold()

    assert all(shop.states(task, stage) == ["unknown", "confirmed"] for task, stage in intended)
    bought = [(shop.states(task, stage), len(shop.bills(task, stage))) for task in tasks for stage in ENDPOINTS]
    for states, bills in bought:
        assert states in (["confirmed"], ["unknown", "confirmed"])
        assert 1 <= bills <= len(states)
    return (["unknown", "confirmed"], 1) in bought


def _assert_bought_twice(shop: Shop, task: Json) -> None:
    for stage in ENDPOINTS:
        assert shop.states(task, stage) == ["unknown", "confirmed"]
        assert len(shop.bills(task, stage)) == 2
    assert shop.codes(task).count("provider.rebuying") == BOTH


def _bills(shop: Shop, task: Json) -> list[Bill]:
    return [bill for stage in ENDPOINTS for bill in shop.bills(task, stage)]


def _wait_for_calls(shop: Shop, tasks: list[Json], stage: str, number: int) -> None:
    """Wait until so many calls of the stage have arrived for each task."""
    wait_until(lambda: all(len(shop.bills(task, stage)) == number for task in tasks), PATIENCE_SECONDS)


def _half_done(shop: Shop, task: Json) -> bool:
    seen = shop.client.task(task["id"])
    return bool(seen["preview_url"] and seen["script_draft"])


def _wait_quickly(fact: Callable[[], bool]) -> None:
    """Wait for something that does not last."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@contextmanager
def _purchases_locked(shop: Shop) -> Iterator[None]:
    """Nothing can be written into the ledger, so that the worker stops where it wants to."""
    with psycopg.connect(shop.site.database_url) as connection:
        connection.execute("lock table purchases in share mode")
        yield
        connection.rollback()


def _wait_for_waiting(shop: Shop, number: int) -> None:
    """Wait until so many stages stand before the lock; the sweep may stand there too."""

    def waiting() -> list[str]:
        return [row["query"] for row in shop.site.query(f"select query {_WAITING}")]

    def stages() -> int:
        return sum("p.created_at <" not in query for query in waiting())

    wait_until(lambda: stages() == number, PATIENCE_SECONDS, lambda: "\n\n".join(waiting()))
