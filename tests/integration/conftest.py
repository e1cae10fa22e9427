"""Running sites, each shared by the tests of this folder that need no other; every test brings its own callers."""

from collections.abc import Iterator

import pytest

from tests.client import Client, Site
from tests.hand_worker import HandWorker, hand_worker
from tests.sites import INSTANT, LOCAL, running_site


@pytest.fixture(scope="package")
def site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web and worker: what is submitted here is done at once."""
    with running_site(postgres_url, template, tmp_path_factory.mktemp("site"), **INSTANT) as site:
        yield site


@pytest.fixture(scope="package")
def idle_site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web without a worker: what is submitted here waits until the test does it by hand."""
    with running_site(postgres_url, template, tmp_path_factory.mktemp("idle-site"), "web", **INSTANT) as site:
        yield site


@pytest.fixture(scope="package")
def working_site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web and worker with the local engines, which look at pictures."""
    with running_site(postgres_url, template, tmp_path_factory.mktemp("working-site"), **LOCAL) as site:
        yield site


@pytest.fixture(scope="package")
def cutting_site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web and worker that cut products out and speak."""
    env = {**LOCAL, "CUT_OUT": "true", "SPEECH_ENGINE": "local"}
    with running_site(postgres_url, template, tmp_path_factory.mktemp("cutting-site"), **env) as site:
        yield site


@pytest.fixture
def studio_guest(cutting_site: Site) -> Iterator[Client]:
    """Somebody new where products are cut out."""
    with cutting_site.guest() as client:
        yield client


@pytest.fixture(scope="package")
def strict_site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web without a worker, with every setting that says no."""
    refusing = {"GUESTS_ALLOWED": "false", "STREAM_ACCEPTS_ACCESS_TOKEN": "false", "MAX_ACTIVE_TASKS_PER_USER": "5"}
    env = {**INSTANT, **refusing}
    with running_site(
        postgres_url, template, tmp_path_factory.mktemp("strict-site"), "web", **{**INSTANT, **env}
    ) as site:
        yield site


@pytest.fixture
def guest(site: Site) -> Iterator[Client]:
    """Somebody new where work is done."""
    with site.guest() as client:
        yield client


@pytest.fixture
def idle_guest(idle_site: Site) -> Iterator[Client]:
    """Somebody new where nothing is done."""
    with idle_site.guest() as client:
        yield client


@pytest.fixture
def stranger(site: Site) -> Iterator[Client]:
    """Somebody else where work is done."""
    with site.guest() as client:
        yield client


@pytest.fixture
def anyone(site: Site) -> Iterator[Client]:
    """Somebody who is not signed in."""
    with site.anyone() as client:
        yield client


@pytest.fixture
def worker(idle_site: Site) -> Iterator[HandWorker]:
    """The worker of the site that has none."""
    with hand_worker(idle_site.database_url) as worker:
        yield worker
