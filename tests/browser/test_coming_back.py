"""A task goes on without the page; whoever comes back finds it, in as many tabs as they like."""

import re

from playwright.sync_api import CDPSession, Page, expect

from tests.client import Site
from tests.fakes.provider import FakeProvider
from tests.processes import wait_until

from .visitor import Recorded, Visit, Visitor, connection, heading, pick, progress_bar, small_photo, start, wait_for


def test_a_reload_comes_back_to_the_running_task(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    visitor = visit(slow_site)
    page = visitor.open()
    start(page)
    page.reload()
    assert_running(page)
    expect(page).to_have_url(re.compile(r"\?task=\d+$"))
    provider.release()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    Recorded(page).assert_every_message_once()
    visitor.assert_untroubled()


def test_a_second_tab_and_the_plain_address_show_the_running_task(
    visit: Visit, slow_site: Site, provider: FakeProvider
) -> None:
    visitor = visit(slow_site)
    page = visitor.open()
    start(page)
    again, plain = visitor.open(page.url), visitor.open("/")
    for tab in (again, plain):
        assert_running(tab)
        expect(tab).to_have_url(page.url)
    provider.release()
    for tab in (page, again, plain):
        expect(heading(tab, "Your ad is ready")).to_be_visible()
    visitor.assert_untroubled()


def test_a_task_whose_photo_was_replaced_on_the_page_shows_no_broken_picture(visit: Visit, slow_site: Site) -> None:
    visitor = visit(slow_site)
    page = visitor.open()
    start(page)
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()

    page.get_by_role("link", name="Limelight").click()
    pick(page, small_photo("another.jpg"))
    expect(page.get_by_text("another.jpg")).to_be_visible()
    page.go_back()
    assert_running(page)
    wait_for(page, "[...document.images].every((image) => image.complete)")
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")
    visitor.assert_untroubled()


def test_nothing_is_asked_again_after_the_end(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    visitor = visit(slow_site)
    visitor.context.clock.install()
    page = visitor.open()
    start(page)
    provider.release()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    wait_for(page, "recorded.sources.map((source) => source.readyState).join() === '2'")
    wait_until(lambda: slow_site.open_streams() == 0, 30)

    asked = requests_once_quiet(visitor, page)
    page.clock.fast_forward("10:00")
    assert requests_once_quiet(visitor, page) == asked


def test_a_finished_page_is_at_rest(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    page = visitor.open()
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()
    requests_once_quiet(visitor, page)
    meter = visitor.context.new_cdp_session(page)
    meter.send("Performance.enable")

    worked_before = script_seconds(meter)
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 1000))")
    assert script_seconds(meter) - worked_before < 0.3


def test_eight_tabs_on_one_task_all_reach_its_end(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    visitor = visit(slow_site)
    page = visitor.open()
    start(page)
    others = [visitor.context.new_page() for _ in range(7)]
    for tab in others:
        # not waiting for one before the next
        tab.goto(page.url, wait_until="commit")
    provider.release()
    for tab in (page, *others):
        expect(heading(tab, "Your ad is ready")).to_be_visible()


def requests_once_quiet(visitor: Visitor, page: Page) -> list[str]:
    """All that was asked for, once nothing has been for a second; `networkidle` tells only of the page's loading."""
    while True:
        asked = list(visitor.requests)
        page.wait_for_timeout(1000)
        if visitor.requests == asked:
            return asked


def script_seconds(meter: CDPSession) -> float:
    """How long the page's scripts have been running, all in all."""
    metrics = meter.send("Performance.getMetrics")["metrics"]
    return next(float(metric["value"]) for metric in metrics if metric["name"] == "ScriptDuration")


def assert_running(page: Page) -> None:
    """The task's progress is there, live."""
    expect(heading(page, "Making your ad")).to_be_visible()
    expect(connection(page, "Connected")).to_be_visible()
    expect(progress_bar(page)).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]\d?$"))
