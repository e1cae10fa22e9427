"""Another background for a finished ad: a task of its own, whose pictures become its parent's."""

import pytest

from tasks.engines.pictures.cutter import WEIGHTS
from tasks.formats import FORMATS
from tests.client import ENHANCE, OVER, Client, Json, Site, body_of, refusal_of
from tests.integration.test_packshots import downloaded, finished
from tests.processes import wait_until

COMPOSITIONS = "/compositions"
FOUND = {"background": "white"}

needs_weights = pytest.mark.skipif(not WEIGHTS.exists(), reason="the model's weights could not be fetched")


def change(client: Client, task_id: int, background: str, key: str = "") -> Json:
    headers = {"Idempotency-Key": key} if key else {}
    asked = {"background": background}
    return body_of(client.post(f"{ENHANCE}/{task_id}/compositions", json=asked, headers=headers), 202)


def ended(client: Client, child: Json) -> Json:
    def status() -> Json:
        return body_of(client.get(child["status_url"]), 200)

    wait_until(lambda: status()["status"] in OVER, 30)
    return status()


@needs_weights
def test_the_pictures_of_an_ad_change_their_background_and_nothing_is_bought(
    cutting_site: Site, studio_guest: Client
) -> None:
    guest, ad = studio_guest, finished(studio_guest, "coffee.png")
    child = change(guest, ad["id"], "white")
    assert (child["kind"], child["enhancement_id"], child["background"]) == ("composition", ad["id"], None)
    with guest.http.stream("GET", f"{child['stream_url']}?token={child['stream_token']}") as answer:
        lines = [line for line in answer.iter_lines() if line.startswith("data: ")]
    assert '"code":"composition.completed"' in lines[-1] and "signature=" in lines[-1]
    done = ended(guest, child)
    assert (done["status"], done["progress"], done["usage"]) == ("completed", 100, []), done["error"]

    task = guest.task(ad["id"])
    assert (task["background"], task["status"], task["seq"]) == ("white", "completed", ad["seq"])
    assert [picture["format"] for picture in task["pictures"]] == list(FORMATS)
    assert [downloaded(guest, picture["url"]).getpixel((2, 2)) for picture in task["pictures"]] == [(255,) * 3] * 4
    assert downloaded(guest, task["enhanced_image_url"]).getpixel((2, 2)) == (255,) * 3
    assert task["cutout_url"] == ad["cutout_url"] and task["before_image_url"] != task["enhanced_image_url"]
    # what a page still shows can be loaded, and what the stream says is new
    assert downloaded(guest, ad["enhanced_image_url"]).getpixel((2, 2)) != (255,) * 3
    assert guest.rows(ad["id"], after=ad["seq"] - 1)[-1].data["enhanced_image_url"] == task["enhanced_image_url"]
    # not in the history
    assert [known["id"] for known in body_of(guest.get("/tasks"), 200)["tasks"]] == [ad["id"]]

    # a video made from now on has the product on the new background
    video = body_of(guest.post("/videos/generate", json={"enhancement_id": ad["id"]}), 202)
    [kept] = cutting_site.query("select input ->> 'background' as background from tasks where id = %s", video["id"])
    assert kept["background"] == "white"

    # and back to the photo
    assert ended(guest, change(guest, ad["id"], "original"))["status"] == "completed"
    task = guest.task(ad["id"])
    assert (task["background"], task["cutout_url"]) == ("original", ad["cutout_url"])
    assert downloaded(guest, task["video_frame_url"]).size == (1280, 720)

    # deleting the ad deletes all of it
    assert guest.delete(f"/tasks/{ad['id']}").status_code == 204
    assert cutting_site.query("select id from tasks where parent_id = %s", ad["id"]) == []
    assert guest.get(task["enhanced_image_url"]).status_code == 404


@needs_weights
def test_two_at_once_leave_the_one_asked_for_last(studio_guest: Client) -> None:
    ad = finished(studio_guest, "coffee.png")
    children = [change(studio_guest, ad["id"], background) for background in ("white", "dark")]
    assert {ended(studio_guest, child)["status"] for child in children} == {"completed"}
    assert studio_guest.task(ad["id"])["background"] == "dark"


def test_what_has_no_cut_out_cannot_change_its_background(guest: Client) -> None:
    ad = guest.finished(guest.submitted()["id"])
    refusal_of(guest.post(f"{ENHANCE}/{ad['id']}/compositions", json=FOUND), 409, "cutout_missing")


def test_what_is_not_finished_cannot_change_its_background(idle_guest: Client) -> None:
    path = f"{ENHANCE}/{idle_guest.submitted()['id']}/compositions"
    refusal_of(idle_guest.post(path, json=FOUND), 409, "task_conflict")
    refusal_of(idle_guest.post(path, json={"background": "beach"}), 422, "input_invalid")
    refusal_of(idle_guest.post(path, json={}), 422, "input_invalid")


def test_a_stranger_changes_nothing(guest: Client, stranger: Client) -> None:
    ad = guest.finished(guest.submitted()["id"])
    refusal_of(stranger.post(f"{ENHANCE}/{ad['id']}/compositions", json=FOUND), 404, "task_not_found")


def test_a_repeat_with_the_same_key_makes_one_task(idle_site: Site, idle_guest: Client) -> None:
    # Given a finished ad whose product was cut out
    ad = idle_guest.submitted()
    idle_site.query("update tasks set status = 'completed' where id = %s returning 1", ad["id"])
    idle_site.query(
        "insert into media (key, task_id, role, content_type, size_bytes)"
        " values ('cutout-' || %s || '.png', %s, 'cutout', 'image/png', 0) returning 1",
        ad["id"],
        ad["id"],
    )

    # When its background is changed twice with one key, then there is one task
    child = change(idle_guest, ad["id"], "white", key="again")
    assert change(idle_guest, ad["id"], "white", key="again")["id"] == child["id"]
    headers = {"Idempotency-Key": "again"}
    answer = idle_guest.post(f"{ENHANCE}/{ad['id']}/compositions", json={"background": "dark"}, headers=headers)
    refusal_of(answer, 409, "idempotency_conflict")
    assert child["stages"][0]["name"] == "compose"
    assert body_of(idle_guest.post(child["cancel_url"]), 200)["status"] == "cancelled"
