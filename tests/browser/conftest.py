"""The page in a real browser, on real processes: two sites for all tests, and visitors for each."""

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from script import page
from tests.client import Site
from tests.fakes.behaviours import Behaviour
from tests.fakes.provider import FakeProvider
from tests.sites import UNLIMITED, running_site

from .visitor import Visit

#: what Playwright turns off itself, for this argument replaces its own
PLAYWRIGHTS = (
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,"
    "NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning"
)
#: for each visitor Chromium starts one more process, and draws what its address bar would show: 0.7 s on one core
WITHOUT = f"--disable-features={PLAYWRIGHTS},SpareRendererForSitePerProcess,WebUIOmniboxAimPopup,WebUIOmniboxPopup"


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """The browser; it ends with this folder's tests, for its event loop would be in the way of others."""
    page.build(Path(sys.executable))
    arguments = [WITHOUT, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web and worker with the local engines: seconds from photo to ad; videos are made at once."""
    env = {**UNLIMITED, "VIDEO_ENGINE": "instant"}
    with running_site(postgres_url, template, tmp_path_factory.mktemp("site"), **env) as site:
        yield site


@pytest.fixture(scope="package")
def clip_site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same with real clips, which take both cores for seconds."""
    with running_site(postgres_url, template, tmp_path_factory.mktemp("clip-site"), **UNLIMITED) as site:
        yield site


@pytest.fixture(scope="package")
def shop() -> Iterator[FakeProvider]:
    """The provider of the slow site; `provider` is the one for tests to use."""
    with FakeProvider() as provider:
        yield provider


@pytest.fixture
def provider(shop: FakeProvider) -> Iterator[FakeProvider]:
    """The provider of the slow site: pictures come when it is told to `release()` them."""
    shop.forget()
    shop.always("images", Behaviour("silence"))
    yield shop
    shop.release()


@pytest.fixture(scope="package")
def shops_site(
    shop: FakeProvider, postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Web and worker that buy everything from the provider."""
    env = {"OPENAI_API_KEY": "sk-fake", "OPENAI_BASE_URL": shop.base_url, "VIDEO_ENGINE": "instant"}
    with running_site(postgres_url, template, tmp_path_factory.mktemp("shops-site"), **UNLIMITED, **env) as site:
        yield site


@pytest.fixture
def slow_site(shops_site: Site, provider: FakeProvider) -> Site:
    """A site where an ad is never finished before the `provider` lets it."""
    return shops_site


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Brings visitors."""
    visit = Visit(chromium, tmp_path / "seen")
    yield visit
    visit.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, object, object]:
    """Keep what the visitors of a failed test have seen, and say where."""
    try:
        return (yield)
    except Exception as failure:
        visit = item.funcargs.get("visit")
        if isinstance(visit, Visit):
            failure.add_note(f"Screenshots and logs: {visit.save()}")
        raise
