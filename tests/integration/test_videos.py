"""Videos: asked for in two ways, made in ten steps, played in ranges, and refused with a clear word."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest
from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types
from PIL import Image, ImageStat

from tests.client import Client, Json, Site, body_of, refusal_of
from tests.conftest import StartServer
from tests.pictures import REFUSED_PICTURES, jpeg, png
from tests.processes import wait_until
from tests.reader import Reader, up_to
from tests.sites import INSTANT, running_site
from tests.videos import GENERATE, ROWS, VIDEOS, ended, now, of_enhancement, of_upload, ordered
from webapp.errors import STATUS

COFFEE = Path(__file__).parent.parent / "photos" / "coffee.png"
SCRIPT = """Made of tin

0-2 s
Picture: The teapot.
On screen: One pot

2-4 s
Picture: The spout.
On screen: Never drips
"""
SWIFT = {**INSTANT, "VIDEO_ENGINE": "instant"}


@pytest.fixture(scope="module")
def swift_site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web and worker whose videos are made at once."""
    with running_site(postgres_url, template, tmp_path_factory.mktemp("swift-site"), **SWIFT) as site:
        yield site


@pytest.fixture(scope="module")
def customer(swift_site: Site) -> Iterator[Client]:
    """Somebody whose videos are made at once."""
    with swift_site.guest() as client:
        yield client


@pytest.fixture(scope="module")
def enhancement(customer: Client) -> Json:
    """What the customer has finished before."""
    return customer.finished(customer.submitted(user_description="A teapot", duration="8", language="pt-BR")["id"])


@pytest.fixture(scope="module")
def video(customer: Client, enhancement: Json) -> Json:
    """A finished video of it."""
    return ended(customer, ordered(of_enhancement(customer, enhancement["id"])))


def shots(site: Site, task: Json) -> list[str]:
    """The on-screen texts that a video was made with."""
    [row] = site.query("select output from stages where task_id = %s and name = 'prepare'", task["id"])
    return [shot["on_screen_text"] for shot in row["output"]["shots"]]


# -- the answer


def test_a_video_of_an_enhancement_is_answered_with_the_task_and_where_to_follow_it(
    customer: Client, enhancement: Json
) -> None:
    answer = of_enhancement(customer, enhancement["id"], duration=12, format="portrait")
    task = ordered(answer)
    where = f"{VIDEOS}/{task['id']}"
    assert answer.headers["Location"] == task["status_url"] == where
    assert task["stream_url"] == f"{where}/stream"
    assert task["cancel_url"] == f"{where}/cancellation"
    assert task["retry_url"] == f"{where}/retry"
    assert task["stream_token"]
    assert (task["kind"], task["enhancement_id"]) == ("video", enhancement["id"])
    assert (task["duration"], task["format"], task["language"]) == (12, "portrait", "pt-BR")
    # the ad has 8 seconds
    assert task["storyboard"]["shots"][-1]["end_seconds"] == 12


def test_a_video_of_an_upload_is_answered_in_the_same_way(customer: Client) -> None:
    task = ordered(of_upload(customer, png(), script=SCRIPT, duration="8", language="zh", format="landscape"))
    assert (task["kind"], task["enhancement_id"]) == ("video", None)
    assert (task["duration"], task["format"], task["language"]) == (8, "landscape", "zh")
    assert task["script"] == SCRIPT
    assert ended(customer, task)["status"] == "completed"


def test_what_is_not_said_has_its_default(customer: Client, enhancement: Json) -> None:
    for answer in (of_enhancement(customer, enhancement["id"]), of_upload(customer)):
        task = ordered(answer)
        assert (task["duration"], task["formats"], task["format"]) == (4, ["landscape"], "landscape")
        assert (task["template"], task["videos"]) == ("calm", [])


def test_formats_and_a_template_can_be_asked_for_in_both_ways(customer: Client, enhancement: Json) -> None:
    asked = ["square", "portrait"]
    for answer in (
        of_enhancement(customer, enhancement["id"], formats=asked, template="bold"),
        of_upload(customer, formats=asked, template="bold"),
    ):
        task = ordered(answer)
        assert (task["formats"], task["format"], task["template"]) == (asked, "square", "bold")

        # each has its clip and its poster, the first is the video
        done = ended(customer, task)
        assert [video["format"] for video in done["videos"]] == asked
        assert done["video_url"] == done["videos"][0]["url"] != done["videos"][1]["url"]
        assert all(customer.get(video[url]).content for video in done["videos"] for url in ("url", "poster_url"))


def test_a_clip_from_before_there_were_formats_still_plays(swift_site: Site, customer: Client) -> None:
    done = ended(customer, ordered(of_upload(customer)))
    for role in ("video", "poster"):
        swift_site.query(
            "update media set role = %s, width = 720, height = 1280 where task_id = %s and role = %s returning key",
            role, done["id"], f"{role}_landscape",
        )  # fmt: skip
    swift_site.query("update tasks set input = input - 'formats' - 'template' where id = %s returning id", done["id"])
    old = now(customer, done)
    assert (old["formats"], old["videos"][0]["format"], old["videos"][0]["height"]) == ([], "portrait", 1280)
    assert old["video_url"] == old["videos"][0]["url"] and customer.get(old["video_url"]).content
    assert old["poster_url"] == old["thumbnail_url"] and customer.get(old["poster_url"]).content


def test_captions_say_what_the_storyboard_or_the_script_says(customer: Client, enhancement: Json, video: Json) -> None:
    answer = customer.get(f"/videos/{video['id']}/captions.vtt")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="limelight-{video["id"]}.vtt"'
    assert answer.text.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert video["storyboard"]["shots"][0]["voice_over"].split()[0] in answer.text

    asked = {"enhancement_id": enhancement["id"], "script": "0-2 s: Voice-over: Fresh roast.\n2-4 s: Voice-over: Bye."}
    told = body_of(customer.post("/videos/generate", json=asked), 202)
    cues = customer.get(f"/videos/{told['id']}/captions.vtt").text
    assert "00:00:02.000 --> 00:00:04.000\nBye." in cues


def test_captions_are_ones_own(swift_site: Site, video: Json) -> None:
    path = f"/videos/{video['id']}/captions.vtt"
    with swift_site.guest() as stranger, swift_site.anyone() as anyone:
        assert stranger.get(path).status_code == 404
        assert anyone.get(path).status_code == 401


def test_a_waiting_video_is_at_step_0(idle_guest: Client) -> None:
    task = ordered(of_upload(idle_guest))
    assert (task["status"], task["step"], task["progress"], task["seq"]) == ("queued", 0, 0, 0)
    assert {**task, "stream_token": None} == {**now(idle_guest, task), "stream_token": None}


# -- ten steps


def test_the_ten_steps_come_in_order(swift_site: Site, customer: Client) -> None:
    task = ordered(of_upload(customer, script=SCRIPT))
    rows = Reader(swift_site.url, task).finished().rows
    assert [row["seq"] for row in rows] == up_to(len(rows))
    told = {row["code"]: (row["step"], row["progress"]) for row in rows}
    rendering = told.pop("video.rendering")
    assert list(told.items()) == list(ROWS.items())
    assert rendering[0] == 6
    assert all(one["progress"] <= other["progress"] and one["step"] <= other["step"] for one, other in pairwise(rows))
    assert all(row["message"] and row["task_id"] == task["id"] for row in rows)

    # the last one carries the result, and the status tells the same
    done = now(customer, task)
    assert (rows[-1]["video_url"], rows[-1]["poster_url"]) == (done["video_url"], done["poster_url"])
    assert (done["status"], done["step"], done["progress"]) == ("completed", 9, 100)
    assert {stage["name"]: stage["state"] for stage in done["stages"]} == dict.fromkeys(
        ("prepare", "render", "save"), "finished"
    )


def test_a_cancelled_video_keeps_its_step_in_every_row(idle_site: Site, idle_guest: Client) -> None:
    task = ordered(of_upload(idle_guest))
    reader = Reader(idle_site.url, task).opened()
    assert body_of(idle_guest.post(task["cancel_url"]), 200)["status"] == "cancelled"
    assert [(row["code"], row["step"]) for row in reader.finished().rows] == [("task.cancelled", 0)]


# -- the script


def test_the_enhancements_script_is_taken_unless_another_is_given(
    swift_site: Site, customer: Client, enhancement: Json
) -> None:
    edited = ended(customer, ordered(of_enhancement(customer, enhancement["id"], script=SCRIPT)))
    assert (edited["script"], shots(swift_site, edited)) == (SCRIPT, ["One pot", "Never drips"])
    emptied = ended(customer, ordered(of_enhancement(customer, enhancement["id"], script="")))
    assert (emptied["script"] or "", shots(swift_site, emptied)) == ("", [])
    assert customer.task(enhancement["id"])["script"] == enhancement["script"]


@pytest.mark.parametrize("text", ["咖" * 10_000, "'; drop table tasks; -- {reason} %s %(x)s \\u0000", "👩‍👩‍👧‍👦\u2028"])
def test_scripts_come_back_unchanged(customer: Client, enhancement: Json, text: str) -> None:
    for answer in (of_enhancement(customer, enhancement["id"], script=text), of_upload(customer, script=text)):
        task = ordered(answer)
        assert now(customer, task)["script"] == task["script"] == text


# -- what is refused


@pytest.fixture
def nothing_stored(idle_site: Site) -> Iterator[None]:
    """What this test does must leave no row, no blob and no message."""
    before = idle_site.stored()
    yield
    assert idle_site.stored() == before


def test_only_ones_own_finished_enhancement_can_be_made_a_video_of(
    swift_site: Site, customer: Client, enhancement: Json, video: Json
) -> None:
    gone = customer.finished(customer.submitted()["id"])["id"]
    customer.delete(f"/tasks/{gone}")
    for other in (2**62, video["id"], gone):
        refusal_of(of_enhancement(customer, other), 404, "task_not_found")
    with swift_site.guest() as stranger:
        refusal_of(of_enhancement(stranger, enhancement["id"]), 404, "task_not_found")
    with swift_site.anyone() as anyone:
        refusal_of(of_enhancement(anyone, enhancement["id"]), 401, "not_authenticated")


def test_an_enhancement_that_is_not_finished_must_be_waited_for(idle_guest: Client) -> None:
    waiting = idle_guest.submitted()
    error = refusal_of(of_enhancement(idle_guest, waiting["id"]), 409, "task_conflict")
    assert "not finished" in error["message"]
    idle_guest.post(waiting["cancel_url"])
    refusal_of(of_enhancement(idle_guest, waiting["id"]), 409, "task_conflict")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("enhancement_id", "0"),
        ("enhancement_id", "-1"),
        ("enhancement_id", '"x"'),
        ("enhancement_id", "1.5"),
        ("enhancement_id", "null"),
        ("enhancement_id", "9223372036854775808"),
        ("enhancement_id", "[1]"),
        ("duration", "5"),
        ("duration", "-4"),
        ("duration", '"4 s"'),
        ("duration", "4.5"),
        ("duration", "null"),
        ("script", '"' + "x" * 10_001 + '"'),
        ("script", r'"a NUL \u0000 in it"'),
        ("script", r'"half of an emoji \ud83d"'),
        ("script", "7"),
        ("format", '"x"'),
        ("format", '""'),
        ("formats", "[]"),
        ("formats", '["portrait", "portrait"]'),
        ("formats", '["portrait", "cinema"]'),
        ("formats", '"portrait"'),
        ("template", '"loud"'),
        ("colour", '"red"'),
    ],
    ids=lambda value: repr(value[:20]),
)
@pytest.mark.usefixtures("nothing_stored")
def test_a_wrong_field_is_refused_by_its_name(idle_guest: Client, field: str, value: str) -> None:
    fields = {"enhancement_id": "1"} | {field: value}
    body = "{" + ", ".join(f'"{name}": {written}' for name, written in fields.items()) + "}"
    answer = idle_guest.post(GENERATE, content=body, headers={"Content-Type": "application/json"})
    assert refusal_of(answer, 422, "input_invalid")["field"].split(".")[0] == field


@pytest.mark.usefixtures("nothing_stored")
def test_a_request_without_an_enhancement_is_refused(idle_guest: Client) -> None:
    error = refusal_of(idle_guest.post(GENERATE, json={"duration": 4}), 422, "input_invalid")
    assert error["field"] == "enhancement_id"


@pytest.mark.parametrize(
    "options",
    [
        {"content": b'{"enhancement_id": 1', "headers": {"Content-Type": "application/json"}},
        {"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}},
        {"content": b'{"enhancement_id": \xff}', "headers": {"Content-Type": "application/json"}},
        {"content": b"[1]", "headers": {"Content-Type": "application/json"}},
        {"content": b"", "headers": {"Content-Type": "application/json"}},
        {"content": jpeg(), "headers": {"Content-Type": "image/jpeg"}},
        {"data": {"enhancement_id": "1"}},
        {"content": b"<video/>", "headers": {"Content-Type": "text/xml"}},
        {},
    ],
    ids=repr,
)
@pytest.mark.usefixtures("nothing_stored")
def test_what_is_no_json_is_refused(idle_guest: Client, options: Any) -> None:
    refusal_of(idle_guest.post(GENERATE, **options), 400, "json_invalid")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("script", b"x" * 10_001),
        ("script", b"a NUL \0 in it"),
        ("script", b"half of an emoji \xed\xa0\xbd"),
        ("script", b"no UTF-8: \xff\xfe"),
        ("duration", b"5"),
        ("duration", b""),
        ("format", b"x"),
        ("format", b""),
        ("formats", b"cinema"),
        ("formats", b""),
        ("template", b"loud"),
        ("language", b"english please"),
        ("enhancement_id", b"1"),
    ],
    ids=lambda value: repr(value[:20]),
)
@pytest.mark.usefixtures("nothing_stored")
def test_a_wrong_field_of_a_form_is_refused_by_its_name(idle_guest: Client, field: str, value: bytes) -> None:
    parts = [("file", ("photo.jpg", jpeg())), (field, (None, value))]
    assert refusal_of(idle_guest.post(GENERATE, files=parts), 422, "input_invalid")["field"].split(".")[0] == field


@pytest.mark.usefixtures("nothing_stored")
def test_a_form_must_have_one_picture(idle_guest: Client) -> None:
    refusal_of(idle_guest.post(GENERATE, files={"script": (None, SCRIPT)}), 400, "file_missing")
    twice = [("file", ("one.jpg", jpeg())), ("file", ("two.jpg", jpeg()))]
    refusal_of(idle_guest.post(GENERATE, files=twice), 400, "too_many_files")


@pytest.mark.parametrize("name", list(REFUSED_PICTURES)[::3])
@pytest.mark.usefixtures("nothing_stored")
def test_what_cannot_be_a_picture_is_refused(idle_guest: Client, name: str) -> None:
    content, code = REFUSED_PICTURES[name]
    refusal_of(of_upload(idle_guest, content()), STATUS[code], code)


# -- repeats


def test_a_repeat_with_the_same_key_gives_the_same_video(customer: Client, enhancement: Json) -> None:
    of_one = [ordered(of_enhancement(customer, enhancement["id"], key="one", duration=8))["id"] for _ in range(2)]
    of_other = [ordered(of_upload(customer, key="other", script=SCRIPT))["id"] for _ in range(2)]
    assert of_one[0] == of_one[1] != of_other[0] == of_other[1]


def test_the_same_key_with_other_content_is_refused(customer: Client, enhancement: Json) -> None:
    first = ordered(of_enhancement(customer, enhancement["id"], key="once"))
    for answer in (
        of_enhancement(customer, enhancement["id"], key="once", duration=8),
        of_enhancement(customer, enhancement["id"], key="once", script="Another."),
        of_enhancement(customer, enhancement["id"], key="once", format="portrait"),
        of_upload(customer, key="once"),
        customer.submit(key="once"),
    ):
        refusal_of(answer, 409, "idempotency_conflict")
    assert now(customer, first)["id"] == first["id"]


def test_many_at_the_same_moment_are_all_let_in(customer: Client, enhancement: Json) -> None:
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda _: of_enhancement(customer, enhancement["id"]), range(16)))
    assert [answer.status_code for answer in answers] == [202] * 16
    assert len({answer.json()["id"] for answer in answers}) == 16


# -- beside enhancements


def test_a_video_is_found_only_under_its_own_routes(customer: Client, enhancement: Json, video: Json) -> None:
    for task, other in ((enhancement, VIDEOS), (video, "/ai/enhance-and-script")):
        for method, path in (("GET", ""), ("GET", "/stream"), ("POST", "/cancellation"), ("POST", "/retry")):
            answer = customer.http.request(method, f"{other}/{task['id']}{path}")
            refusal_of(answer, 404, "task_not_found")


def test_history_has_both_kinds_and_each_alone(customer: Client, enhancement: Json, video: Json) -> None:
    def listed(**params: object) -> list[tuple[int, str]]:
        page = body_of(customer.get("/tasks", params={"limit": 100, **params}), 200)
        return [(task["id"], task["kind"]) for task in page["tasks"]]

    assert (video["id"], "video") in listed() and (enhancement["id"], "enhancement") in listed()
    for kind in ("video", "enhancement"):
        assert listed(kind=kind) == [one for one in listed() if one[1] == kind]
    [shown] = [task for task in customer.get("/tasks", params={"limit": 100}).json()["tasks"] if task == video]
    assert shown["enhancement_id"] == enhancement["id"] and shown["thumbnail_url"]


def test_an_enhancement_that_is_deleted_does_not_harm_its_video(server: StartServer, database_url: str) -> None:
    # Given a video of an enhancement that nobody has begun to make
    processes = server(**SWIFT)
    with Site(processes, database_url).guest() as owner:
        enhancement = owner.finished(owner.submitted()["id"])
        processes.stop("worker")
        task = ordered(of_enhancement(owner, enhancement["id"]))

        # When the enhancement is deleted
        assert owner.delete(f"/tasks/{enhancement['id']}").status_code == 204

        # Then the video is made all the same
        processes.start("worker")
        done = ended(owner, task)
        assert done["status"] == "completed"
        assert owner.get(done["video_url"]).status_code == 200


def test_an_estimate_says_what_a_video_will_cost(server: StartServer, database_url: str, customer: Client) -> None:
    free = body_of(customer.get("/ai/estimate", params={"kind": "video", "duration": "12"}), 200)
    assert (free["total_usd"], [item["stage"] for item in free["items"]]) == (0, ["render"])

    paid = {"VIDEO_ENGINE": "runway", "RUNWAYML_API_SECRET": "key_test", "DAILY_SPEND_LIMIT_USD": "0.50"}
    with Site(server("web", **INSTANT, **paid), database_url).guest() as client:
        for seconds, usd in ((4, 0.48), (8, 0.96)):
            estimate = body_of(client.get("/ai/estimate", params={"kind": "video", "duration": seconds}), 200)
            assert estimate["total_usd"] == usd
        # and what is more than may be spent today is not even begun
        assert ordered(of_upload(client, duration="4"))["status"] == "queued"
        refusal_of(of_upload(client, duration="4"), 429, "spend_limit_reached")


# -- the result


@pytest.fixture(scope="module")
def whole(customer: Client, video: Json) -> bytes:
    """The video's file."""
    return customer.get(video["video_url"]).content


def test_the_video_is_an_mp4_that_browsers_may_keep(swift_site: Site, video: Json, whole: bytes) -> None:
    with swift_site.anyone() as anyone:
        answer = anyone.get(video["video_url"])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "video/mp4")
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Content-Length"] == str(len(whole))
        assert re.search(r"private.*max-age=\d{4,}", answer.headers["Cache-Control"])
        again = anyone.get(video["video_url"], headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        poster = anyone.get(video["poster_url"])
        assert (poster.status_code, poster.headers["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, -1),
        ("bytes=100-", 100, -1),
        ("bytes=-10", -10, -1),
        ("bytes=5-99999999", 5, -1),
    ],
)
def test_a_range_of_the_video_is_sent_alone(
    customer: Client, video: Json, whole: bytes, asked: str, first: int, last: int
) -> None:
    first, last = first % len(whole), last % len(whole)
    answer = customer.get(video["video_url"], headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, whole[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer.headers["Content-Type"] == "video/mp4"


def test_a_range_beyond_the_end_cannot_be_sent(customer: Client, video: Json, whole: bytes) -> None:
    answer = customer.get(video["video_url"], headers={"Range": f"bytes={len(whole)}-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")


def test_a_download_has_a_sensible_name(customer: Client, video: Json) -> None:
    saved = customer.get(f"{video['video_url']}&download=1").headers["Content-Disposition"]
    assert saved == f'attachment; filename="limelight-{video["id"]}-video-landscape.mp4"'


def test_a_local_clip_of_a_landscape_picture_in_portrait_is_what_players_play(site: Site, guest: Client) -> None:
    task = ordered(of_upload(guest, COFFEE.read_bytes(), script=SCRIPT, format="portrait"))
    rows = Reader(site.url, task).finished().rows
    assert [row["seq"] for row in rows] == up_to(len(rows))
    told = {row["code"]: (row["step"], row["progress"]) for row in rows}
    assert told.pop("video.rendering")[0] == 6
    assert list(told.items()) == list(ROWS.items())
    done = now(guest, task)
    said, stills = _decoded(guest.get(done["video_url"]).content)
    assert re.search(r"Video: h264 .*yuv420p.*, 1080x1920.* 30 fps", said), said
    assert "Duration: 00:00:04.0" in said
    # nothing is said in this script, but there is music
    loudness = re.search(r"I: +(-[0-9.]+) LUFS", said)
    assert loudness and -17 < float(loudness[1]) < -15
    assert len(stills) == 4 * 30
    assert min(ImageStat.Stat(still.convert("L")).mean[0] for still in stills) > 40
    with tempfile.TemporaryFile() as file:
        file.write(guest.get(done["poster_url"]).content)
        assert Image.open(file).size == (1080, 1920)


def _decoded(content: bytes) -> tuple[str, list[Image.Image]]:
    """What ffmpeg says of a clip, and its frames at an eighth of the size."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(content)
        file.flush()
        frames = "-vf scale=90:160 -f rawvideo -pix_fmt rgb24 - -af ebur128=framelog=quiet -vn -f null -".split()
        line = [get_ffmpeg_exe(), "-hide_banner", "-i", file.name, *frames]
        done = subprocess.run(line, capture_output=True, check=True, timeout=60)
    length = 90 * 160 * 3
    starts = range(0, len(done.stdout), length)
    stills = [Image.frombytes("RGB", (90, 160), done.stdout[start : start + length]) for start in starts]
    return done.stderr.decode(), stills


def test_a_local_render_that_is_cancelled_stops_at_once(site: Site, guest: Client) -> None:
    def at_work() -> Sequence[psutil.Process]:
        worker = psutil.Process(site.processes.pid("worker")).children(recursive=True)
        return [child for child in worker if "ffmpeg" in child.name() or "local.video.child" in _line(child)]

    # Given a long clip in the making
    task = ordered(of_upload(guest, COFFEE.read_bytes(), duration="12"))
    wait_until(lambda: now(guest, task)["step"] == 6, 30)
    rendering = at_work()
    assert rendering

    # When it is cancelled
    assert body_of(guest.post(task["cancel_url"]), 200)["status"] == "cancelled"

    # Then nothing of it goes on
    gone, left = psutil.wait_procs(rendering, timeout=10)
    assert gone and not left
    assert (now(guest, task)["status"], now(guest, task)["video_url"]) == ("cancelled", None)


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


# -- settings


def test_files_of_tasks_that_are_long_over_are_removed_and_no_others(server: StartServer, database_url: str) -> None:
    # Given tasks that were over long ago, that were over just now, and that are not over at all
    processes = server(**SWIFT)
    site = Site(processes, database_url)
    with site.guest() as owner:
        old, recent = (ended(owner, ordered(of_upload(owner)))["id"] for _ in range(2))
        processes.stop("worker")
        waiting, running = (ordered(of_upload(owner))["id"] for _ in range(2))
        site.query("update tasks set finished_at = now() - interval '3 days' where id = %s returning id", old)
        site.query(
            "update tasks set created_at = now() - interval '3 days', resend_at = now() + interval '1 hour',"
            " status = case when id = %s then 'running' else status end where id = any(%s) returning id",
            running,
            [waiting, running],
        )
        site.query("delete from dramatiq.queue returning message_id")

        # When a worker starts that keeps files for two days
        processes.env["MEDIA_RETENTION_DAYS"] = "2"
        processes.start("worker")

        # Then the files of the first are gone, its row is not, and all others have theirs
        def files(task_id: int) -> int:
            return len(site.query("select key from media where task_id = %s", task_id))

        wait_until(lambda: not files(old), 30)
        assert [bool(files(task_id)) for task_id in (recent, waiting, running)] == [True] * 3
        shown = body_of(owner.get(f"{VIDEOS}/{old}"), 200)
        assert (shown["status"], shown["video_url"], shown["poster_url"]) == ("completed", None, None)
