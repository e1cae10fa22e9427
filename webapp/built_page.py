"""The page as Vite built it: files, each with its compressed variants and its headers."""

from pathlib import Path
from threading import Lock
from typing import Any

from whitenoise import WhiteNoise

STATIC = Path(__file__).parent / "static"
PREFIX = "/static/"
#: Vite puts a hash of its content into the name of each file here
ASSETS = f"{PREFIX}assets/"


class _StaticFiles(WhiteNoise):
    FOREVER = 365 * 24 * 3600

    def immutable_file_test(self, path: str, url: str) -> bool:
        return url.startswith(ASSETS)


class BuiltPage:
    """Looks into the folder once for each build."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._built_at_ns: int | None = None
        self._files: dict[str, Any] = {}

    def is_there(self) -> bool:
        """Whether the build has put the page here."""
        return (STATIC / "index.html").is_file()

    def file(self, name: str) -> Any:
        """WhiteNoise's record of a file; None when there is none."""
        if not STATIC.is_dir():
            return None
        with self._lock:
            if (built_at_ns := STATIC.stat().st_mtime_ns) != self._built_at_ns:
                self._files = _StaticFiles(None, STATIC, PREFIX, allow_all_origins=False).files
                self._built_at_ns = built_at_ns
        return self._files.get(f"{PREFIX}{name}")
