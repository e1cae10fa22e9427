"""Runs every check, or pytest alone with the arguments given."""

import os
import sys
import tempfile
from pathlib import Path

from . import browser
from .calls import call, started

ROOT = Path(__file__).parent.parent
PYTHON = Path(sys.executable)
#: the tests wait as much as they work; `tests/conftest.py` says which of them stay together
IN_PARALLEL = ("-n", str(min(2 * (os.cpu_count() or 1) + 1, 6)), "--no-loadscope-reorder")
#: beside the tests, in the time that they leave
CHECKS = ("nice", "-n", "19", PYTHON, "-m", "script.checks")


def main() -> None:
    """Run the tests, and the other checks beside them; what those say comes at the end."""
    os.chdir(ROOT)
    browser.provide()
    if arguments := sys.argv[1:]:
        sys.exit(_pytest(*arguments))
    with tempfile.TemporaryFile() as said:
        with started(*CHECKS, output=said) as checks:
            tests_failed = _pytest(*IN_PARALLEL)
            checks_failed = checks.wait()
        said.seek(0)
        print(said.read().decode(errors="replace"), flush=True)
    print(f"{'FAIL' if tests_failed else 'ok  '} pytest")
    sys.exit(bool(tests_failed or checks_failed))


def _pytest(*arguments: str) -> int:
    return call(PYTHON, "-m", "pytest", *arguments)


if __name__ == "__main__":
    main()
