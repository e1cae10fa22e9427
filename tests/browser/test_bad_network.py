"""Connections drop, streams are kept back, the server dies: the page says so, and the task still ends on it."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.client import Client, Site
from tests.fakes.provider import FakeProvider

from .line import Line
from .visitor import Recorded, Visit, connection, heading, start

#: after this the page no longer leaves the dialling to the browser
REDIAL_MILLISECONDS = 15_000


def test_a_lost_network_comes_back(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    with Line(slow_site.processes.port) as line:
        page = visit(slow_site, base_url=line.url).open()
        start(page)
        expect(connection(page, "Connected")).to_be_visible()
        line.cut()
        expect(connection(page, "Reconnecting")).to_be_visible()
        line.mend()
        expect(connection(page, "Connected")).to_be_visible()
        provider.release()
        expect(heading(page, "Your ad is ready")).to_be_visible()
        Recorded(page).assert_every_message_once()


def test_what_comes_while_the_network_is_away_is_there_afterwards(
    visit: Visit, slow_site: Site, provider: FakeProvider
) -> None:
    with Line(slow_site.processes.port) as line:
        page = visit(slow_site, base_url=line.url).open()
        start(page)
        expect(connection(page, "Connected")).to_be_visible()
        line.cut()
        expect(connection(page, "Reconnecting")).to_be_visible()
        provider.release()
        wait_for_end(page, slow_site)
        line.mend()
        expect(heading(page, "Your ad is ready")).to_be_visible()
        expect(page.get_by_role("img", name="The enhanced picture")).to_be_visible()


def test_where_streams_are_refused_the_page_polls(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    visitor = visit(slow_site)
    visitor.context.route("**/stream?**", answered(502))
    page = visitor.open()
    start(page)
    expect(connection(page, "Polling")).to_be_visible()
    page.get_by_role("combobox", name="Language", exact=True).select_option("zh")
    expect(page.get_by_text("[30%] 🎨 正在用 gpt-image-2.6-flare 优化图片")).to_be_visible()
    page.get_by_role("combobox", name="语言").select_option("en")
    provider.release()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert "Connected" not in Recorded(page).lines


def test_a_language_that_cannot_be_loaded_is_named_and_may_be_chosen_again(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    visitor.context.route("**/assets/zh-*.js", lambda route: route.abort())
    page = visitor.open()
    page.get_by_role("combobox", name="Language", exact=True).select_option("zh")
    expect(page.get_by_text("Can't reach the server. Check your connection and try again.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Language", exact=True)).to_have_value("en")

    visitor.context.unroute("**/assets/zh-*.js")
    page.get_by_role("combobox", name="Language", exact=True).select_option("zh")
    expect(page.get_by_role("combobox", name="语言", exact=True)).to_have_value("zh")


def test_where_streams_are_cut_the_ad_still_comes(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    visitor = visit(slow_site)
    visitor.context.route("**/stream?**", lambda route: route.abort())
    visitor.context.clock.install()
    page = visitor.open()
    start(page)
    expect(connection(page, "Reconnecting")).to_be_visible()
    provider.release()
    wait_for_end(page, slow_site)
    page.clock.fast_forward(REDIAL_MILLISECONDS)
    expect(heading(page, "Your ad is ready")).to_be_visible()


def test_a_web_process_that_dies_takes_nothing_with_it(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    page = visit(slow_site).open()
    start(page)
    expect(connection(page, "Connected")).to_be_visible()
    slow_site.processes.kill("web")
    try:
        expect(connection(page, "Reconnecting")).to_be_visible()
    finally:
        slow_site.processes.start("web")
    expect(connection(page, "Connected")).to_be_visible()
    provider.release()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    Recorded(page).assert_every_message_once()


def wait_for_end(page: Page, site: Site) -> None:
    """Wait until the page's task is over, as somebody sees it whose network works."""
    session = page.evaluate("JSON.parse(localStorage['limelight.session'])")
    with Client(site.url, {"access_token": session["accessToken"]}) as client:
        client.finished(int(page.url.partition("?task=")[2]))


def answered(status: int) -> Callable[[Route], None]:
    """Answers in the server's place, as a proxy does."""
    return lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>", content_type="text/html")
