"""From the photo to the ad and on to the clip, played to its end: the whole of it, on real photos."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client import Site

from .visitor import (
    DESKTOP,
    PHONE,
    PHOTOS,
    Visit,
    assert_no_sideways_scrolling,
    heading,
    history,
    script,
    start,
)

STEPS = [
    "Waiting",
    "Started",
    "Picture",
    "Words",
    "First frame",
    "Ready to film",
    "Filming",
    "Collecting",
    "Saving",
    "Ready",
]

#: muted, for a browser lets nobody's page make a noise by itself
PLAY = """
(video) => new Promise((resolve, reject) => {
  video.onended = () => resolve({ seconds: video.duration, width: video.videoWidth, height: video.videoHeight })
  video.onerror = () => reject(new Error(video.error.message))
  video.muted = true
  video.play().catch(reject)
})
"""


@pytest.mark.parametrize(
    ("photo", "screen"), [("coffee-phone.jpg", DESKTOP), ("coffee.png", PHONE), ("rocket.jpg", DESKTOP)]
)
def test_a_photo_becomes_a_clip_that_plays(visit: Visit, site: Site, photo: str, screen: dict[str, Any]) -> None:
    visitor = visit(site, viewport=screen)
    page = visitor.open()
    start(page, PHOTOS / photo)
    expect(heading(page, "Your ad is ready")).to_be_visible()

    # the storyboard is the user's from here on
    page.get_by_role("textbox", name="On-screen text").first.fill("Mine")
    page.get_by_role("button", name="Create the video").click()

    expect(heading(page, "Making your video")).to_be_visible()
    steps = page.get_by_role("list", name="Steps of the video").get_by_role("listitem")
    expect(steps).to_have_text([re.compile(f"{step}(\\d+%)?$") for step in STEPS])
    assert_no_sideways_scrolling(page)

    expect(heading(page, "Your video is ready")).to_be_visible()
    assert_no_sideways_scrolling(page)
    video = page.get_by_label("Your video")
    expect(video).to_have_attribute("poster", re.compile("^/media/"))
    played = video.evaluate(PLAY)
    assert played["seconds"] == pytest.approx(4, abs=0.1)
    assert sorted((played["width"], played["height"])) == [1080, 1920]
    expect(script(page)).to_contain_text("On screen: Mine")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download video").click()
    assert re.fullmatch(r"[\w-]+\.mp4", download.value.suggested_filename)
    expect(history(page).first).to_contain_text("Video")
    visitor.assert_untroubled()
