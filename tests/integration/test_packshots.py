"""The pictures of an enhancement: one product, one background, every format."""

from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from tasks.engines.pictures.cutter import WEIGHTS
from tasks.formats import BACKGROUNDS, FORMATS
from tasks.messages import NOTICES
from tests.client import Client, Json, body_of
from webapp.schemas.choices import Background
from webapp.schemas.tasks import FormatPicture

PHOTOS = Path(__file__).parent.parent / "photos"

pytestmark = pytest.mark.skipif(not WEIGHTS.exists(), reason="the model's weights could not be fetched")


def finished(client: Client, photo: str, **fields: str) -> Json:
    task = client.submitted((PHOTOS / photo).read_bytes(), **fields)
    return client.finished(task["id"])


def downloaded(client: Client, url: str) -> Image.Image:
    return Image.open(BytesIO(client.get(url).content))


def test_a_product_comes_on_a_studio_backdrop_in_every_format(studio_guest: Client) -> None:
    task = finished(studio_guest, "coffee.png")

    assert task["status"] == "completed", task["error"]
    assert task["background"] == "studio"
    assert {picture["format"]: (picture["width"], picture["height"]) for picture in task["pictures"]} == FORMATS
    for picture in task["pictures"]:
        assert downloaded(studio_guest, picture["url"]).size == (picture["width"], picture["height"])
    cutout = downloaded(studio_guest, task["cutout_url"])
    assert (cutout.format, cutout.mode) == ("PNG", "RGBA")
    assert downloaded(studio_guest, task["video_frame_url"]).size == (1280, 720)


def test_pure_white_is_what_was_asked_for(studio_guest: Client) -> None:
    task = finished(studio_guest, "coffee.png", background="white")

    assert task["background"] == "white"
    corners = [downloaded(studio_guest, picture["url"]).getpixel((2, 2)) for picture in task["pictures"]]
    assert corners == [(255, 255, 255)] * len(FORMATS)


def test_a_photo_that_keeps_its_background_can_be_set_on_another_later(studio_guest: Client) -> None:
    task = finished(studio_guest, "coffee.png", background="original")

    assert (task["status"], task["background"]) == ("completed", "original"), task["error"]
    assert downloaded(studio_guest, task["video_frame_url"]).size == (1280, 720)
    assert downloaded(studio_guest, task["cutout_url"]).mode == "RGBA"


def test_a_scene_stays_as_it_is_and_the_task_says_why(studio_guest: Client) -> None:
    task = finished(studio_guest, "rocket.jpg")

    assert (task["status"], task["background"], task["cutout_url"]) == ("completed", "original", None)
    assert len(task["pictures"]) == len(FORMATS)
    first = task["notices"][0]
    assert (first["code"], first["message"]) == ("cutout_unsure", NOTICES["cutout_unsure"])


def test_a_background_that_is_not_offered_is_refused(studio_guest: Client) -> None:
    answer = studio_guest.submit(background="beach")
    assert body_of(answer, 422)["error"]["field"] == "background"


def test_the_contract_offers_what_the_engines_make() -> None:
    assert get_args(Background) == BACKGROUNDS
    assert get_args(FormatPicture.model_fields["format"].annotation) == tuple(FORMATS)
