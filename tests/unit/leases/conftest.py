"""One database for a module: each test has tasks of its own."""

from collections.abc import Iterator

import pytest

from tasks.db.pool import Database
from tasks.worker.lease_store import LeaseStore
from tests.database import Watched
from tests.postgres import cloned


@pytest.fixture(scope="module")
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """A migrated, empty database for one module."""
    with cloned(postgres_url, template) as url:
        yield url


@pytest.fixture
def watched(database_url: str) -> Iterator[Watched]:
    """The database, to look into."""
    with Watched(database_url) as database:
        yield database


@pytest.fixture
def leases(database: Database) -> LeaseStore:
    """What a worker writes with."""
    return LeaseStore(database)
