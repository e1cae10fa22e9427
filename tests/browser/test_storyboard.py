"""The storyboard's cards: everything on them can be changed, and no change is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.client import Site

from .visitor import Visit, heading, pick, small_photo, wait_for

PASTED = "**Scene 1 (0-2s)**\nText: Fresh beans\n\n**Scene 2 (2-4s)**\nText: Open daily\nMusic: loud"
VALUES = "boxes => boxes.map((box) => box.value)"


@pytest.fixture
def page(visit: Visit, site: Site) -> Page:
    """A finished ad of 8 seconds."""
    page = visit(site).open()
    pick(page, small_photo())
    page.get_by_role("textbox", name="Product name").fill("Morning Mug")
    page.get_by_role("textbox", name="Offer").fill("$24")
    page.get_by_role("radio", name="8 s").check()
    page.get_by_role("button", name="Create my ad").click()
    expect(heading(page, "Shot 4")).to_be_visible()
    return page


def texts(page: Page) -> list[str]:
    """The on-screen texts in their order."""
    found: list[str] = boxes(page).evaluate_all(VALUES)
    return found


def boxes(page: Page) -> Locator:
    """Where the on-screen texts are typed."""
    return page.get_by_role("textbox", name="On-screen text")


def times(page: Page) -> list[str]:
    """When the shots are, in their order."""
    return [text for text in page.get_by_text(re.compile(r"^\d+\.\d–\d+\.\d s$")).all_inner_texts()]


def assert_saved(page: Page) -> None:
    """All edits are at the server."""
    expect(page.get_by_role("region", name="Storyboard").get_by_text("Saved", exact=True)).to_be_visible()


def test_shots_are_edited_moved_deleted_and_added_and_stay_so(page: Page) -> None:
    hook, *others = texts(page)
    assert hook == "Morning Mug" and "$24" in others
    boxes(page).first.fill("Mornings, mended")
    later = page.get_by_role("button", name=re.compile("Move shot . later"))
    later.first.focus()
    page.keyboard.press("Enter")
    expect(later.nth(1)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(later.nth(2)).to_be_focused()
    assert texts(page) == [*others[:2], "Mornings, mended", *others[2:]]

    page.get_by_role("button", name="Delete shot 1").click()
    expect(page.get_by_role("list").get_by_role("button", name="Undo")).to_be_focused()
    assert texts(page) == [others[1], "Mornings, mended", others[2]]
    page.keyboard.press("Enter")
    assert texts(page) == [*others[:2], "Mornings, mended", *others[2:]]
    page.get_by_role("button", name="Delete shot 4").click()
    page.get_by_role("button", name="Add a shot").click()
    expect(boxes(page).last).to_be_focused()
    page.keyboard.type("And now?")
    page.get_by_role("spinbutton", name="Length of shot 1 in seconds").fill("2.5")
    page.keyboard.press("Enter")
    spans = times(page)
    assert spans[0] == "0.0–2.5 s" and spans[-1].endswith("–8.0 s")
    page.get_by_role("textbox", name="Voice-over").last.fill("One, two, three, four, five, six, seven, eight words.")
    expect(page.get_by_text(re.compile("Saying this takes about 3.9 s"))).to_be_visible()

    assert_saved(page)
    page.reload()
    expect(heading(page, "Shot 4")).to_be_visible()
    assert texts(page) == [*others[:2], "Mornings, mended", "And now?"]
    assert times(page) == spans


def test_each_length_has_its_own_words_and_any_can_be_taken_back(page: Page) -> None:
    boxes(page).first.fill("My own hook")
    page.get_by_role("radio", name="4 s").check()
    expect(heading(page, "Shot 4")).to_be_hidden()
    assert texts(page)[0] == "Morning Mug" and times(page)[-1].endswith("–4.0 s")
    page.get_by_role("radio", name="8 s").check()
    expect(boxes(page).first).to_have_value("My own hook")

    page.get_by_role("button", name="Rewrite").click()
    expect(boxes(page).first).to_have_value("Morning Mug")
    page.get_by_role("button", name="Undo").click()
    expect(boxes(page).first).to_have_value("My own hook")
    page.get_by_role("button", name="Original").click()
    expect(boxes(page).first).to_have_value("Morning Mug")

    page.get_by_role("button", name="Paste a text").click()
    dialog = page.get_by_role("dialog", name="Paste a text")
    dialog.get_by_role("textbox").fill("Music: loud")
    dialog.get_by_role("button", name="Make it the storyboard").click()
    expect(dialog.get_by_text("There's nothing in this text to show or say.")).to_be_visible()
    dialog.get_by_role("textbox").fill(PASTED)
    dialog.get_by_role("button", name="Make it the storyboard").click()
    expect(dialog).to_be_hidden()
    assert texts(page) == ["Fresh beans", "Open daily"]
    assert times(page) == ["0.0–4.0 s", "4.0–8.0 s"]
    expect(page.get_by_role("list", name="Good to know")).to_contain_text("Music: loud")


def test_an_edit_that_cannot_be_saved_is_kept_through_a_reload(page: Page) -> None:
    page.route("**/tasks/*", lambda route: route.abort() if route.request.method == "PATCH" else route.fallback())
    boxes(page).first.fill("Typed on a train")
    note = page.get_by_role("alert").filter(has_text="Not saved yet")
    expect(note).to_contain_text("Can't reach the server")
    page.reload()
    expect(boxes(page).first).to_have_value("Typed on a train")
    expect(note).to_be_visible()
    page.unroute_all()
    note.get_by_role("button", name="Try again").click()
    assert_saved(page)
    wait_for(page, "!JSON.parse(localStorage.getItem('limelight.storyboards')).some(([, { unsaved }]) => unsaved)")
