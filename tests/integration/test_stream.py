"""The stream by raw HTTP: every row exactly once and in order, whenever and however often a reader connects."""

import json
import threading
import time
from collections.abc import Iterator

import pytest

from tests.client import ENHANCE, Client, Event, Site, body_of, refusal_of
from tests.hand_worker import ROWS, HandWorker
from tests.pictures import BROKEN_LATE
from tests.processes import wait_until

#: the rows of an enhancement as the design has them
DESIGN = [
    (5, "task.started"),
    (10, "image.reading"),
    (15, "image.loaded"),
    (20, "orientation.detecting"),
    (25, "orientation.detected"),
    (30, "enhance.started"),
    (50, "enhance.finished"),
    (55, "resize.started"),
    (60, "resize.finished"),
    (65, "save.started"),
    (70, "save.finished"),
    (75, "script.started"),
    (90, "script.finished"),
    (95, "results.saving"),
    (100, "task.completed"),
]


def codes(rows: list[Event]) -> list[str]:
    return [row.data["code"] for row in rows]


def check_numbers(rows: list[Event], first: int = 1) -> None:
    """Every row exactly once, in order, without a gap; progress never goes back."""
    expected = list(range(first, first + len(rows)))
    assert [row.id for row in rows] == [row.data["seq"] for row in rows] == expected
    progress = [row.data["progress"] for row in rows]
    assert progress == sorted(progress)


def only_rows(events: Iterator[Event]) -> Iterator[Event]:
    return (event for event in events if event.name == "message")


# -- the order of things


def test_a_stream_is_the_snapshot_then_the_designs_rows_then_the_end(guest: Client) -> None:
    task = guest.submitted()
    with guest.stream(task["id"]) as (_, events):
        snapshot, *rest = events
    assert (snapshot.name, snapshot.id) == ("snapshot", None)
    assert snapshot.data["id"] == task["id"]
    rows = list(only_rows(iter(rest)))
    check_numbers(rows)
    assert [(row.data["progress"], row.data["code"]) for row in rows] == DESIGN
    assert {row.data["status"] for row in rows[:-1]} == {"running"}
    assert all(event.id is None for event in rest if event.name != "message")


def test_every_row_says_what_the_contract_promises(guest: Client) -> None:
    task = guest.submitted()
    for row in guest.rows(task["id"]):
        assert row.data.keys() >= {"task_id", "seq", "progress", "step", "code", "message", "status", "ts", "params"}
        assert row.data["task_id"] == task["id"]
        assert row.data["message"]
        assert abs(time.time() - row.data["ts"]) < 60


def test_a_stream_has_the_headers_that_keep_it_flowing(idle_guest: Client) -> None:
    with idle_guest.stream(idle_guest.submitted()["id"]) as (answer, events):
        assert answer.headers["Content-Type"].partition(";")[0] == "text/event-stream"
        assert "no-cache" in answer.headers["Cache-Control"]
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert "Content-Encoding" not in answer.headers
        assert "Content-Length" not in answer.headers
        assert next(events).name == "snapshot"


def test_the_first_bytes_come_at_once_and_say_when_to_come_back(idle_guest: Client) -> None:
    task_id = idle_guest.submitted()["id"]
    asked = time.monotonic()
    with idle_guest.http.stream("GET", f"{ENHANCE}/{task_id}/stream") as answer:
        assert next(answer.iter_raw()).startswith(b"retry: ")
    assert time.monotonic() - asked < 10  # before the first heartbeat


def test_rows_arrive_while_they_are_written(idle_guest: Client, worker: HandWorker) -> None:
    task_id = idle_guest.submitted()["id"]
    with idle_guest.stream(task_id) as (_, events):
        assert next(events).data["status"] == "queued"
        work = worker.take(task_id)
        for code, progress in ROWS:
            work.report(code, progress)
            assert next(only_rows(events)).data["code"] == code
        worker.complete(work)
        assert codes(list(only_rows(events))) == ["task.completed"]


def test_who_connects_late_sees_everything(idle_guest: Client, worker: HandWorker) -> None:
    # Given a task that is half done
    task_id = idle_guest.submitted()["id"]
    work = worker.start(task_id)

    # When a reader comes and the task goes on
    with idle_guest.stream(task_id) as (_, events):
        snapshot = next(events)
        assert (snapshot.data["seq"], snapshot.data["progress"]) == (len(ROWS), ROWS[-1][1])
        worker.complete(work)
        rows = list(only_rows(events))

    # Then it has every row, and so has one who comes after the end
    check_numbers(rows)
    assert codes(rows) == [code for code, _ in ROWS] + ["task.completed"]
    assert idle_guest.rows(task_id) == rows


def test_a_reader_that_connects_amid_a_flood_misses_nothing(idle_guest: Client, worker: HandWorker) -> None:
    task_id = idle_guest.submitted()["id"]
    work = worker.take(task_id)
    amount = 150

    def flood() -> None:
        for _ in range(amount):
            work.note("task.started")
        worker.complete(work)

    flooding = threading.Thread(target=flood)
    flooding.start()
    streams: list[list[Event]] = []
    while flooding.is_alive():
        streams.append(idle_guest.rows(task_id, at_most=1 + len(streams) * 7))
    flooding.join()
    whole = idle_guest.rows(task_id)
    check_numbers(whole)
    assert len(whole) == amount + 1
    assert all(rows == whole[: len(rows)] for rows in streams)


def test_all_readers_of_a_task_see_the_same(idle_site: Site, idle_guest: Client, worker: HandWorker) -> None:
    task = idle_guest.submitted()
    seen: list[list[Event]] = []

    def read() -> None:
        with Client(idle_site.url, idle_guest.session) as reader:
            seen.append(reader.rows(task["id"]))

    readers = [threading.Thread(target=read) for _ in range(5)]
    work = worker.take(task["id"])
    for reader in readers:
        reader.start()
        work.note("image.reading")
    worker.complete(work)
    for reader in readers:
        reader.join()
    assert len(seen) == 5
    check_numbers(seen[0])
    assert all(rows == seen[0] for rows in seen)


def test_a_row_that_no_notification_can_carry_arrives_as_well(idle_guest: Client, worker: HandWorker) -> None:
    task_id = idle_guest.submitted()["id"]
    work = worker.start(task_id)
    script = "一杯咖啡。\u2028\r\n" * 1500
    with idle_guest.stream(task_id, after=len(ROWS)) as (_, events):
        assert next(events).name == "snapshot"
        work.complete("task.completed", {"script": script})
        [row] = only_rows(events)
    assert row.data["script"] == script


def test_a_stream_outlives_its_listen_connection(idle_site: Site, idle_guest: Client, worker: HandWorker) -> None:
    task_id = idle_guest.submitted()["id"]
    work = worker.take(task_id)
    with idle_guest.stream(task_id) as (_, events):
        assert next(events).name == "snapshot"
        work.report(*ROWS[0])
        assert next(only_rows(events)).id == 1
        cut = "select pg_terminate_backend(pid) as cut from pg_stat_activity "
        cut += "where application_name = 'limelight-bus' and datname = current_database()"
        assert [row["cut"] for row in idle_site.query(cut)] == [True]
        # nobody listens now, and no notification comes after this
        work.complete("task.completed", {"script": "A script."})
        [last] = only_rows(events)
    assert (last.id, last.data["code"]) == (2, "task.completed")
    assert time.time() - last.data["ts"] < 5, "the slow poll has found it, not the new connection"


# -- coming back


@pytest.mark.parametrize("how", ["header", "query", "both"])
def test_a_reader_that_comes_back_again_and_again_sees_every_row_once(
    idle_guest: Client, worker: HandWorker, how: str
) -> None:
    # Given a task whose worker goes on whenever the reader has gone
    task_id = idle_guest.submitted()["id"]
    work = worker.take(task_id)
    seen: list[Event] = []
    for at_most, (code, progress) in enumerate(ROWS, start=1):
        work.report(code, progress)
        work.note("image.loaded", megabytes=progress)

        # When the reader comes back, each time for a while
        last = seen[-1].data["seq"] if seen else 0
        header = str(last) if how != "query" else ""
        params = {"header": {}, "query": {"last_event_id": last}, "both": {"last_event_id": 0}}[how]
        with idle_guest.stream(task_id, after=header or None, params=params) as (_, events):
            assert next(events).name == "snapshot"
            for row in only_rows(events):
                seen.append(row)
                if row.data["seq"] >= min(last + at_most, 2 * at_most):
                    break
    worker.complete(work)
    seen += idle_guest.rows(task_id, after=seen[-1].id)

    # Then it has seen every row exactly once
    check_numbers(seen)
    assert len(seen) == 2 * len(ROWS) + 1


def test_who_has_seen_the_end_is_told_to_stay_away(guest: Client) -> None:
    task_id = guest.submitted()["id"]
    last = guest.rows(task_id)[-1].data["seq"]
    for options in ({"after": last}, {"after": last + 1}, {"params": {"last_event_id": last}}):
        with guest.stream(task_id, **options) as (answer, _):
            assert (answer.status_code, answer.read()) == (204, b"")
    assert codes(guest.rows(task_id, after=last - 1)) == ["task.completed"]


@pytest.mark.parametrize("last", ["x", "", "-5", "1.5", "null", "0x1", "9" * 5000])
def test_a_senseless_last_event_id_starts_from_the_beginning(guest: Client, last: str) -> None:
    task_id = guest.submitted()["id"]
    guest.finished(task_id)
    check_numbers(guest.rows(task_id, after=last))
    assert len(guest.rows(task_id, after=last)) == len(DESIGN)


@pytest.mark.parametrize("last", [99, 2**31 - 1, 2**31, 2**63, 10**40])
def test_a_last_event_id_beyond_the_end_waits_for_what_comes(idle_guest: Client, worker: HandWorker, last: int) -> None:
    task_id = idle_guest.submitted()["id"]
    work = worker.start(task_id)
    with idle_guest.stream(task_id, after=last) as (answer, events):
        assert answer.status_code == 200
        assert next(events).name == "snapshot"
        worker.complete(work)
        rows = list(only_rows(events))
    check_numbers(rows, first=len(ROWS) + 1)
    with idle_guest.stream(task_id, after=last) as (answer, _):
        assert answer.status_code == 204


@pytest.mark.parametrize("last", ["x", "-1", str(2**31)])
def test_a_senseless_last_event_id_in_the_address_is_refused(idle_guest: Client, last: str) -> None:
    path = f"{ENHANCE}/{idle_guest.submitted()['id']}/stream"
    refusal_of(idle_guest.get(path, params={"last_event_id": last}), 422, "input_invalid")


# -- how it ends


def test_the_last_row_carries_the_result_with_links_that_work(guest: Client, anyone: Client) -> None:
    task = guest.submitted()
    *others, last = guest.rows(task["id"])
    assert (last.data["status"], last.data["progress"]) == ("completed", 100)
    for name in ("enhanced_image_url", "before_image_url", "video_frame_url"):
        assert anyone.get(last.data[name]).headers["Content-Type"] == "image/jpeg"
        assert not any(row.data.get(name) for row in others)
    finished = guest.task(task["id"])
    assert last.data["script"] == finished["script"]
    assert last.data["enhanced_image_url"] == finished["enhanced_image_url"]


def test_cancelling_a_waiting_task_ends_its_stream(idle_guest: Client) -> None:
    task = idle_guest.submitted()
    with idle_guest.stream(task["id"]) as (_, events):
        assert next(events).name == "snapshot"
        cancelled = body_of(idle_guest.post(task["cancel_url"]), 200)
        [row] = only_rows(events)
    assert (row.data["code"], row.data["status"], row.data["seq"]) == ("task.cancelled", "cancelled", 1)
    assert (cancelled["status"], cancelled["finished_at"] is None) == ("cancelled", False)
    assert idle_guest.rows(task["id"], after=1) == []


def test_cancelling_a_running_task_fences_its_worker_off(idle_guest: Client, worker: HandWorker) -> None:
    task = idle_guest.submitted()
    work = worker.start(task["id"])
    body_of(idle_guest.post(task["cancel_url"]), 200)
    with pytest.raises(Exception, match="cancelled"):
        worker.complete(work)
    rows = idle_guest.rows(task["id"])
    check_numbers(rows)
    assert codes(rows)[-1] == "task.cancelled"
    # it stays where it was
    assert rows[-1].data["progress"] == ROWS[-1][1]


def test_what_is_over_cannot_be_cancelled_and_what_has_not_failed_cannot_be_retried(guest: Client) -> None:
    task = guest.submitted()
    guest.finished(task["id"])
    for url in (task["cancel_url"], task["retry_url"]):
        refusal_of(guest.post(url), 409, "task_conflict")


def test_a_cancelled_or_waiting_task_cannot_be_retried(idle_guest: Client) -> None:
    task = idle_guest.submitted()
    refusal_of(idle_guest.post(task["retry_url"]), 409, "task_conflict")
    body_of(idle_guest.post(task["cancel_url"]), 200)
    refusal_of(idle_guest.post(task["retry_url"]), 409, "task_conflict")
    refusal_of(idle_guest.post(task["cancel_url"]), 409, "task_conflict")


@pytest.mark.parametrize("name", BROKEN_LATE)
def test_what_only_the_worker_finds_broken_fails_clearly(working_site: Site, name: str) -> None:
    with working_site.guest() as guest:
        task = guest.submitted(BROKEN_LATE[name]())
        rows = guest.rows(task["id"])
        check_numbers(rows)
        last = rows[-1].data
        assert (last["code"], last["status"]) == ("task.failed", "failed")
        assert last["error"].keys() >= {"code", "message", "stage", "retryable"}
        assert (last["error"]["code"], last["error"]["retryable"]) == ("picture_broken", False)
        assert last["error"]["stage"] in {stage["name"] for stage in task["stages"]}
        assert last["error"]["message"] in last["message"]

        # and the task stays, for polling and history
        failed = guest.task(task["id"])
        assert (failed["status"], failed["error"], failed["seq"]) == ("failed", last["error"], last["seq"])
        assert failed["finished_at"] and failed["progress"] == last["progress"] < 100
        states = {stage["name"]: stage["state"] for stage in failed["stages"]}
        assert states[last["error"]["stage"]] == "failed"


def test_the_older_call_answers_with_the_failed_task(working_site: Site) -> None:
    with working_site.guest() as guest:
        task = body_of(guest.submit(BROKEN_LATE["JPEG cut off"](), path=ENHANCE), 200)
        assert (task["status"], task["error"]["code"]) == ("failed", "picture_broken")


def test_a_retry_goes_on_counting(idle_guest: Client, worker: HandWorker) -> None:
    # Given a task that failed
    task = idle_guest.submitted()
    work = worker.start(task["id"])
    worker.fail(work)
    failed = idle_guest.rows(task["id"])
    assert codes(failed)[-1] == "task.failed"

    # When it is tried again, and somebody watches
    retried = body_of(idle_guest.post(task["retry_url"]), 202)
    assert (retried["status"], retried["error"], retried["finished_at"]) == ("queued", None, None)
    assert retried["stream_token"]
    with idle_guest.stream(task["id"], after=failed[-1].id) as (answer, events):
        assert answer.status_code == 200
        assert next(events).data["status"] == "queued"
        worker.complete(worker.take(task["id"]))
        rest = list(only_rows(events))

    # Then the numbers go on without a gap
    check_numbers(failed + rest)
    assert codes(rest) == ["task.retried", "task.completed"]


def test_a_reader_of_a_retried_task_is_not_sent_away_at_its_first_failure(
    idle_guest: Client, worker: HandWorker
) -> None:
    task = idle_guest.submitted()
    worker.fail(worker.start(task["id"]))
    body_of(idle_guest.post(task["retry_url"]), 202)
    worker.complete(worker.take(task["id"]))
    rows = idle_guest.rows(task["id"])
    check_numbers(rows)
    assert codes(rows)[-3:] == ["task.failed", "task.retried", "task.completed"]


def test_a_retry_keeps_what_was_finished(working_site: Site) -> None:
    # Given a picture that the worker could load but not enhance
    with working_site.guest() as guest:
        task = guest.submitted(BROKEN_LATE["PNG cut off"]())
        failed = guest.finished(task["id"])

        # When it is tried again with the same end
        body_of(guest.post(task["retry_url"]), 202)
        again = guest.finished(task["id"])

        # Then only what had failed ran again
        rows = guest.rows(task["id"])
        check_numbers(rows)
        assert codes(rows).count("task.failed") == 2
        assert (again["status"], again["error"]["code"]) == ("failed", "picture_broken")
        attempts = {stage["name"]: stage["attempt"] for stage in again["stages"]}
        for stage in failed["stages"]:
            if stage["state"] == "finished":
                assert attempts[stage["name"]] == stage["attempt"]


# -- who is counted


def test_asking_for_a_streams_headers_leaves_nothing_open(strict_site: Site) -> None:
    with strict_site.member("heads@example.com") as member:
        task = member.submitted()
        for _ in range(5):
            assert member.http.head(task["stream_url"]).status_code == 200
        wait_until(lambda: strict_site.open_streams() == 0, 20)


def test_a_reader_that_goes_away_is_noticed(strict_site: Site) -> None:
    with strict_site.member("leaver@example.com") as member:
        # Given two readers of a running task
        task_id = member.submitted()["id"]
        with Client(strict_site.url, member.session) as leaver, member.stream(task_id) as (_, events):
            with leaver.stream(task_id) as (_, leavers_events):
                assert next(events).name == next(leavers_events).name == "snapshot"
                assert strict_site.open_streams() == 2
            leaver.http.close()

            # When one has gone and things go on
            def goes_on() -> bool:
                strict_site.query("select pg_notify(%s, %s)", f"progress_{task_id}", f"eta {json.dumps({})}")
                return strict_site.open_streams() == 1

            # Then it is soon no longer counted, and the other still reads
            wait_until(goes_on, 20)
            assert next(events).name == "eta"
            member.post(f"{ENHANCE}/{task_id}/cancellation")
            assert codes(list(only_rows(events))) == ["task.cancelled"]
        wait_until(lambda: strict_site.open_streams() == 0, 20)
