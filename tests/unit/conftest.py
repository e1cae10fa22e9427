"""The database as the processes see it, and processes that do picture work."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tasks.db.pool import Database
from tasks.engines.pictures.processes import PictureProcesses


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A pool of connections to the test's database."""
    with closing(Database(database_url, pool_size=4)) as database:
        database.open()
        yield database


@pytest.fixture
def pictures() -> Iterator[PictureProcesses]:
    """Processes that do picture work."""
    with closing(PictureProcesses()) as pictures:
        yield pictures
