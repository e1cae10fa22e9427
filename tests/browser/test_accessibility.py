"""axe finds nothing wrong with any view, light or dark."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from script.page import FRONTEND
from tests.client import Site
from tests.fakes.provider import FakeProvider

from .visitor import Visit, heading, pick, small_photo

AXE = FRONTEND / "node_modules/axe-core/axe.min.js"
#: what is wrong, where, and why
RUN = """
async (options) => (await axe.run(options)).violations.flatMap(({ id, nodes }) =>
  nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    visit: Visit, slow_site: Site, provider: FakeProvider, theme: Literal["light", "dark"]
) -> None:
    # in the dark only the colours differ
    options = {"runOnly": ["color-contrast", "link-in-text-block"]} if theme == "dark" else {}
    page = visit(slow_site, color_scheme=theme).open()
    expect(heading(page, "Turn one product photo into an ad")).to_be_visible()
    found: dict[str, Any] = {"landing": violations(page, options)}
    pick(page, small_photo())
    found["photo chosen"] = violations(page, options)
    page.get_by_role("button", name="Create my ad").click()
    expect(heading(page, "Making your ad")).to_be_visible()
    found["run"] = violations(page, options)

    provider.release()
    expect(heading(page, "Shot 1")).to_be_visible()
    page.get_by_role("textbox", name="Voice-over").first.fill("More words than anybody says in a second or two.")
    page.get_by_role("button", name="Delete shot 2").click()
    page.get_by_text("Details", exact=True).click()
    found["result"] = violations(page, options)
    page.get_by_role("button", name="Paste a text").click()
    found["dialog"] = violations(page, options)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Play preview").click()
    found["preview"] = violations(page, options)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Create the video").click()
    expect(heading(page, "Your video is ready")).to_be_visible()
    found["video"] = violations(page, options)
    assert not any(found.values()), "\n".join(f"{view}: {line}" for view, lines in found.items() for line in lines)


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe has against the page as it stands."""
    page.evaluate(AXE.read_text())
    lines: list[str] = page.evaluate(RUN, options)
    return lines
