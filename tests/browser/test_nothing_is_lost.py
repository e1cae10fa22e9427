"""What was typed and chosen is still there: after a reload, in another language, when the session has expired."""

import re

from playwright.sync_api import Page, expect

from tests.client import PASSWORD, Site

from .test_signed_in import account, new_email, register, spoil
from .visitor import Visit, heading, history, pick, small_photo, start


def test_a_draft_survives_reloads_and_another_language_until_it_is_sent(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    page = visitor.open()
    pick(page, small_photo())
    fill_in(page)
    page.reload()
    expect(page.get_by_role("img", name="Your photo: photo.jpg")).to_be_visible()
    assert_filled_in(page)

    page.get_by_role("combobox", name="Language", exact=True).select_option("zh")
    expect(heading(page, "让一张产品照片变成广告")).to_be_visible()
    expect(page.get_by_role("textbox", name="产品名称")).to_have_value("Morning Mug")
    page.get_by_role("combobox", name="语言", exact=True).select_option("en")
    assert_filled_in(page)

    page.get_by_role("button", name="Create my ad").click()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("Choose a photo first.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Product name")).to_have_value("")
    visitor.assert_untroubled()


def test_an_ad_goes_on_after_its_session_has_expired(visit: Visit, site: Site) -> None:
    visitor, email = visit(site), new_email()
    page = visitor.open()
    register(page, email)
    pick(page, small_photo())
    fill_in(page)
    expire(page)

    # by the keyboard alone
    page.get_by_role("button", name="Create my ad").press("Enter")
    dialog = page.get_by_role("dialog", name="Log in")
    expect(dialog).to_contain_text("nothing you've typed or chosen is lost")
    expect(dialog.get_by_role("textbox", name="Email")).to_have_value(email)
    expect(dialog.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(heading(page, "Your ad is ready")).to_be_visible()
    expect(history(page).get_by_role("link", name="Morning Mug")).to_be_visible()
    assert "POST /auth/guest" not in visitor.requests


def test_a_result_stays_on_the_page_when_the_session_expires(visit: Visit, site: Site) -> None:
    visitor, email = visit(site), new_email()
    page = visitor.open()
    register(page, email)
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()
    rename = history(page).get_by_role("button", name=re.compile("^Rename"))
    rename.press("Enter")
    expire(page)
    page.keyboard.type("Spring sale")
    page.keyboard.press("Enter")

    page.get_by_role("dialog").get_by_label("Password").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Log in").click()
    expect(history(page).get_by_role("link", name="Spring sale")).to_be_visible()
    expect(heading(page, "Your ad is ready")).to_be_visible()
    page.reload()
    expect(history(page).get_by_role("link", name="Spring sale")).to_be_visible()


def test_who_does_not_sign_in_again_keeps_the_draft(visit: Visit, site: Site) -> None:
    page, email = visit(site).open(), new_email()
    register(page, email)
    pick(page, small_photo())
    fill_in(page)
    expire(page)
    page.get_by_role("button", name="Create my ad").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(account(page, email)).to_be_hidden()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_filled_in(page)
    page.reload()
    assert_filled_in(page)
    expect(page.get_by_role("img", name="Your photo: photo.jpg")).to_be_visible()


def fill_in(page: Page) -> None:
    """Say something about the product."""
    page.get_by_role("textbox", name="Product name").fill("Morning Mug")
    page.get_by_role("textbox", name="Offer").fill("$24")
    page.get_by_role("textbox", name="What makes it special?").fill("Fired by hand")
    page.get_by_role("radio", name="8 s").check(force=True)


def assert_filled_in(page: Page) -> None:
    """It still says so."""
    expect(page.get_by_role("textbox", name="Product name")).to_have_value("Morning Mug")
    expect(page.get_by_role("textbox", name="Offer")).to_have_value("$24")
    expect(page.get_by_role("textbox", name="What makes it special?")).to_have_value("Fired by hand")
    expect(page.get_by_role("radio", name="8 s")).to_be_checked()


def expire(page: Page) -> None:
    """Another tab gives this one tokens that the server does not know."""
    other = page.context.new_page()
    other.goto("/docs")
    spoil(other, "session.accessToken = session.refreshToken = 'gone'")
    other.close()
