"""Notifications that are lost or too small for their row, readers that come and go: every row arrives once."""

import json
import random
from collections.abc import Iterator

import pytest

from tests.client import Client, Site
from tests.database import Watched
from tests.processes import wait_until
from tests.reader import follow, submitted_and_followed, up_to
from tests.sites import INSTANT, running_site

#: a notification holds less than 8,000 bytes
LONG_TEXT = "📣 " * 3000
ROWS, CLIENTS, SEED = 400, 8, 20261123
#: far below the 30 s of the poll, which would find any row
SOON_SECONDS = 15


@pytest.fixture(scope="module")
def site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A web process without a worker: the tests write the rows."""
    with running_site(postgres_url, template, tmp_path_factory.mktemp("notifications"), "web", **INSTANT) as site:
        yield site


@pytest.fixture
def user(site: Site) -> Iterator[Client]:
    """A guest."""
    with site.guest() as user:
        yield user


@pytest.fixture
def watched(site: Site) -> Iterator[Watched]:
    """The database, to write to."""
    with Watched(site.database_url) as database:
        yield database


def test_the_next_notification_brings_the_rows_whose_own_were_lost(user: Client, watched: Watched) -> None:
    reader = submitted_and_followed(user)
    watched.write(reader.task_id, 2)
    wait_until(lambda: len(reader.rows) == 2, SOON_SECONDS)
    watched.write(reader.task_id, 3, notifies=False)
    watched.write(reader.task_id)
    wait_until(lambda: len(reader.rows) == 6, SOON_SECONDS)
    watched.write(reader.task_id, last=True)
    assert reader.finished().seqs == up_to(7)


def test_a_reader_of_a_task_that_was_deleted_unheard_is_sent_away(user: Client, watched: Watched) -> None:
    # Given a reader whose connection to the notifications was lost when its task was deleted
    reader = submitted_and_followed(user)
    watched.write(reader.task_id, 2)
    wait_until(lambda: len(reader.rows) == 2, SOON_SECONDS)
    watched.rows("delete from tasks where id = %s", reader.task_id)

    # When there is a new one
    bus = "select pid from pg_stat_activity where application_name = 'limelight-bus' and datname = current_database()"
    watched.rows(f"select pg_terminate_backend(pid) from ({bus}) bus")

    # Then the reader comes back and finds no task
    reader.join(SOON_SECONDS)
    assert (reader.seqs, reader.final_status) == ([1, 2], 404)


def test_the_last_notification_of_a_deleted_task_is_waited_for(user: Client, watched: Watched) -> None:
    # Given a task that was deleted, and found to be gone before its last notification has arrived
    reader = submitted_and_followed(user)
    deleted_at = watched.value("select clock_timestamp()")
    watched.rows("delete from tasks where id = %s", reader.task_id)
    watched.rows("select pg_notify(%s, '1')", f"progress_{reader.task_id}")
    looked = "select count(*) from pg_stat_activity where state = 'idle' and query ~ 'from unnest.* as asked'"
    looked += " and query_start > %s"
    wait_until(lambda: watched.value(looked, deleted_at), SOON_SECONDS)

    # When it arrives
    event = json.dumps({"task_id": reader.task_id, "seq": 1, "status": "cancelled"})
    watched.rows("select pg_notify(%s, %s)", f"progress_{reader.task_id}", f"1 cancelled task.cancelled 1.5 {event}")

    # Then the reader hears of it
    reader.join(SOON_SECONDS)
    assert (reader.seqs, reader.final_status) == ([1], 404)


def test_the_last_reader_of_a_task_that_leaves_ends_its_listen(site: Site, user: Client, watched: Watched) -> None:
    # Given two readers of a task
    task_id = user.submitted()["id"]
    bus = "select query from pg_stat_activity where application_name = 'limelight-bus' and datname = current_database()"
    with user.stream(task_id) as (_, stays):
        assert next(stays).name == "snapshot"
        with user.stream(task_id) as (_, leaves):
            assert next(leaves).name == "snapshot"

        # When one leaves, then the other one still hears of the next row
        wait_until(lambda: site.open_streams() == 1, SOON_SECONDS)
        watched.write(task_id)
        assert next(stays).data["seq"] == 1
        assert watched.value(bus) == f"LISTEN progress_{task_id}"

    # When that one leaves too, then Postgres is told to send nothing more
    wait_until(lambda: watched.value(bus) == f"UNLISTEN progress_{task_id}", SOON_SECONDS)


def test_a_row_that_no_notification_can_carry_arrives_once(user: Client, watched: Watched) -> None:
    reader = submitted_and_followed(user)
    watched.write(reader.task_id)
    watched.write(reader.task_id, 2, text=LONG_TEXT)
    wait_until(lambda: len(reader.rows) == 3, SOON_SECONDS)
    watched.write(reader.task_id, last=True, text=LONG_TEXT)
    assert reader.finished(SOON_SECONDS).seqs == up_to(4)
    assert reader.rows[1]["params"] == {"reason": LONG_TEXT}


def test_rows_of_the_version_before_arrive_and_its_listeners_hear_of_new_ones(user: Client, watched: Watched) -> None:
    # Given a web process of the version before, which reads the row at a bare seq
    reader = submitted_and_followed(user)
    watched.rows(f"listen task_{reader.task_id}")
    watched.write(reader.task_id)
    [heard] = watched.connection.notifies(timeout=SOON_SECONDS, stop_after=1)
    assert heard.payload == "1"

    # When its worker writes rows, one of them before the release step
    _write_as_before(watched, reader.task_id, 2, "running", triggers=False)
    _write_as_before(watched, reader.task_id, 3, "completed")

    # Then the reader has them, and the end
    assert reader.finished(SOON_SECONDS).seqs == up_to(3)


def test_clients_that_reconnect_at_random_get_every_row_once_in_order(user: Client, watched: Watched) -> None:
    task = user.submitted()
    dice = random.Random(SEED)
    readers = [follow(user, task, drops=_at_random(dice.randrange(SEED))) for _ in range(CLIENTS)]
    for number in range(1, ROWS):
        watched.write(task["id"], text=LONG_TEXT if number % 11 == 0 else "", notifies=number % 7 != 0)
        if number % 25 == 0:  # let somebody catch up, so that some are live and others replay
            wait_until(lambda: any(len(reader.rows) > number - 7 for reader in readers), SOON_SECONDS)  # noqa: B023
    watched.write(task["id"], last=True)
    for reader in readers:
        assert reader.finished().seqs == up_to(ROWS)
        assert reader.connections > 5


def _write_as_before(watched: Watched, task_id: int, seq: int, status: str, triggers: bool = True) -> None:
    event = {"task_id": task_id, "seq": seq, "code": "image.reading", "status": status, "ts": 1764196000.5}
    with watched.connection.transaction():
        if not triggers:
            watched.rows("set local session_replication_role = replica")
        watched.rows("update tasks set last_seq = %s, status = %s where id = %s", seq, status, task_id)
        insert = "insert into progress (task_id, seq, event) values (%s, %s, %s)"
        watched.rows(insert, task_id, seq, json.dumps(event, separators=(",", ":")))


def _at_random(seed: int) -> Iterator[int]:
    dice = random.Random(seed)
    while True:
        yield dice.randint(1, 60)
