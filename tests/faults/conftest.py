"""Sites that buy at a fake provider, opened with the settings that a test wants."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from .shop import Shop, opened_shop


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
