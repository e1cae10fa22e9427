"""A file that remembers what something was made of."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


class Stamp:
    """Kept beside what was made, so that removing that makes it stale too."""

    def __init__(self, path: Path, sources: Iterable[Path]) -> None:
        self._path = path
        self._digest = _digest(sources)

    def fresh(self) -> bool:
        """Whether the sources are those of the last `renew`."""
        return self._path.is_file() and self._path.read_text() == self._digest

    def renew(self) -> None:
        """Remember that the thing has just been made of these sources."""
        self._path.write_text(self._digest)


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(f"{source}\0".encode())
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()
