"""Runs every check, or pytest alone with the arguments given."""

import os
import sys
import tempfile
from pathlib import Path

from . import browser, page
from .calls import call, end_when_asked, started

ROOT = Path(__file__).parent.parent
PYTHON = Path(sys.executable)
#: the tests wait more than they work; `tests/conftest.py` says which of them stay together
IN_PARALLEL = ("-n", str(min(2 * (os.cpu_count() or 1) + 1, 6)), "--no-loadscope-reorder")
#: beside the tests, in the time that they leave
CHECKS = ("nice", "-n", "19", PYTHON, "-m", "script.checks")


def main() -> None:
    """Run the tests, and the other checks beside them; what those say comes at the end."""
    end_when_asked()
    os.chdir(ROOT)
    browser.provide()
    if arguments := sys.argv[1:]:
        sys.exit(_pytest(*arguments))
    page.packages(PYTHON)  # now, for tests and checks would both install what is missing
    with tempfile.TemporaryFile() as said:
        with started(*CHECKS, output=said) as checks:
            tests_failed = _pytest(*IN_PARALLEL)
            checks_failed = checks.wait()
        said.seek(0)
        print("\n" + said.read().decode(errors="replace"), end="")
    print(f"{'FAIL' if tests_failed else 'ok  '} pytest")
    sys.exit(bool(tests_failed or checks_failed))


def _pytest(*arguments: str) -> int:
    return call(PYTHON, "-m", "pytest", *arguments)


if __name__ == "__main__":
    main()
