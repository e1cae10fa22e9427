"""Visitors of the page: a browser of their own each, with any number of tabs."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, Page, Request, Response, expect

from tests.client import Site
from tests.pictures import jpeg
from tests.processes import wait_until

RECORDER = Path(__file__).parent / "recorder.js"
PHOTOS = Path(__file__).parent.parent / "photos"
#: longer than anything takes on a busy machine
PATIENCE_MILLISECONDS = 30_000
#: as wide as the narrowest phones
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}

expect.set_options(timeout=PATIENCE_MILLISECONDS)


class Visitor:
    """One browser profile; everything that its tabs complain about is kept."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        # animations take a core each where there is no GPU; tests of what moves ask for them
        calm = {"reduced_motion": "reduce"}
        options = {"base_url": url, "locale": "en-US", "viewport": DESKTOP} | calm | options
        self._url = options["base_url"]
        #: errors in the console, requests that failed, answers that refuse, violations of the policy
        self.troubles: list[str] = []
        #: method and path of every request, in order
        self.requests: list[str] = []
        self._log: list[str] = []
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE_MILLISECONDS)
        self.context.add_init_script(path=RECORDER)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self._trouble(f"uncaught: {error.error}"))
        self.context.on("request", self._asked)
        self.context.on("requestfailed", self._failed)
        self.context.on("response", self._answered)

    def open(self, path: str = "/") -> Page:
        """A new tab."""
        page = self.context.new_page()
        page.goto(path)
        return page

    def assert_untroubled(self) -> None:
        """Nothing has gone wrong behind the page."""
        for page in self.context.pages:
            self.troubles += page.evaluate("recorded.violations")
        assert not self.troubles, self.troubles

    def save(self, folder: Path) -> None:
        """Screenshots and the log of everything, for whoever looks into a failure."""
        folder.mkdir(parents=True)
        (folder / "log.txt").write_text("\n".join(self._log))
        for number, page in enumerate(self.context.pages):
            page.screenshot(path=folder / f"tab-{number}.png", full_page=True, timeout=5000)

    def _trouble(self, text: str) -> None:
        self.troubles.append(text)
        self._log.append(f"TROUBLE {text}")

    def _heard(self, message: ConsoleMessage) -> None:
        self._log.append(f"console {message.type}: {message.text}")
        if message.type in ("error", "warning"):
            self._trouble(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        self.requests.append(f"{request.method} {request.url.removeprefix(self._url).partition('?')[0]}")
        self._log.append(f"-> {request.method} {request.url}")

    def _answered(self, response: Response) -> None:
        self._log.append(f"<- {response.status} {response.url}")
        if response.status >= 400:
            self._trouble(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        # aborted: by the page itself, which closes its stream, or by leaving it
        if request.failure != "net::ERR_ABORTED":
            self._trouble(f"{request.failure}: {request.url}")


class Visit:
    """Sends somebody new to a site; options are those of a browser's context."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._visitors: list[Visitor] = []

    def __call__(self, site: Site, **options: Any) -> Visitor:
        self._visitors.append(Visitor(self._browser, site.url, **options))
        return self._visitors[-1]

    def save(self) -> Path:
        """Keep what everybody has seen; says where."""
        for number, visitor in enumerate(self._visitors):
            visitor.save(self._folder / f"visitor-{number}")
        return self._folder

    def close(self) -> None:
        """Send everybody home."""
        for visitor in self._visitors:
            visitor.context.close()


class Recorded:
    """What a tab has shown since it was loaded."""

    def __init__(self, page: Page) -> None:
        found: Mapping[str, Any] = page.evaluate("({ ...recorded, sources: null })")
        self.lines: list[str] = found["lines"]
        self.lists: list[list[int]] = found["lists"]
        self.boxes: dict[str, list[str]] = found["boxes"]
        self.spoken: list[dict[str, Any]] = found["spoken"]
        #: what jumped while the running view was there
        self.shifts = [s for s in found["shifts"] if found["firstRunAt"] < s["at"] <= found["lastRunAt"]]

    @property
    def messages(self) -> list[str]:
        """The progress messages, each as it first came."""
        return [line for line in self.lines if re.match(r"\[\d+%\] ", line)]

    def assert_every_message_once(self) -> None:
        """No message was left out between others, shown twice, or out of order."""
        assert self.lists, "no messages were shown"
        for shown in self.lists:
            assert shown == list(range(shown[0], shown[-1] + 1)), self.lists
        newest = [shown[-1] for shown in self.lists]
        assert newest == sorted(newest), self.lists


def small_photo(name: str = "photo.jpg", content: bytes | None = None, kind: str = "image/jpeg") -> FilePayload:
    """A photo as a file picker hands it over."""
    return {"name": name, "mimeType": kind, "buffer": jpeg() if content is None else content}


def pick(page: Page, photo: Path | FilePayload) -> None:
    """Choose a photo with the file picker."""
    with page.expect_file_chooser() as chooser:
        page.get_by_text(re.compile("^(Choose a photo|Replace|选择照片|更换)$")).click()
    chooser.value.set_files(photo)


def start(page: Page, photo: Path | FilePayload | None = None) -> None:
    """Choose a photo, a small one by default, send it off, and see that it was taken."""
    pick(page, photo or small_photo())
    page.get_by_role("button", name="Create my ad").click()
    expect(page).to_have_url(re.compile(r"\?task=\d+$"))  # the running view may be gone before it is looked for


def heading(page: Page, name: str) -> Locator:
    """A heading by its exact words."""
    return page.get_by_role("heading", name=name, exact=True)


def connection(page: Page, word: str) -> Locator:
    """The word beside the dot."""
    return page.get_by_text(word, exact=True)


def progress_bar(page: Page) -> Locator:
    """The bar of the task that is shown."""
    return page.get_by_role("progressbar", name="Progress")


def history(page: Page) -> Locator:
    """The ads of the history, newest first."""
    return page.get_by_role("region", name=re.compile("^(History|历史记录)$")).get_by_role("listitem")


def wait_for(shown: Page | Locator, fact: str) -> None:
    """Wait until a script says so of a page or of an element; `wait_for_function` is stopped by the page's policy."""
    wait_until(lambda: shown.evaluate(fact), PATIENCE_MILLISECONDS / 1000)


def script(page: Page, details: str = "Details", name: str = "Script") -> Locator:
    """The script as text, unfolded; of a video, its own."""
    page.get_by_text(details, exact=True).first.click()
    return page.get_by_role("group", name=name, exact=True)


def assert_no_sideways_scrolling(page: Page) -> None:
    """Everything fits between left and right."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def controls_without_name(page: Page) -> Iterator[str]:
    """Lines of the accessibility tree that show a control nobody could ask for."""
    control = re.compile(r"- (button|link|textbox|combobox|slider|radio|checkbox|progressbar|img)(?: \[[^]]*])*:?")
    for line in page.locator("body").aria_snapshot().splitlines():
        if control.fullmatch(line.strip()):
            yield line
