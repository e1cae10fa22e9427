"""Storyboards: in the task, read from a text, edited, and made a video of."""

import json
from copy import deepcopy
from typing import Any

import pytest

from tests.client import Client, Json, Site, body_of, refusal_of
from tests.videos import of_upload, ordered

TEXT = "0-2 s\nText: Fresh coffee\n\n2-4 s\nText: Order now\nMusic: loud\n\nCall to action: mug.example"
SHOT = {"start_seconds": 0, "end_seconds": 4, "picture": "", "voice_over": "Hello.", "on_screen_text": "Hello"}
BOARD: Json = {"title": "Mug", "shots": [SHOT], "offer": "$24", "call_to_action": "mug.example"}


@pytest.fixture
def ad(guest: Client) -> Json:
    """A finished enhancement."""
    return guest.finished(guest.submitted()["id"])


def with_shots(*spans: tuple[Any, Any]) -> Json:
    """A storyboard whose shots have these times."""
    return {**BOARD, "shots": [{**SHOT, "start_seconds": start, "end_seconds": end} for start, end in spans]}


WRONG = {
    "no shots": with_shots(),
    "too many shots": with_shots(*((n / 10, n / 10 + 0.1) for n in range(25))),
    "one over another": with_shots((0, 3), (2, 4)),
    "in the wrong order": with_shots((2, 4), (0, 2)),
    "without a length": with_shots((1, 1)),
    "before the beginning": with_shots((-1, 4)),
    "longer than any ad": with_shots((0, 13)),
    "no number": with_shots((0, "four")),
    "too much text": {**BOARD, "title": "x" * 10_001},
    "a NUL": {**BOARD, "title": "\0"},
    "an unknown field": {**BOARD, "colour": "red"},
    "a list": [],
    "a text": "0-4 s",
}


# -- in the task


def test_a_finished_ad_has_its_script_as_storyboard(working_site: Site) -> None:
    with working_site.guest() as guest:
        task = guest.finished(guest.submitted(offer="$24 until Friday", product_name="Morning Mug", duration="8")["id"])
        assert body_of(guest.get("/tasks"), 200)["tasks"][0]["storyboard"] == task["storyboard"]
    board = task["storyboard"]
    assert (board["title"], board["offer"]) == ("Morning Mug", "$24 until Friday")
    assert board["shots"][-1]["end_seconds"] == 8
    assert all(shot["on_screen_text"] in task["script"] for shot in board["shots"])


def test_a_script_from_before_there_were_storyboards_has_one_too(site: Site, guest: Client, ad: Json) -> None:
    site.query(
        "update stages set output = output - 'title' - 'offer' - 'notices' where task_id = %s returning 1", ad["id"]
    )
    board = guest.task(ad["id"])["storyboard"]
    assert board == {**ad["storyboard"], "title": "", "offer": ""}


def test_there_is_none_before_it_is_written(idle_guest: Client) -> None:
    task = idle_guest.submitted()
    assert (task["storyboard"], task["notices"], task["name"]) == (None, [], "")


# -- notices


@pytest.mark.parametrize(("language", "codes"), [("sv", ["script_language_fallback"]), ("pt-PT", []), ("ZH-tw", [])])
def test_a_script_in_another_language_than_asked_is_a_notice(
    working_site: Site, language: str, codes: list[str]
) -> None:
    with working_site.guest() as guest:
        task = guest.finished(guest.submitted(language=language)["id"])
    told = [notice["code"] for notice in task["notices"]]
    assert [code for code in told if code.startswith("script")] == codes
    assert all(notice["message"].endswith(".") for notice in task["notices"])


def test_the_server_tells_which_languages_it_writes(working_site: Site, anyone: Client) -> None:
    with working_site.anyone() as visitor:
        assert {"en", "zh-Hans", "zh-Hant", "ko"} <= set(visitor.get("/features").json()["languages"])
    assert anyone.get("/features").json()["languages"] == ["en"]


# -- reading a text


def test_a_text_becomes_a_storyboard_and_what_is_left_out_is_said(guest: Client) -> None:
    answer = body_of(guest.post("/storyboards", json={"text": TEXT}), 200)
    shots = [(shot["end_seconds"], shot["on_screen_text"]) for shot in answer["storyboard"]["shots"]]
    assert shots == [(2, "Fresh coffee"), (4, "Order now")]
    assert answer["storyboard"]["call_to_action"] == "mug.example"
    [notice] = answer["notices"]
    assert notice["code"] == "storyboard_left_out"
    assert notice["params"] == {"lines": "Music: loud"} and "Music: loud" in notice["message"]


@pytest.mark.parametrize(
    ("text", "code"), [("Fresh coffee\nOrder now", "storyboard_times_missing"), ("", "storyboard_empty")]
)
def test_what_cannot_be_read_is_said(guest: Client, text: str, code: str) -> None:
    answer = body_of(guest.post("/storyboards", json={"text": text}), 200)
    assert [notice["code"] for notice in answer["notices"]] == [code]


def test_a_storyboard_that_was_read_can_be_made_a_video_of(guest: Client, ad: Json) -> None:
    board = body_of(guest.post("/storyboards", json={"text": TEXT, "duration": 8}), 200)["storyboard"]
    asked = {"enhancement_id": ad["id"], "storyboard": board, "duration": 8}
    assert body_of(guest.post("/videos/generate", json=asked), 202)["storyboard"] == board


@pytest.mark.parametrize("body", [{}, {"text": 1}, {"text": "x" * 10_001}, {"text": "", "duration": 5}, {"text": "\0"}])
def test_what_is_no_text_is_refused(guest: Client, body: Json) -> None:
    refusal_of(guest.post("/storyboards", json=body), 422, "input_invalid")


def test_reading_needs_an_account(anyone: Client) -> None:
    refusal_of(anyone.post("/storyboards", json={"text": TEXT}), 401, "not_authenticated")


# -- videos


def test_a_video_shows_the_storyboard_it_was_given(guest: Client, ad: Json) -> None:
    video = body_of(guest.post("/videos/generate", json={"enhancement_id": ad["id"], "storyboard": BOARD}), 202)
    assert video["storyboard"] == BOARD
    assert "Hello." in video["script"]


def test_without_one_it_shows_the_enhancements(guest: Client, ad: Json) -> None:
    body_of(guest.patch(f"/tasks/{ad['id']}", json={"storyboard": BOARD}), 200)
    video = body_of(guest.post("/videos/generate", json={"enhancement_id": ad["id"]}), 202)
    assert video["storyboard"] == BOARD


def test_a_script_is_still_taken_as_it_is(guest: Client, ad: Json) -> None:
    video = body_of(guest.post("/videos/generate", json={"enhancement_id": ad["id"], "script": "Hello."}), 202)
    assert (video["script"], video["storyboard"]) == ("Hello.", None)


def test_a_storyboard_and_a_script_at_once_are_refused(guest: Client, ad: Json) -> None:
    asked = {"enhancement_id": ad["id"], "script": "Hello.", "storyboard": BOARD}
    assert refusal_of(guest.post("/videos/generate", json=asked), 422, "input_invalid")["field"] == "storyboard"


def test_another_length_has_other_shots_and_no_stretched_ones(working_site: Site) -> None:
    with working_site.guest() as guest:
        ad = guest.finished(guest.submitted(duration="4", user_description="A mug. Holds the heat. $24.")["id"])
        video = body_of(guest.post("/videos/generate", json={"enhancement_id": ad["id"], "duration": 8}), 202)
    assert len(video["storyboard"]["shots"]) > len(ad["storyboard"]["shots"])
    assert video["storyboard"]["shots"][-1]["end_seconds"] == 8
    assert all(shot["on_screen_text"] in video["script"] for shot in video["storyboard"]["shots"])


def test_edits_in_another_length_are_what_a_video_of_that_length_shows(guest: Client, ad: Json) -> None:
    longer = with_shots((0, 5), (5, 8))
    assert body_of(guest.patch(f"/tasks/{ad['id']}", json={"storyboard": longer}), 200)["storyboard"] == longer
    video = body_of(guest.post("/videos/generate", json={"enhancement_id": ad["id"], "duration": 8}), 202)
    assert video["storyboard"] == longer


def test_a_video_of_a_picture_takes_a_storyboard_too(guest: Client) -> None:
    video = ordered(of_upload(guest, storyboard=json.dumps(BOARD)))
    assert video["storyboard"] == BOARD
    assert "Hello." in video["script"]


@pytest.mark.parametrize("wrong", ["{", "7", json.dumps(with_shots((0, 5)))])
def test_a_form_with_a_wrong_storyboard_is_refused(guest: Client, wrong: str) -> None:
    error = refusal_of(of_upload(guest, storyboard=wrong), 422, "input_invalid")
    assert error["field"].startswith("storyboard")


# -- versions


def test_the_copywriter_has_other_lines_for_the_same_brief_and_keeps_none(working_site: Site) -> None:
    with working_site.guest() as guest:
        ad = guest.finished(guest.submitted(duration="4", offer="$24", product_name="Morning Mug")["id"])
        path = f"/tasks/{ad['id']}/storyboards"
        written = [body_of(guest.post(path, json={"duration": 8, "variant": number}), 200) for number in range(3)]
        assert guest.task(ad["id"])["storyboard"] == ad["storyboard"]
    boards = [answer["storyboard"] for answer in written]
    assert len({json.dumps(board) for board in boards}) == len(boards)
    assert all(board["shots"][-1]["end_seconds"] == 8 and board["offer"] == "$24" for board in boards)
    assert not any(answer["notices"] for answer in written)


def test_in_a_language_the_copywriter_lacks_the_words_stay(site: Site, guest: Client, ad: Json) -> None:
    site.query("""update tasks set input = input || '{"language": "hi"}' where id = %s returning 1""", ad["id"])
    answer = body_of(guest.post(f"/tasks/{ad['id']}/storyboards", json={"duration": 8}), 200)
    assert [notice["code"] for notice in answer["notices"]] == ["storyboard_words_kept"]
    assert [shot["on_screen_text"] for shot in answer["storyboard"]["shots"]] == [
        shot["on_screen_text"] for shot in ad["storyboard"]["shots"]
    ]
    assert answer["storyboard"]["shots"][-1]["end_seconds"] == 8


@pytest.mark.parametrize("body", [{"duration": 5}, {"variant": -1}, {"variant": 1001}, {"text": "x"}])
def test_what_no_version_can_be_is_refused(guest: Client, ad: Json, body: Json) -> None:
    refusal_of(guest.post(f"/tasks/{ad['id']}/storyboards", json=body), 422, "input_invalid")


def test_versions_are_of_ones_own_finished_ads(idle_guest: Client, stranger: Client) -> None:
    path = f"/tasks/{idle_guest.submitted()['id']}/storyboards"
    refusal_of(idle_guest.post(path, json={}), 409, "task_conflict")
    refusal_of(stranger.post(path, json={}), 404, "task_not_found")


# -- edits


def test_edits_and_a_name_are_kept(guest: Client, ad: Json) -> None:
    path = f"/tasks/{ad['id']}"
    task = body_of(guest.patch(path, json={"name": " Morning  Mug ", "storyboard": BOARD}), 200)
    assert (task["name"], task["storyboard"]) == ("Morning Mug", BOARD)
    assert "Hello." in task["script"] and task["script"] != ad["script"]
    assert guest.task(ad["id"]) == task
    assert body_of(guest.get("/tasks"), 200)["tasks"][0]["name"] == "Morning Mug"


def test_what_is_not_sent_stays_and_null_goes_back_to_what_was_written(guest: Client, ad: Json) -> None:
    path = f"/tasks/{ad['id']}"
    body_of(guest.patch(path, json={"storyboard": BOARD}), 200)
    assert body_of(guest.patch(path, json={"name": "Mug"}), 200)["storyboard"] == BOARD
    task = body_of(guest.patch(path, json={"storyboard": None}), 200)
    assert (task["name"], task["storyboard"], task["script"]) == ("Mug", ad["storyboard"], ad["script"])
    assert body_of(guest.patch(path, json={}), 200) == task


def test_what_the_server_wrote_can_be_sent_back(working_site: Site) -> None:
    with working_site.guest() as guest:
        task = guest.finished(guest.submitted(duration="12", user_description="A mug. $24. mug.example.com")["id"])
        board = deepcopy(task["storyboard"])
        assert body_of(guest.patch(f"/tasks/{task['id']}", json={"storyboard": board}), 200)["storyboard"] == board


@pytest.mark.parametrize("wrong", WRONG)
def test_a_storyboard_that_cannot_be_shown_is_refused(guest: Client, ad: Json, wrong: str) -> None:
    error = refusal_of(guest.patch(f"/tasks/{ad['id']}", json={"storyboard": WRONG[wrong]}), 422, "input_invalid")
    assert error["field"].startswith("storyboard")
    asked = {"enhancement_id": ad["id"], "storyboard": WRONG[wrong]}
    refusal_of(guest.post("/videos/generate", json=asked), 422, "input_invalid")
    assert guest.task(ad["id"])["storyboard"] == ad["storyboard"]


@pytest.mark.parametrize("name", ["x" * 81, "\0", 7, None])
def test_what_is_no_name_is_refused(guest: Client, ad: Json, name: object) -> None:
    assert refusal_of(guest.patch(f"/tasks/{ad['id']}", json={"name": name}), 422, "input_invalid")["field"] == "name"


def test_only_a_finished_ad_can_be_edited(idle_guest: Client) -> None:
    task = idle_guest.submitted()
    refusal_of(idle_guest.patch(f"/tasks/{task['id']}", json={"storyboard": BOARD}), 409, "task_conflict")
    assert body_of(idle_guest.patch(f"/tasks/{task['id']}", json={"name": "Mug"}), 200)["name"] == "Mug"


def test_a_stranger_edits_nothing(guest: Client, stranger: Client, ad: Json) -> None:
    path = f"/tasks/{ad['id']}"
    refusal_of(stranger.patch(path, json={"name": "mine", "storyboard": BOARD}), 404, "task_not_found")
    assert guest.task(ad["id"]) == ad
