"""Code written for the page before this one, pasted into an app of its own, in a real browser."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from script import page as our_page
from script.calls import call
from tests.client import Site

from .visitor import Visit, Visitor, small_photo, wait_for

ADDRESS = "/original/"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app, built as its own Vite project would be."""
    folder = tmp_path_factory.mktemp("original")
    build = ("npx", "vite", "build", "tests/original", "--base", "./", "--logLevel", "warn", "--emptyOutDir")
    assert call(*build, "--outDir", folder, cwd=our_page.FRONTEND, env=our_page.packages(Path(sys.executable))) == 0
    return folder


def open_app(visitor: Visitor, app: Path) -> Page:
    """The app in a new tab, at an address of the site."""

    def serve(route: Route) -> None:
        name = route.request.url.partition(ADDRESS)[2] or "index.html"
        route.fulfill(path=app / name)

    visitor.context.route(f"**{ADDRESS}**", serve)
    page = visitor.open(ADDRESS)
    page.get_by_label("Photo").set_input_files(small_photo())
    page.get_by_label("Description").fill("fresh roast")
    return page


def test_it_makes_an_ad_and_a_video(visit: Visit, site: Site, app: Path) -> None:
    visitor = visit(site)
    page = open_app(visitor, app)
    ad, maker = page.get_by_role("main"), page.get_by_role("region", name="Video maker")

    page.get_by_role("button", name="Create", exact=True).click()

    picture = ad.get_by_alt_text("Enhanced")
    expect(picture).to_be_visible()
    wait_for(picture, "picture => picture.complete && picture.naturalWidth > 0")
    expect(ad.get_by_label("Script", exact=True)).to_contain_text("fresh roast", ignore_case=True)
    expect(ad.get_by_label("Status")).to_have_text("100% 🎉 Enhancement completed successfully!")
    expect(ad.get_by_role("listitem").first).to_have_text("5: 🚀 Enhancement task started")

    page.get_by_role("button", name="Make a video").click()

    video = maker.get_by_label("Video", exact=True)
    expect(video).to_be_visible()
    wait_for(video, "video => video.readyState >= 2")
    expect(maker.get_by_label("Step")).to_have_text("Done")
    visitor.assert_untroubled()


def test_its_waiting_call_gives_the_ad(visit: Visit, site: Site, app: Path) -> None:
    visitor = visit(site)
    page = open_app(visitor, app)

    page.get_by_role("button", name="Create and wait").click()

    expect(page.get_by_alt_text("Enhanced")).to_be_visible()
    expect(page.get_by_label("Script", exact=True)).to_contain_text("fresh roast", ignore_case=True)
    visitor.assert_untroubled()
