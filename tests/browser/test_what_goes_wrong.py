"""What cannot become an ad is said in words, with what to do next; nothing that worked is lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.client import Site
from tests.conftest import StartServer
from tests.fakes.behaviours import Behaviour
from tests.fakes.provider import FakeProvider
from tests.pictures import BROKEN_LATE, REFUSED_PICTURES
from tests.postgres import Postgres

from .visitor import PHONE, Recorded, Visit, heading, history, pick, small_photo, start

UPLOAD = "POST /ai/enhance-and-script-async"
UNSUPPORTED = "This is not a JPEG, PNG, WebP or AVIF picture. Convert it to one of these and try again."


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text called .jpg", UNSUPPORTED),
        ("GIF", UNSUPPORTED),
        ("HEIC", re.compile("HEIC photo.*Send it as JPEG")),
        ("empty", "The file is empty. Choose another picture."),
        ("one byte more than 30 MB", "The file is larger than 30 MB. Choose a smaller one."),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_before_it_is_sent(
    visit: Visit, site: Site, tmp_path: Path, kind: str, words: str | re.Pattern[str]
) -> None:
    visitor = visit(site, viewport=PHONE)
    page = visitor.open()
    (tmp_path / "photo.jpg").write_bytes(REFUSED_PICTURES[kind][0]())
    pick(page, tmp_path / "photo.jpg")
    expect(page.get_by_role("alert")).to_have_text(words)
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Create my ad")).to_be_disabled()
    pick(page, small_photo())
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("button", name="Create my ad")).to_be_enabled()
    assert UPLOAD not in visitor.requests


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("animated PNG", "Animated pictures aren't supported. Choose a still picture."),
        ("JPEG of 51 megapixels", re.compile("megapixels")),
        ("JPEG cut off in its header", re.compile("damaged or incomplete")),
    ],
)
def test_what_the_server_refuses_is_said_beside_the_button(
    visit: Visit, site: Site, kind: str, words: str | re.Pattern[str]
) -> None:
    page = visit(site).open()
    pick(page, small_photo(content=REFUSED_PICTURES[kind][0]()))
    page.get_by_role("button", name="Create my ad").click()
    expect(page.get_by_role("alert")).to_have_text(words)
    expect(page.get_by_text("Your ads will appear here.")).to_be_visible()
    start(page)


def test_while_the_database_is_away_the_page_says_so(
    visit: Visit, server: StartServer, breakable_postgres: Postgres
) -> None:
    processes = server("web", database_url=breakable_postgres.url)
    page = visit(Site(processes, breakable_postgres.url)).open()
    pick(page, small_photo())
    breakable_postgres.stop()
    page.get_by_role("button", name="Create my ad").click()
    expect(page.get_by_role("alert")).to_contain_text("The database is unavailable right now.")
    breakable_postgres.start()
    page.get_by_role("button", name="Create my ad").click()
    expect(heading(page, "Making your ad")).to_be_visible()


def test_a_broken_picture_ends_with_its_reason_and_a_way_on(visit: Visit, site: Site) -> None:
    page = visit(site).open()
    start(page, small_photo("broken.jpg", BROKEN_LATE["JPEG cut off"]()))
    expect(heading(page, "We couldn't finish your ad")).to_be_focused()
    reason = page.get_by_role("main").get_by_text("The picture is damaged or incomplete. Save it again")
    expect(reason).to_be_visible()
    expect(page.get_by_text(re.compile("^Stopped at: "))).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(history(page).first).to_contain_text("Failed")

    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_text("broken.jpg")).to_be_visible()
    pick(page, small_photo())
    page.get_by_role("button", name="Create my ad").click()
    expect(heading(page, "Your ad is ready")).to_be_visible()


def test_a_failed_step_can_be_tried_again(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    provider.next("images", Behaviour("insufficient_quota"), Behaviour())
    page = visit(slow_site).open()
    start(page)
    expect(heading(page, "This site can't do that right now")).to_be_visible()
    expect(page.get_by_text("Stopped at: enhancing the picture")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(heading(page, "Making your ad")).to_be_visible()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert len(provider.bills("responses")) == 1


def test_a_running_task_can_be_cancelled(visit: Visit, slow_site: Site) -> None:
    visitor = visit(slow_site)
    page = visitor.open()
    start(page)
    page.get_by_role("button", name="Cancel").click()
    expect(heading(page, "Cancelled")).to_be_focused()
    expect(history(page).first).to_contain_text("Cancelled")
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("img", name="Your photo: photo.jpg")).to_be_visible()
    visitor.assert_untroubled()


def test_an_upload_can_be_cancelled(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    visitor.context.route("**/ai/enhance-and-script-async", lambda route: None)
    page = visitor.open()
    pick(page, small_photo())
    page.get_by_role("button", name="Create my ad").click()
    page.get_by_role("button", name="Cancel upload").click()
    expect(page.get_by_role("button", name="Create my ad")).to_be_enabled()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_an_ad_can_be_deleted(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    page = visitor.open()
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()
    name = history(page).get_by_role("link").first.inner_text()
    delete = history(page).get_by_role("button", name=re.compile("^Delete the ad"))
    delete.press("Enter")
    expect(heading(page, "Turn one product photo into an ad")).to_be_visible()

    # it can be undone, and the server has heard of nothing
    history(page).get_by_role("button", name="Undo").press("Enter")
    expect(history(page).get_by_role("link", name=name)).to_be_visible()
    delete.press("Enter")
    assert not [request for request in visitor.requests if request.startswith("DELETE")]

    # whoever leaves the page has deleted it
    page.reload()
    expect(page.get_by_text("Your ads will appear here.")).to_be_visible()
    assert not [message for message in Recorded(page).lines if "unexpected" in message]
    visitor.assert_untroubled()


def test_an_address_where_nothing_is_has_a_page(visit: Visit, site: Site) -> None:
    page = visit(site).open("/nowhere")
    expect(heading(page, "There's nothing at this address")).to_be_visible()
    page.get_by_role("link", name="Go to the start page").click()
    expect(heading(page, "Turn one product photo into an ad")).to_be_visible()


def test_a_task_that_is_not_there_is_said_to_be_so(visit: Visit, site: Site) -> None:
    page = visit(site).open("/?task=999999")
    expect(heading(page, "We can't show this task")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(heading(page, "Turn one product photo into an ad")).to_be_visible()
