"""What several unit tests stand on."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tasks.engines.pictures.processes import PictureProcesses


@pytest.fixture
def pictures() -> Iterator[PictureProcesses]:
    """Processes that do picture work."""
    with closing(PictureProcesses()) as pictures:
        yield pictures
