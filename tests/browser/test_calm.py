"""While the work goes on nothing jumps, nothing chatters, and everything can be reached without eyes or a mouse."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.client import Site
from tests.fakes.behaviours import Behaviour
from tests.fakes.provider import FakeProvider

from .visitor import (
    DESKTOP,
    PHONE,
    Recorded,
    Visit,
    connection,
    controls_without_name,
    heading,
    pick,
    progress_bar,
    small_photo,
    start,
    wait_for,
)

#: the pause between two things said to screen readers, less what a busy machine's timers may err
QUIET_MILLISECONDS = 4500
#: Cumulative Layout Shift; "good" ends at 0.1
SHIFT_MAX = 0.02


@pytest.mark.parametrize(("viewport", "seconds"), [(DESKTOP, 6), (PHONE, 3)], ids=["desktop", "phone"])
def test_nothing_jumps_and_nothing_chatters_during_a_run(
    visit: Visit, slow_site: Site, provider: FakeProvider, viewport: dict[str, int], seconds: float
) -> None:
    provider.always("images", Behaviour(work_seconds=seconds))
    provider.always("responses", Behaviour(work_seconds=seconds / 2))
    visitor = visit(slow_site, reduced_motion="no-preference", viewport=viewport)
    visitor.context.add_init_script("everyFrame = true")
    page = visitor.open()
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()
    recorded = Recorded(page)
    assert len(recorded.messages) > 5
    assert {name: len(boxes) for name, boxes in recorded.boxes.items()} == {"bar": 1, "list": 1, "cancel": 1}, (
        recorded.boxes
    )
    assert sum(shift["value"] for shift in recorded.shifts) < SHIFT_MAX, recorded.shifts
    told = [words["at"] for words in recorded.spoken if re.match(r"\d+% ", words["text"])]
    assert told, recorded.spoken
    assert all(later - earlier > QUIET_MILLISECONDS for earlier, later in pairwise(told)), recorded.spoken


def test_motion_can_be_reduced(visit: Visit, slow_site: Site) -> None:
    moving, still = visit(slow_site, reduced_motion="no-preference").open(), visit(slow_site).open()
    for page in (moving, still):
        start(page)
        expect(connection(page, "Connected")).to_be_visible()
    assert animations(moving) > 0
    wait_for(still, "document.getAnimations().every((animation) => animation.playState !== 'running')")


def test_every_control_has_a_name(visit: Visit, slow_site: Site, provider: FakeProvider) -> None:
    page = visit(slow_site).open()
    expect(heading(page, "Turn one product photo into an ad")).to_be_visible()
    assert not list(controls_without_name(page))
    pick(page, small_photo())
    expect(page.get_by_role("img", name="Your photo: photo.jpg")).to_be_visible()
    assert not list(controls_without_name(page))

    page.get_by_role("button", name="Create my ad").click()
    expect(progress_bar(page)).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]\d?$"))
    assert not list(controls_without_name(page))

    provider.release()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert not list(controls_without_name(page))
    page.get_by_role("button", name="Account: Guest").click()
    expect(page.get_by_role("dialog", name="Create an account")).to_be_visible()
    assert not list(controls_without_name(page))
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Account: Guest")).to_be_focused()


def test_the_focus_goes_through_the_page_in_the_order_of_reading(visit: Visit, site: Site) -> None:
    page = visit(site).open()
    expect(heading(page, "Turn one product photo into an ad")).to_be_visible()
    assert [next(focused(page)) for _ in range(14)] == [
        "Skip to the main content",
        "Limelight",
        "Language",
        "Use the dark appearance",
        "Log in",
        "Choose a photo",
        "Try the sample",
        "Product name",
        "Offer",
        "Where to buy",
        "What makes it special?",
        "Studio",
        "4 s",
        "Language of the script",
    ]


def test_the_keyboard_alone_makes_an_ad(visit: Visit, site: Site) -> None:
    page = visit(site).open()
    page.get_by_role("button", name="Try the sample").press("Enter")
    expect(page.get_by_label("Replace")).to_be_focused()
    page.get_by_role("button", name="Remove photo").press("Enter")
    expect(page.get_by_label("Choose a photo")).to_be_focused()
    page.get_by_role("button", name="Try the sample").press("Enter")
    expect(page.get_by_role("button", name="Create my ad")).to_be_enabled()
    page.get_by_role("radio", name="4 s").press("ArrowRight")
    expect(page.get_by_role("radio", name="8 s")).to_be_checked()
    page.get_by_role("button", name="Create my ad").press("Enter")
    expect(heading(page, "Your ad is ready")).to_be_focused()
    page.get_by_role("slider").press("End")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "100% original")


def animations(page: Page) -> int:
    """How many things move on and on."""
    return int(page.evaluate("document.getAnimations().filter(({ playState }) => playState === 'running').length"))


def focused(page: Page) -> Iterator[str]:
    """The names of what the Tab key leads to."""
    page.keyboard.press("Tab")
    yield page.evaluate(
        """(() => {
            const { ariaLabel, labels, innerText } = document.activeElement;
            return ariaLabel || [...(labels ?? [])].map((label) => label.innerText.split("\\n")[0])[0] || innerText;
        })()"""
    )
