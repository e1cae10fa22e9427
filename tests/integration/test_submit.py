"""Submitting a picture: the answer, what is let in, and what is refused without leaving a trace."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.client import ENHANCE, SUBMIT, Client, Json, Site, body_of, refusal_of
from tests.hand_worker import hand_worker
from tests.pictures import ODD_PICTURES, REFUSED_PICTURES, jpeg, png
from webapp.errors import STATUS

MEGABYTE = 1024 * 1024


@pytest.fixture
def nothing_stored(idle_site: Site) -> Iterator[None]:
    """What this test does must leave no row, no blob and no message."""
    before = idle_site.stored()
    yield
    assert idle_site.stored() == before


def chunked(client: Client, photo: bytes, path: str = SUBMIT) -> httpx.Response:
    """An upload without Content-Length, as some clients and proxies send it."""
    whole = client.http.build_request("POST", path, files={"file": ("photo.jpg", photo)})
    content_type, body = whole.headers["Content-Type"], whole.read()

    def blocks() -> Iterator[bytes]:
        for start in range(0, len(body), 1 << 16):
            yield body[start : start + (1 << 16)]

    return client.post(path, content=blocks(), headers={"Content-Type": content_type})


# -- the answer


def test_an_upload_is_answered_with_the_task_and_where_to_follow_it(idle_guest: Client) -> None:
    answer = idle_guest.submit(png(), user_description="Fresh coffee", duration="8", language="pt-BR")
    task = body_of(answer, 202)
    where = f"{ENHANCE}/{task['id']}"
    assert answer.headers["Location"] == where
    assert task["status_url"] == where
    assert task["stream_url"] == f"{where}/stream"
    assert task["cancel_url"] == f"{where}/cancellation"
    assert task["retry_url"] == f"{where}/retry"
    assert task["stream_token"]
    assert (task["kind"], task["status"], task["progress"], task["seq"]) == ("enhancement", "queued", 0, 0)
    assert (task["user_description"], task["duration"], task["language"]) == ("Fresh coffee", 8, "pt-BR")
    assert {stage["state"] for stage in task["stages"]} == {"waiting"}
    assert task["queue_position"] >= 1
    assert (task["script"], task["enhanced_image_url"], task["error"]) == (None, None, None)
    assert {**task, "stream_token": None} == {**idle_guest.task(task["id"]), "stream_token": None}


def test_what_is_not_said_has_its_default(idle_guest: Client) -> None:
    task = idle_guest.submitted()
    assert (task["user_description"], task["duration"], task["language"]) == ("", 4, "en")
    assert (task["product_name"], task["offer"], task["call_to_action"]) == ("", "", "")


def test_status_says_when_to_ask_again(idle_guest: Client) -> None:
    answer = idle_guest.get(f"{ENHANCE}/{idle_guest.submitted()['id']}")
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_older_call_answers_with_the_finished_task(guest: Client) -> None:
    task = body_of(guest.submit(path=ENHANCE), 200)
    assert (task["status"], task["progress"]) == ("completed", 100)
    assert task["script"] and task["enhanced_image_url"]
    assert "Retry-After" not in guest.get(task["status_url"]).headers


def test_a_finished_task_has_finished_all_its_stages(guest: Client) -> None:
    task = guest.finished(guest.submitted()["id"])
    assert task["error"] is None
    assert {stage["state"] for stage in task["stages"]} == {"finished"}
    assert all(stage["started_at"] <= stage["finished_at"] for stage in task["stages"])
    assert task["created_at"] <= task["started_at"] <= task["finished_at"]
    assert task["queue_position"] is None
    assert task["orientation"] == "landscape"


def test_the_words_of_the_brief_are_kept_and_appear_in_the_script(working_site: Site) -> None:
    brief: Json = {
        "product_name": "Morning Mug No. 7",
        "offer": "20% off with LAUNCH",
        "call_to_action": "mug.example",
    }
    with working_site.guest() as guest:
        task = guest.finished(guest.submitted(user_description="Keeps coffee warm.", duration="8", **brief)["id"])
    assert {name: task[name] for name in brief} == brief
    for text in brief.values():
        assert text in task["script"]


def test_tasks_from_before_there_was_a_brief_are_still_shown(idle_site: Site, idle_guest: Client) -> None:
    task_id = idle_guest.submitted(user_description="A cup.")["id"]
    old = "update tasks set input = input - 'product_name' - 'offer' - 'call_to_action' where id = %s returning id"
    idle_site.query(old, task_id)
    task = idle_guest.task(task_id)
    assert (task["user_description"], task["product_name"], task["offer"]) == ("A cup.", "", "")


# -- pictures


@pytest.mark.parametrize("name", ODD_PICTURES)
def test_odd_but_valid_pictures_are_let_in(idle_guest: Client, name: str) -> None:
    assert idle_guest.submitted(ODD_PICTURES[name]())["status"] == "queued"


@pytest.mark.parametrize("name", REFUSED_PICTURES)
@pytest.mark.usefixtures("nothing_stored")
def test_what_cannot_be_a_picture_is_refused(idle_guest: Client, name: str) -> None:
    content, code = REFUSED_PICTURES[name]
    refusal_of(idle_guest.submit(content()), STATUS[code], code)


@pytest.mark.usefixtures("nothing_stored")
def test_an_upload_without_a_file_is_refused(idle_guest: Client) -> None:
    picture = jpeg()
    for form in (
        {"data": {"user_description": "A cup."}},
        {"files": {"user_description": (None, "A cup.")}},
        {"files": {"picture": ("photo.jpg", picture)}},
        {"files": {"file": (None, picture)}},
        {"json": {"file": "photo.jpg"}},
        {"content": picture, "headers": {"Content-Type": "image/jpeg"}},
        {"content": picture, "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"no part of it", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"--x\r\nContent-Disp", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {},
    ):
        refusal_of(idle_guest.post(SUBMIT, **form), 400, "file_missing")


@pytest.mark.usefixtures("nothing_stored")
def test_two_files_are_refused(idle_guest: Client) -> None:
    for second in ("file", "other"):
        files = [("file", ("one.jpg", jpeg())), (second, ("two.jpg", jpeg()))]
        refusal_of(idle_guest.post(SUBMIT, files=files), 400, "too_many_files")


def test_thirty_megabytes_are_let_in(idle_site: Site, idle_guest: Client) -> None:
    task_id = idle_guest.submitted(jpeg().ljust(30 * MEGABYTE, b"\0"))["id"]
    statement = "select sum(length(content)) from media join media_chunks using (key) where task_id = %s"
    assert idle_site.query(statement, task_id)[0]["sum"] == 30 * MEGABYTE


@pytest.mark.parametrize("megabytes", [30, 31, 50])
@pytest.mark.parametrize("how", [Client.submit, chunked])
@pytest.mark.usefixtures("nothing_stored")
def test_more_than_thirty_megabytes_get_an_answer_that_can_be_read(
    idle_guest: Client, how: Any, megabytes: int
) -> None:
    refusal_of(how(idle_guest, jpeg().ljust(megabytes * MEGABYTE + 1, b"\0")), 413, "file_too_large")


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
@pytest.mark.usefixtures("nothing_stored")
def test_a_large_upload_can_read_every_refusal(idle_site: Site, idle_guest: Client, connection: str) -> None:
    # as proxies send it: nginx closes after each request unless it is told otherwise
    idle_guest.http.headers["Connection"] = connection
    large = {"file": ("photo.jpg", bytes(15 * MEGABYTE))}
    refusal_of(idle_guest.post("/nowhere", files=large), 404, "not_found")
    refusal_of(idle_guest.post("/tasks", files=large), 405, "method_not_allowed")
    refusal_of(idle_guest.submit(bytes(35 * MEGABYTE)), 413, "file_too_large")
    idle_guest.http.headers["Authorization"] = "Bearer nonsense"
    refusal_of(idle_guest.post(SUBMIT, files=large), 401, "token_invalid")


def test_an_upload_in_chunks_is_let_in(idle_guest: Client) -> None:
    assert body_of(chunked(idle_guest, jpeg(3000, 2000)), 202)["status"] == "queued"


# -- fields


@pytest.mark.parametrize(
    "text",
    [
        "x" * 2000,
        "咖" * 2000,
        "👩‍👩‍👧‍👦 ☕️ 🏳️‍🌈",
        "قهوة طازجة كل صباح",
        "left \u202eright\u202c and\nlines and \t tabs",
        "'; drop table tasks; -- {reason} %s %(x)s \\u0000 </script>",
        '"status":"completed"',
        "line\u2028separator",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_texts_come_back_unchanged(idle_guest: Client, text: str) -> None:
    task = idle_guest.submitted(user_description=text)
    assert task["user_description"] == text
    assert idle_guest.task(task["id"])["user_description"] == text


def test_a_line_break_is_one_character_though_a_form_sends_two(idle_guest: Client) -> None:
    task = idle_guest.submitted(user_description="x\r\n" * 1000)
    assert task["user_description"] == "x\n" * 1000


def test_a_field_of_the_brief_is_one_line_of_its_full_length(idle_guest: Client) -> None:
    task = idle_guest.submitted(product_name="x" * 80, offer="咖" * 120, call_to_action=" one\r\ntwo  three ")
    assert (task["product_name"], task["offer"]) == ("x" * 80, "咖" * 120)
    assert task["call_to_action"] == "one two three"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user_description", b"x" * 2001),
        ("user_description", "咖".encode() * 2001),
        ("user_description", b"a NUL \0 in it"),
        ("user_description", b"half of an emoji \xed\xa0\xbd"),
        ("user_description", b"no UTF-8: \xff\xfe"),
        ("product_name", b"x" * 81),
        ("offer", "咖".encode() * 121),
        ("call_to_action", b"x" * 121),
        ("call_to_action", b"a NUL \0 in it"),
        ("duration", b"5"),
        ("duration", b"x"),
        ("duration", b""),
        ("duration", b"-4"),
        ("duration", b"4.0"),
        ("duration", "٤".encode()),
        ("duration", b"9" * 5000),
        ("language", b"xx-!!"),
        ("language", b""),
        ("language", b"english please"),
        ("language", b"en\0"),
        ("language", b"en\n"),
        ("language", b"e" * 5000),
        ("language", "\N{KELVIN SIGN}o".encode()),
        ("language", "es-٤١٩".encode()),
        ("colour", b"red"),
        ("stream_token", b"x"),
        ("user_description", b"x" * 600_000),
    ],
    ids=lambda value: repr(value[:20]),
)
@pytest.mark.usefixtures("nothing_stored")
def test_a_wrong_field_is_refused_by_its_name(idle_guest: Client, field: str, value: bytes) -> None:
    parts = [("file", ("photo.jpg", jpeg())), (field, (None, value))]
    error = refusal_of(idle_guest.post(SUBMIT, files=parts), 422, "input_invalid")
    assert error.get("field") == field or len(value) > 500_000


@pytest.mark.usefixtures("nothing_stored")
def test_a_field_that_comes_twice_is_refused(idle_guest: Client) -> None:
    parts = [("file", ("photo.jpg", jpeg())), ("duration", (None, b"4")), ("duration", (None, b"8"))]
    error = refusal_of(idle_guest.post(SUBMIT, files=parts), 422, "input_invalid")
    assert error["field"] == "duration"


# -- repeats


def test_a_repeat_with_the_same_key_gives_the_same_task(idle_guest: Client) -> None:
    first = idle_guest.submit(key="once", duration="8")
    again = idle_guest.submit(key="once", duration="8")
    assert body_of(again, 202)["id"] == body_of(first, 202)["id"]
    assert again.headers["Location"] == first.headers["Location"]
    assert idle_guest.submitted(duration="8")["id"] != first.json()["id"]


@pytest.mark.parametrize(
    "other",
    [
        {"photo": png()},
        {"duration": "12"},
        {"user_description": "x"},
        {"language": "zh"},
        {"product_name": "x"},
        {"offer": "x"},
        {"call_to_action": "x"},
    ],
)
def test_the_same_key_with_other_content_is_refused(idle_guest: Client, other: Json) -> None:
    idle_guest.submitted(key="once")
    refusal_of(idle_guest.submit(key="once", **other), 409, "idempotency_conflict")
    assert len(body_of(idle_guest.get("/tasks"), 200)["tasks"]) == 1


def test_another_user_may_use_the_same_key(idle_site: Site, idle_guest: Client) -> None:
    first = idle_guest.submitted(key="once")
    with idle_site.guest() as other:
        assert other.submitted(key="once")["id"] != first["id"]


def test_repeats_at_the_same_moment_make_one_task(idle_site: Site, idle_guest: Client) -> None:
    with ThreadPoolExecutor(8) as callers:
        ids = set(callers.map(lambda _: idle_guest.submitted(key="once")["id"], range(8)))
    assert len(ids) == 1
    assert len(body_of(idle_guest.get("/tasks"), 200)["tasks"]) == 1
    [message] = idle_site.query("select count(*) from dramatiq.queue where message->'args'->>0 = %s", str(*ids))
    assert message["count"] == 1


def test_a_key_is_free_again_once_its_task_is_deleted(idle_guest: Client) -> None:
    first = idle_guest.submitted(key="once")
    assert idle_guest.delete(f"/tasks/{first['id']}").status_code == 204
    assert idle_guest.submitted(png(), key="once")["id"] != first["id"]


@pytest.mark.usefixtures("nothing_stored")
def test_a_key_that_is_too_long_is_refused(idle_guest: Client) -> None:
    refusal_of(idle_guest.submit(key="k" * 201), 422, "input_invalid")


# -- limits


def test_no_more_tasks_at_once_than_allowed_however_fast_they_come(strict_site: Site) -> None:
    # Given a site without a worker that allows five tasks at once
    with strict_site.member(f"{uuid4().hex}@example.com") as member:
        # When twenty come at the same moment
        with ThreadPoolExecutor(20) as callers:
            answers = list(callers.map(lambda number: member.submit(key=str(number)), range(20)))

        # Then five are in
        tasks = [answer.json() for answer in answers if answer.status_code == 202]
        assert len(tasks) == 5
        assert len(body_of(member.get("/tasks"), 200)["tasks"]) == 5

        # And the others hear why and when to come back
        for answer in answers:
            if answer.status_code != 202:
                assert refusal_of(answer, 429, "too_many_active_tasks")["limit"] == 5
                assert int(answer.headers["Retry-After"]) > 0

        # And a repeat of one that is in is still answered, and others have five of their own
        let_in = next(number for number, answer in enumerate(answers) if answer.status_code == 202)
        assert member.submitted(key=str(let_in))["id"] == answers[let_in].json()["id"]
        with strict_site.member(f"{uuid4().hex}@example.com") as other:
            assert other.submitted()["status"] == "queued"

        # And when one is over, there is room for another
        assert member.post(tasks[0]["cancel_url"]).status_code == 200
        assert member.submitted()["status"] == "queued"


def test_tasks_that_are_tried_again_are_counted_too(strict_site: Site) -> None:
    # Given two tasks that failed, and four of the five that are allowed at once
    with strict_site.member(f"{uuid4().hex}@example.com") as member, hand_worker(strict_site.database_url) as worker:
        failed = [member.submitted() for _ in range(2)]
        for task in failed:
            worker.fail(worker.start(task["id"]))
        waiting = [member.submitted() for _ in range(4)]

        # When both are tried again at the same moment
        with ThreadPoolExecutor(2) as callers:
            answers = list(callers.map(lambda task: member.post(task["retry_url"]), failed))

        # Then one is, and the other stays as it was
        let_in, refused = sorted(answers, key=lambda answer: answer.status_code)
        assert body_of(let_in, 202)["status"] == "queued"
        assert refusal_of(refused, 429, "too_many_active_tasks")["limit"] == 5
        assert int(refused.headers["Retry-After"]) > 0
        [left] = [task for task in failed if task["id"] != let_in.json()["id"]]
        assert member.task(left["id"])["status"] == "failed"
        assert member.rows(left["id"])[-1].data["code"] == "task.failed"

        # And what cannot be tried again at all is told so as ever
        refusal_of(member.post(waiting[0]["retry_url"]), 409, "task_conflict")

        # And when one is over, there is room for it
        assert member.post(waiting[0]["cancel_url"]).status_code == 200
        assert member.post(left["retry_url"]).status_code == 202
