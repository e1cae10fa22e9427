"""What several unit tests need: the database as the processes see it, processes for pictures, a provider."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tasks.db.pool import Database
from tasks.engines.pictures.cutter.process import Cutter
from tasks.engines.pictures.processes import PictureProcesses
from tests.fakes.provider import FakeProvider


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A pool of connections to the test's database."""
    with closing(Database(database_url, pool_size=4)) as database:
        database.open()
        yield database


@pytest.fixture(scope="session")
def pictures() -> Iterator[PictureProcesses]:
    """Processes that do picture work, the same for all tests: each job has one of its own anyway."""
    with closing(PictureProcesses()) as pictures:
        yield pictures


@pytest.fixture(scope="session")
def shared_cutter() -> Iterator[Cutter]:
    """A child that cuts out, the same for all tests: loading its model takes a second."""
    with closing(Cutter()) as cutter:
        yield cutter


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """A fake of OpenAI's API."""
    with FakeProvider() as provider:
        yield provider
