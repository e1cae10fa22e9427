"""From the photo to the ad and on to the clip, played to its end: the whole of it, on real photos."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client import Site

from .visitor import (
    DESKTOP,
    PATIENCE_MILLISECONDS,
    PHONE,
    PHOTOS,
    Visit,
    assert_no_sideways_scrolling,
    heading,
    history,
    script,
    start,
    wait_for,
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

PLAYS = "(video) => !video.paused && video.muted && video.loop && video.currentTime > 0"
#: muted, for a browser lets nobody's page make a noise by itself
PLAY = """
(video) => new Promise((resolve, reject) => {
  video.loop = false
  video.onended = () => resolve({ seconds: video.duration, width: video.videoWidth, height: video.videoHeight })
  video.onerror = () => reject(new Error(video.error.message))
  video.muted = true
  video.play().catch(reject)
})
"""


def test_a_photo_becomes_a_clip_with_the_words_of_its_user(visit: Visit, site: Site) -> None:
    visitor = visit(site, viewport=DESKTOP)
    page = visitor.open()
    start(page, PHOTOS / "coffee.png")
    expect(heading(page, "Your ad is ready")).to_be_visible()
    page.get_by_role("textbox", name="On-screen text").first.fill("Mine")
    page.get_by_role("button", name="Create the video").click()

    expect(heading(page, "Your video is ready")).to_be_visible()
    assert_no_sideways_scrolling(page)
    expect(page.get_by_label("Your video")).to_have_attribute("poster", re.compile("^/media/"))
    expect(script(page)).to_contain_text("On screen: Mine")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download video").click()
    assert re.fullmatch(r"[\w-]+\.mp4", download.value.suggested_filename)
    expect(history(page).first).to_contain_text("Video")
    visitor.assert_untroubled()


def test_a_clip_is_chosen_previewed_played_and_taken_along_in_two_formats(visit: Visit, clip_site: Site) -> None:
    visitor = visit(clip_site, reduced_motion="no-preference", viewport=PHONE)
    page = visitor.open()
    start(page, PHOTOS / "coffee-phone.jpg")
    expect(heading(page, "Your ad is ready")).to_be_visible()
    expect(page.get_by_label("Story or Reel 9:16")).to_be_checked()
    page.get_by_label("Square 1:1").check()
    page.get_by_role("radio", name="Bold").check()
    page.get_by_role("combobox", name="Music").select_option("Playful")
    page.reload()
    expect(page.get_by_label("Square 1:1")).to_be_checked()
    expect(page.get_by_role("radio", name="Bold")).to_be_checked()
    expect(page.get_by_role("combobox", name="Music")).to_have_value("playful")

    page.get_by_role("button", name="Music: play a sample").click()
    page.get_by_role("button", name="Music: stop the sample").click()
    page.get_by_role("button", name="Play preview").click()
    preview = page.get_by_role("dialog", name="Preview")
    expect(preview.get_by_text("Shot 1")).to_be_visible()
    expect(preview.get_by_role("button", name="Play again")).to_be_visible()
    page.keyboard.press("Escape")

    with page.expect_request("**/videos/generate") as asked:
        page.get_by_role("button", name="Create the video").click()
    sent: dict[str, Any] = json.loads(asked.value.post_data or "")
    assert (sent["formats"], sent["template"], sent["music"]) == (["portrait", "square"], "bold", "playful")
    expect(heading(page, "Making your video")).to_be_visible()
    steps = page.get_by_role("list", name="Steps of the video").get_by_role("listitem")
    expect(steps).to_have_text([re.compile(f"{step}(\\d+%)?$") for step in STEPS])
    assert_no_sideways_scrolling(page)
    expect(heading(page, "Your video is ready")).to_be_visible(timeout=2 * PATIENCE_MILLISECONDS)  # there are two
    assert_no_sideways_scrolling(page)

    video, player = page.get_by_label("Your video"), page.get_by_role("group", name="Player")
    wait_for(video, PLAYS)
    played = video.evaluate(PLAY)
    assert played == {"seconds": pytest.approx(4, abs=0.1), "width": 1080, "height": 1920}

    page.get_by_role("radio", name="Square 1:1").check()
    wait_for(video, f"(video) => video.videoWidth === video.videoHeight && ({PLAYS})(video)")
    player.get_by_role("button", name="Turn sound on").press("Enter")
    wait_for(video, "(video) => !video.muted")
    player.get_by_role("button", name="Pause").press("Enter")
    wait_for(video, "(video) => video.paused")
    player.get_by_role("slider", name="Position").press("Home")
    wait_for(video, "(video) => video.currentTime < 0.1")  # as fine as its steps

    with page.expect_download() as download:
        page.get_by_role("link", name="Square 1:1").click()
    assert download.value.suggested_filename.endswith("-video-square.mp4")
    with page.expect_download() as download:
        page.get_by_role("button", name="Captions (.vtt)").click()
    assert download.value.path().read_text().startswith("WEBVTT\n\n00:00:00.000 --> ")
    page.get_by_role("button", name="Copy text").click()
    expect(page.get_by_text("Text copied.")).to_be_visible()
    visitor.assert_untroubled()
