"""Runs every check, or pytest alone with the arguments given."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from . import browser, page
from .calls import call

ROOT = Path(__file__).parent.parent
PYTHON = Path(sys.executable)
#: the tests wait as much as they work; `tests/conftest.py` says which of them stay together
IN_PARALLEL = ("-n", str(min(2 * (os.cpu_count() or 1), 6)), "--no-loadscope-reorder")


def main() -> None:
    """Run the checks one after the other, all of them, and fail if one did."""
    os.chdir(ROOT)
    browser.provide()
    if arguments := sys.argv[1:]:
        sys.exit(_python("pytest", *arguments))
    results = [_step(name, check) for name, check in _checks().items()]
    print("\n" + "\n".join(line for line, _ in results))
    sys.exit(not all(passed for _, passed in results))


def _checks() -> dict[str, Callable[[], int]]:
    node = page.packages(PYTHON)
    return {
        "ruff check": lambda: _python("ruff", "check"),
        "ruff format": lambda: _python("ruff", "format", "--check"),
        "mypy": lambda: _python("mypy"),
        "floors": lambda: call(PYTHON.parent / "lint-imports"),
        "page types": lambda: call("npm", "run", "--silent", "typecheck", cwd=page.FRONTEND, env=node),
        "page lint": lambda: call("npm", "run", "--silent", "lint", cwd=page.FRONTEND, env=node),
        "page tests": lambda: call("npm", "test", "--silent", cwd=page.FRONTEND, env=node),
        "pytest": lambda: _python("pytest", *IN_PARALLEL),
    }


def _step(name: str, check: Callable[[], int]) -> tuple[str, bool]:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    passed = check() == 0
    return f"{'ok  ' if passed else 'FAIL'} {name} ({time.monotonic() - started:.0f} s)", passed


def _python(module: str, *arguments: str) -> int:
    return call(PYTHON, "-m", module, *arguments)


if __name__ == "__main__":
    main()
