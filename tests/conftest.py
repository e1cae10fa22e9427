"""What the tests stand on: a real Postgres with a migrated database for each test, the real processes, a browser."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NoReturn, Protocol

import psutil
import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]  # it carries no types
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from script import browser
from tasks.release import release

from .postgres import Postgres, cloned, migrated
from .processes import Processes
from .server_command import processes_of
from .shop import Shop, opened_shop
from .studio import Studio, open_studio


def missing(what: str) -> NoReturn:
    """Skip what cannot be tested here; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket; pytest's own are closed to the user that Postgres runs as."""
    with tempfile.TemporaryDirectory(prefix="limelight-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_url(short_folder: Path) -> Iterator[str]:
    """A Postgres for all tests: the one that TEST_DATABASE_URL names, or our own."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    postgres = _own_postgres(short_folder / "shared")
    yield postgres.url
    postgres.stop()


@pytest.fixture(scope="session")
def template(postgres_url: str) -> Iterator[str]:
    """The name of a migrated database to clone."""
    with migrated(postgres_url) as name:
        yield name


@pytest.fixture
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """A migrated, empty database for one test."""
    with cloned(postgres_url, template) as url:
        yield url


@pytest.fixture
def breakable_postgres() -> Iterator[Postgres]:
    """A Postgres for one test to stop, kill and start; its database is migrated."""
    with tempfile.TemporaryDirectory(prefix="limelight-") as folder:
        postgres = _own_postgres(Path(folder) / "own")
        release(postgres.url)
        yield postgres
        postgres.stop()


#: folders that take longest, whose tests share a browser or sites: each stays in one process, and they begin first
TOGETHER = ("browser", "integration")


class ByFolder(LoadScopeScheduling):  # type: ignore[misc]  # it carries no types
    """Deals out folders and files to the processes of `pytest -n`."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = Path(file).parts[1]
        return folder if folder in TOGETHER else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    """Called where several processes run."""
    return ByFolder(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders that take longest."""
    first = tuple(f"tests/{folder}/" for folder in TOGETHER)
    items.sort(key=lambda item: not item.nodeid.startswith(first))


class StartServer(Protocol):
    """Starts the named processes, all by default, with these settings beside the usual ones."""

    def __call__(self, *names: str, database_url: str | None = None, **env: str) -> Processes: ...


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StartServer]:
    """Starts the real web and worker processes; each call is another set of them, on another port."""
    started: list[Processes] = []

    def start(*names: str, database_url: str | None = None, **env: str) -> Processes:
        folder = tmp_path / f"server-{len(started)}"
        folder.mkdir()
        processes = Processes(database_url or request.getfixturevalue("database_url"), folder, env)
        started.append(processes)
        processes.start(*(names or ("web", "worker")))
        return processes

    yield start
    for processes in started:
        processes.end()


class OpenShop(Protocol):
    """Opens a site with these settings beside the usual ones."""

    def __call__(self, *, database_url: str | None = None, workers: int = 1, **env: str) -> Shop: ...


@pytest.fixture
def open_shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenShop]:
    """Opens sites, each with a provider of its own."""
    with ExitStack() as opened:

        def open_one(*, database_url: str | None = None, workers: int = 1, **env: str) -> Shop:
            url = database_url or request.getfixturevalue("database_url")
            return opened.enter_context(opened_shop(url, tmp_path / "shop", workers=workers, **env))

        yield open_one


@pytest.fixture(scope="module")
def shop(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A site that buys at a fake provider, with the usual settings, for the tests of a module one after the other."""
    with cloned(postgres_url, template) as url, opened_shop(url, tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture
def studio(postgres_url: str, template: str, tmp_path: Path) -> Iterator[Studio]:
    """A site that buys its videos at a fake Runway."""
    with open_studio("runway", postgres_url, template, tmp_path / "studio") as studio:
        yield studio


@pytest.fixture
def data() -> Iterator[Path]:
    """A DATA_DIR for script/server that does not exist yet; whatever runs on it ends with the test."""
    with tempfile.TemporaryDirectory(prefix="limelight-") as folder:
        data = Path(folder).resolve() / "data"
        yield data
        for process in processes_of(data):
            with suppress(psutil.NoSuchProcess):
                process.kill()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium to test with."""
    return browser.find() or missing("There is no Chromium here: install one, or name one in CHROMIUM.")


def _own_postgres(folder: Path) -> Postgres:
    folder.mkdir()
    try:
        postgres = Postgres(folder)
    except ModuleNotFoundError as exc:
        missing(str(exc))
    postgres.start()
    return postgres
