"""Media by signed link: in a bare client, in ranges, cached, saved under a name; and never the original."""

import re
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from PIL import Image

from tests.client import Client, Json, Site, refusal_of
from tests.pictures import COMMENT, tattling
from tests.processes import SECRET_KEY
from webapp import links

PHOTOS = Path(__file__).parent.parent / "photos"
PICTURES = ("enhanced_image_url", "before_image_url", "video_frame_url", "thumbnail_url")


@pytest.fixture
def task(guest: Client) -> Json:
    """A finished task."""
    return guest.finished(guest.submitted()["id"])


@pytest.fixture
def link(task: Json) -> str:
    """A link to a small picture."""
    return str(task["enhanced_image_url"])


@pytest.fixture
def whole(anyone: Client, link: str) -> bytes:
    """What is behind the link."""
    return anyone.get(link).content


def with_query(link: str, **changes: str) -> httpx.URL:
    return httpx.URL(link).copy_merge_params(changes)


@pytest.mark.parametrize("picture", PICTURES)
def test_a_link_works_for_whoever_has_it(anyone: Client, task: Json, picture: str) -> None:
    answer = anyone.get(task[picture])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert Image.open(BytesIO(answer.content)).format == "JPEG"


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": ""},
        {"signature": "x"},
        {"signature": "é"},
        {"signature": "\0"},
        {"expires": "99999999999"},
        {"expires": ""},
        {"expires": "soon"},
        {"expires": "٣"},
        {"expires": "9" * 3000},
    ],
    ids=str,
)
def test_an_altered_link_does_not_work(anyone: Client, link: str, changes: dict[str, str]) -> None:
    refusal_of(anyone.get(str(with_query(link, **changes))), 403, "link_expired")


def test_a_link_without_its_signature_does_not_work(anyone: Client, link: str) -> None:
    refusal_of(anyone.get(link.partition("?")[0]), 403, "link_expired")


def test_a_link_does_not_work_for_another_file(anyone: Client, task: Json) -> None:
    query = task["enhanced_image_url"].partition("?")[2]
    other = task["thumbnail_url"].partition("?")[0]
    refusal_of(anyone.get(f"{other}?{query}"), 403, "link_expired")


def test_a_link_of_yesterday_does_not_work(anyone: Client, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key = link.partition("?")[0].rpartition("/")[2]
    for hours, status in ((0, 200), (24, 403)):
        monkeypatch.setattr(links, "time", SimpleNamespace(time=lambda hours=hours: time.time() - hours * 3600))
        assert anyone.get(links.Links(SECRET_KEY).media_url(key)).status_code == status


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-9", 0, 9),
        ("bytes=10-19", 10, 19),
        ("bytes=100-", 100, -1),
        ("bytes=0-", 0, -1),
        ("bytes=-10", -10, -1),
        ("bytes=5-999999999", 5, -1),
        ("bytes=-999999999", 0, -1),
    ],
)
def test_a_range_is_sent_alone(anyone: Client, link: str, whole: bytes, asked: str, first: int, last: int) -> None:
    first, last = first % len(whole), last % len(whole)
    answer = anyone.get(link, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == whole[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=999999-9999999"])
def test_a_range_beyond_the_end_cannot_be_sent(anyone: Client, link: str, whole: bytes, asked: str) -> None:
    answer = anyone.get(link, headers={"Range": asked})
    refusal_of(answer, 416, "requested_range_not_satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=abc", "bytes=9-2", "items=0-1", "bytes=", "bytes=0-1,3-4", "é"])
def test_what_is_no_range_gets_the_whole(anyone: Client, link: str, whole: bytes, asked: str) -> None:
    answer = anyone.get(link, headers={"Range": asked.encode("latin-1")})
    assert (answer.status_code, answer.content) == (200, whole)


#: of a GET with a Range: what else is asked (TAG is the file's own), and the status (RFC 9110, sections 13 and 14)
CONDITIONS: list[tuple[dict[str, str], int]] = [
    ({"If-Range": "TAG"}, 206),
    ({"If-Range": '"another"'}, 200),
    ({"If-Range": "W/TAG"}, 200),
    ({"If-Range": 'TAG, "another"'}, 200),
    ({"If-Range": "*"}, 200),
    ({"If-Range": "Thu, 26 Nov 2026 12:00:00 GMT"}, 200),
    ({"If-Range": "nonsense"}, 200),
    ({"If-None-Match": "TAG"}, 304),
    ({"If-None-Match": "W/TAG"}, 304),
    ({"If-None-Match": '"another", TAG'}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": '"another"'}, 206),
    ({"If-None-Match": "TAG", "If-Range": '"another"'}, 304),
    ({"If-None-Match": '"another"', "If-Range": '"another"'}, 200),
    ({"If-None-Match": '"another"', "If-Range": "TAG"}, 206),
    ({"If-Match": "TAG"}, 206),
    ({"If-Match": "*"}, 206),
    ({"If-Match": '"another", TAG'}, 206),
    ({"If-Match": "TAG", "If-None-Match": "TAG"}, 304),
    ({"If-Match": '"another"'}, 412),
    ({"If-Match": "W/TAG"}, 412),
    ({"If-Match": '"another"', "If-None-Match": "TAG"}, 412),
    # without a date of our own, theirs say nothing
    ({"If-Modified-Since": "Thu, 26 Nov 2099 12:00:00 GMT"}, 206),
    ({"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 206),
    ({"If-Modified-Since": "Thu, 26 Nov 2099 12:00:00 GMT", "If-None-Match": '"another"'}, 206),
]


@pytest.mark.parametrize(("conditions", "status"), CONDITIONS, ids=str)
def test_conditions_come_before_the_range(
    anyone: Client, link: str, whole: bytes, conditions: dict[str, str], status: int
) -> None:
    tag = anyone.get(link).headers["ETag"]
    headers = {name: value.replace("TAG", tag) for name, value in conditions.items()}
    answer = anyone.get(link, headers={"Range": "bytes=2-5", **headers})
    assert answer.status_code == status
    if status == 412:
        refusal_of(answer, 412, "precondition_failed")
        return
    assert answer.content == {200: whole, 206: whole[2:6], 304: b""}[status]
    assert ("Content-Range" in answer.headers) == (status == 206)
    assert answer.headers["ETag"] == tag and "private" in answer.headers["Cache-Control"]


def test_a_range_beyond_the_end_of_another_file_gets_the_whole(anyone: Client, link: str, whole: bytes) -> None:
    answer = anyone.get(link, headers={"Range": "bytes=999999-", "If-Range": '"another"'})
    assert (answer.status_code, answer.content) == (200, whole)


def test_ranges_reach_over_the_chunks_of_a_large_file(working_site: Site) -> None:
    # Given a picture that is stored in several chunks
    with working_site.guest() as guest:
        task = guest.finished(guest.submitted((PHOTOS / "coffee-phone.jpg").read_bytes(), background="original")["id"])
        link = task["enhanced_image_url"]
        whole = guest.get(link).content
        assert len(whole) > 256 * 1024

        # Then ranges around a chunk's border are right
        border = 256 * 1024
        for first, last in ((border - 3, border + 3), (border, border), (border - 1, border - 1), (1, border)):
            answer = guest.get(link, headers={"Range": f"bytes={first}-{last}"})
            assert answer.content == whole[first : last + 1]


def test_a_head_request_tells_the_size_alone(anyone: Client, link: str, whole: bytes) -> None:
    answer = anyone.http.head(link)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(whole))


@pytest.mark.parametrize("asked", ["bytes=2-5", "bytes=999999-"])
def test_a_head_request_has_no_ranges(anyone: Client, link: str, whole: bytes, asked: str) -> None:
    answer = anyone.http.head(link, headers={"Range": asked})
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(len(whole)))
    assert "Content-Range" not in answer.headers


def test_a_browser_that_has_it_does_not_get_it_again(anyone: Client, link: str, whole: bytes) -> None:
    etag = anyone.get(link).headers["ETag"]
    answer = anyone.get(link, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert anyone.get(link, headers={"If-None-Match": '"another"'}).content == whole


def test_a_link_stays_the_same_so_that_browsers_can_cache(guest: Client, task: Json, link: str) -> None:
    assert guest.task(task["id"])["enhanced_image_url"] == link


def test_a_download_has_a_sensible_name(anyone: Client, task: Json, link: str) -> None:
    shown = anyone.get(link).headers["Content-Disposition"]
    saved = anyone.get(f"{link}&download=1").headers["Content-Disposition"]
    name = f'filename="limelight-{task["id"]}-enhanced.jpg"'
    assert (shown, saved) == (f"inline; {name}", f"attachment; {name}")


def test_a_file_that_never_was_is_not_found(anyone: Client) -> None:
    refusal_of(anyone.get(links.Links(SECRET_KEY).media_url("nothing.jpg")), 404, "media_not_found")


def test_the_original_never_goes_out(site: Site, guest: Client, anyone: Client, task: Json) -> None:
    [original] = site.query("select key from media where task_id = %s and role = 'original'", task["id"])
    link = links.Links(SECRET_KEY).media_url(original["key"])
    for client in (anyone, guest):
        refusal_of(client.get(link), 404, "media_not_found")
    assert original["key"] not in str(task)


@pytest.fixture
def telling(working_site: Site) -> Iterator[Client]:
    """Somebody whose pictures say more than they show."""
    with working_site.guest() as client:
        yield client


@pytest.mark.parametrize("photo", ["coffee-phone.jpg", "tattling"])
def test_nothing_that_goes_out_says_where_or_with_what_it_was_taken(telling: Client, photo: str) -> None:
    content = tattling() if photo == "tattling" else (PHOTOS / photo).read_bytes()
    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825), "the test's own photo must have a place in it"
    task = telling.finished(telling.submitted(content)["id"])
    assert task["status"] == "completed", task
    for picture in PICTURES:
        served = telling.get(task[picture]).content
        shown = Image.open(BytesIO(served))
        assert not shown.getexif()
        assert shown.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert not re.search(rb"Exif\0|xmp|photoshop|" + re.escape(COMMENT), served, re.IGNORECASE)
