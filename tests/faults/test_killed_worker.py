"""A worker killed in mid-work, messages and notifications lost: every task ends, and every reader sees it all."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import psutil
import pytest

from tests.client import ENHANCE, Client, Site
from tests.conftest import StartServer
from tests.database import Watched, is_whole, queue_at
from tests.postgres import cloned
from tests.processes import Processes, wait_until
from tests.reader import Reader, follow, submitted_and_followed, up_to
from tests.sites import INSTANT

#: the stage whose end the worker is about to keep, of each of four tasks, when it is killed
KILLED_AT = {
    "with the picture read but not yet noted": "load",
    "with the picture enhanced but not yet kept": "enhance",
    "with the video frame made but not yet kept": "resize",
    "with all but the script": "script",
}
#: tasks of which the worker has taken the messages, and nothing else
TAKEN = 2
_TAKE = """
update dramatiq.queue set state = 'consumed', consumed_at = now(),
    worker_id = (select worker_id from dramatiq.queue where state = 'consumed' limit 1)
where state = 'queued'
"""
LEASE_AND_SWEEPS_SECONDS = 60


@dataclass
class Night:
    """What went wrong one night, and who watched."""

    user: Client
    watched: Watched
    interrupted: dict[str, Reader] = field(default_factory=dict)
    lost: dict[str, Reader] = field(default_factory=dict)
    #: how long the 202 took whose message found no queue
    answer_seconds: float = 0
    #: a finished task whose notifications were lost
    silent: Reader | None = None


@pytest.fixture(scope="module")
def night(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """One worker's death with everything that can be lost on the way: they all wait for the same lease to run out."""
    with cloned(postgres_url, template) as url:
        # connections for all that is held up, and for what goes on
        processes = Processes(url, tmp_path_factory.mktemp("night"), {**INSTANT, "DATABASE_POOL_SIZE": "12"})
        try:
            processes.start("web")
            with Site(processes, url).guest() as user, Watched(url) as watched:
                night = Night(user, watched)
                _kill_in_the_middle(night, processes)
                _lose_messages(night)
                _lose_notifications(night)
                processes.start("worker")
                watched.wait_for_ends(LEASE_AND_SWEEPS_SECONDS)
                yield night
        finally:
            processes.end()


def test_every_task_is_completed_after_its_worker_was_killed(night: Night) -> None:
    assert night.watched.statuses().keys() == {"completed"}


def test_a_killed_worker_leaves_no_gap_no_step_back_and_one_end(night: Night) -> None:
    for reader in [*night.interrupted.values(), *night.lost.values()]:
        assert is_whole(night.watched.events(reader.task_id))


@pytest.mark.parametrize("moment", KILLED_AT)
def test_no_stage_that_was_finished_is_run_again(night: Night, moment: str) -> None:
    stages = night.watched.stages(night.interrupted[moment].task_id)
    # its beginning is written with the next event, if that comes before the end
    assert stages.pop(KILLED_AT[moment]) in (("finished", 1), ("finished", 2))
    assert set(stages.values()) == {("finished", 1)}


def test_watchers_of_an_interrupted_task_are_told_once(night: Night) -> None:
    for reader in night.interrupted.values():
        assert [row["code"] for row in reader.finished().rows].count("task.resumed") == 1
    for reader in night.lost.values():
        assert "task.resumed" not in [row["code"] for row in reader.finished().rows]


def test_a_stream_that_was_open_all_the_time_brings_every_row_once_in_order(night: Night) -> None:
    for reader in [*night.interrupted.values(), *night.lost.values()]:
        assert reader.finished().seqs == up_to(len(night.watched.events(reader.task_id)))
        assert reader.connections == 1


def test_an_upload_is_taken_at_once_while_the_queue_is_away(night: Night) -> None:
    assert night.answer_seconds < 5
    assert night.user.task(night.lost["queue away"].task_id)["status"] == "completed"


def test_a_lost_message_is_sent_again(night: Night) -> None:
    assert night.user.task(night.lost["message deleted"].task_id)["status"] == "completed"


def test_rows_whose_notifications_were_lost_are_read_by_the_poll(night: Night) -> None:
    assert night.silent
    assert night.silent.finished().seqs == up_to(3)


def _kill_in_the_middle(night: Night, processes: Processes) -> None:
    night.watched.build_gate()
    for moment, stage in KILLED_AT.items():
        reader = submitted_and_followed(night.user)
        night.watched.hold(reader.task_id, stage, "finished")
        night.interrupted[moment] = reader
    for number in range(TAKEN):
        night.lost[f"taken {number}"] = submitted_and_followed(night.user)
    processes.start("worker")
    night.watched.wait_for_held(len(KILLED_AT))
    _wait_for_stage(night, "with the picture enhanced but not yet kept", "script")
    _wait_for_stage(night, "with all but the script", "resize")
    taken = "select count(*) from dramatiq.queue where state = 'consumed'"
    wait_until(lambda: night.watched.value(taken) == len(KILLED_AT), 30)
    processes.kill("worker")
    night.watched.cut_held()
    night.watched.rows(_TAKE)


def _wait_for_stage(night: Night, moment: str, stage: str) -> None:
    task_id = night.interrupted[moment].task_id
    wait_until(lambda: night.watched.stages(task_id)[stage] == ("finished", 1), 30)


def _lose_messages(night: Night) -> None:
    night.watched.rows("alter table dramatiq.queue rename to away")
    asked = time.monotonic()
    unsent = night.user.submitted()
    night.answer_seconds = time.monotonic() - asked
    night.watched.rows("alter table dramatiq.away rename to queue")
    night.lost["queue away"] = follow(night.user, unsent)
    night.lost["message deleted"] = submitted_and_followed(night.user)
    night.watched.rows("delete from dramatiq.queue where state = 'queued'")


def _lose_notifications(night: Night) -> None:
    night.silent = submitted_and_followed(night.user)
    night.watched.write(night.silent.task_id, 3, last=True, notifies=False)


def test_a_task_that_killed_three_workers_is_given_up_and_can_be_tried_again(
    server: StartServer, database_url: str
) -> None:
    processes = server("web", **INSTANT, DATABASE_POOL_SIZE="5")  # a held stage keeps a connection
    site = Site(processes, database_url)
    with site.guest() as user, Watched(database_url) as watched, queue_at(database_url) as queue:
        watched.build_gate()
        reader = submitted_and_followed(user)
        task_id = reader.task_id
        for resumed in range(3):
            _kill_worker_over(task_id, resumed, processes, watched)
            queue.send(task_id)
        processes.start("worker")

        error = user.finished(task_id)["error"]
        assert (error["code"], error["retryable"]) == ("worker_lost", True)
        assert is_whole(watched.events(task_id))
        assert reader.finished().rows[-1]["error"] == error
        assert [row["code"] for row in reader.rows].count("task.resumed") == 2

        user.post(f"{ENHANCE}/{task_id}/retry")
        assert user.finished(task_id)["status"] == "completed"


def _kill_worker_over(task_id: int, resumed: int, processes: Processes, watched: Watched) -> None:
    watched.hold(task_id, "enhance", "finished")
    processes.start("worker")
    watched.wait_for_held(1)
    wait_until(lambda: [event["code"] for event in watched.events(task_id)].count("task.resumed") == resumed, 30)
    processes.kill("worker")
    watched.cut_held()
    watched.rows("update tasks set lease_expires_at = now() - interval '1 second' where id = %s", task_id)


def test_a_worker_whose_master_is_killed_is_not_left_over(server: StartServer) -> None:
    processes = server("worker")
    master = psutil.Process(processes.pid("worker"))
    wait_until(lambda: "ready for action" in processes.log("worker"), 30)
    [worker] = master.children()
    master.kill()
    wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, 30)
