"""Accounts as seen in the browser: one session in all its tabs, renewed without a word."""

from uuid import uuid4

from playwright.sync_api import Locator, Page, Response, expect

from tests.client import PASSWORD, Site

from .visitor import Visit, heading, history, start

REFRESH = "POST /auth/refresh"


def test_the_history_is_there_after_logging_out_and_in(visit: Visit, site: Site) -> None:
    visitor, email = visit(site), new_email()
    page = visitor.open()
    register(page, email)
    page.get_by_role("textbox", name="What makes it special?").fill("Kept for me")
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()

    log_out(page, email)
    expect(history(page)).to_have_count(0)

    log_in(page, email)
    expect(history(page)).to_have_count(1)
    history(page).get_by_role("link", name="Kept for me").click()
    expect(heading(page, "Your ad is ready")).to_be_visible()


def test_a_wrong_password_is_said_to_be_wrong(visit: Visit, site: Site) -> None:
    page, email = visit(site).open(), new_email()
    register(page, email)
    log_out(page, email)
    log_in(page, email, "not the right one")
    expect(page.get_by_role("alert")).to_have_text("Wrong email or password.")
    expect(page.get_by_role("dialog", name="Log in")).to_be_visible()


def test_an_expired_session_is_renewed_without_a_word(visit: Visit, site: Site) -> None:
    visitor, email = visit(site), new_email()
    page = visitor.open()
    register(page, email)
    spoil(page, "session.expiresAt = 0")
    page.reload()
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert visitor.requests.count(REFRESH) == 1
    visitor.assert_untroubled()


def test_a_token_that_the_server_refuses_is_renewed_without_a_word(visit: Visit, site: Site) -> None:
    visitor, email = visit(site), new_email()
    page = visitor.open()
    register(page, email)
    spoil(page, "session.accessToken = 'gone'")
    page.reload()
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()
    assert visitor.requests.count(REFRESH) == 1


def test_tabs_that_renew_at_once_all_stay_signed_in(visit: Visit, site: Site) -> None:
    visitor, email = visit(site), new_email()
    tabs = [visitor.open(), visitor.open()]
    register(tabs[0], email)
    expect(account(tabs[1], email)).to_be_visible()
    for _ in range(3):
        refreshed = visitor.requests.count(REFRESH)
        spoil(tabs[0], "session.expiresAt = 0")
        with tabs[0].expect_response(shows_history), tabs[1].expect_response(shows_history):
            for tab in tabs:
                tab.evaluate("() => void setTimeout(() => location.reload())")
        for tab in tabs:
            expect(account(tab, email)).to_be_visible()
        assert visitor.requests.count(REFRESH) == refreshed + 1
    visitor.assert_untroubled()


def test_logging_out_in_one_tab_logs_the_other_out(visit: Visit, site: Site) -> None:
    visitor, email = visit(site), new_email()
    page, other = visitor.open(), visitor.open()
    register(page, email)
    start(page)
    expect(heading(page, "Your ad is ready")).to_be_visible()
    other.goto(page.url)
    expect(heading(other, "Your ad is ready")).to_be_visible()

    log_out(page, email)
    for tab in (page, other):
        expect(tab.get_by_role("button", name="Log in")).to_be_visible()
        expect(heading(tab, "Turn one product photo into an ad")).to_be_visible()
        expect(history(tab)).to_have_count(0)


def new_email() -> str:
    """An address that nobody else has."""
    return f"{uuid4().hex[:10]}@example.com"


def shows_history(answer: Response) -> bool:
    """Whether the page has been told its history, which takes a good token."""
    return "/tasks?" in answer.url and answer.ok


def account(page: Page, email: str) -> Locator:
    """The button of whoever is signed in."""
    return page.get_by_role("button", name=f"Account: {email}")


def register(page: Page, email: str) -> None:
    """Make an account as visitors do."""
    page.get_by_role("button", name="Log in").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="No account yet? Create one").click()
    dialog.get_by_role("textbox", name="Email").fill(email)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Create account").click()
    expect(account(page, email)).to_be_visible()


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the form and send it."""
    page.get_by_role("button", name="Log in").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Email").fill(email)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Log in").click()


def log_out(page: Page, email: str) -> None:
    """By the button with the name."""
    account(page, email).click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def spoil(page: Page, change: str) -> None:
    """Change the stored session, behind the page's back."""
    page.evaluate(
        """(change) => {
            const session = JSON.parse(localStorage["limelight.session"]);
            new Function("session", change)(session);
            localStorage["limelight.session"] = JSON.stringify(session);
        }""",
        change,
    )
