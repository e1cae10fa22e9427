"""Runs every check but pytest, one after the other, all of them; `script/test` does so beside pytest."""

import subprocess
import sys
import time
from pathlib import Path

from . import page

ROOT = Path(__file__).parent.parent
PYTHON = Path(sys.executable)
CHECKS: dict[str, tuple[Path, tuple[str | Path, ...]]] = {
    "ruff check": (ROOT, (PYTHON, "-m", "ruff", "check")),
    "ruff format": (ROOT, (PYTHON, "-m", "ruff", "format", "--check")),
    "floors": (ROOT, (PYTHON.parent / "lint-imports",)),
    "mypy": (ROOT, (PYTHON, "-m", "mypy")),
    "page types": (page.FRONTEND, ("npm", "run", "--silent", "typecheck")),
    "page lint": (page.FRONTEND, ("npm", "run", "--silent", "lint")),
    "page tests": (page.FRONTEND, ("npm", "test", "--silent")),
}


def main() -> None:
    """Say how each ended, and what it said if it failed; fail if one did."""
    environment = page.packages(PYTHON)
    failed = 0
    for name, (folder, command) in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seconds = time.monotonic() - started
        if done.returncode:
            failed += 1
            print(f"\n{done.stdout.decode(errors='replace')}\nFAIL {name} ({seconds:.0f} s)\n", flush=True)
        else:
            print(f"ok   {name} ({seconds:.0f} s)", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
