"""Makes `.venv` and the page, each only when what it is made of has changed, then becomes the module it was given.

Runs on the system's Python, before anything is installed: standard library only.
"""

import fcntl
import os
import subprocess
import sys
import venv
from pathlib import Path

from . import page, speech, weights
from .calls import call, end_when_asked
from .stamp import Stamp

ROOT = Path(__file__).parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")


def main() -> None:
    """Set up for the module named as the first argument, or for all of them, and become that module."""
    end_when_asked()
    module = sys.argv[1:]
    prepare(REQUIREMENTS[:2] if module[:1] == ["script.server"] else REQUIREMENTS)
    if module:
        os.execv(PYTHON, [str(PYTHON), "-m", *module])


def prepare(requirements: tuple[str, ...]) -> None:
    """Make `.venv` with these requirements, the last of which includes the others, and the page."""
    checkout = os.open(ROOT, os.O_RDONLY)
    # the server and the tests may be started at the same moment
    fcntl.flock(checkout, fcntl.LOCK_EX)
    try:
        if not _has_pip():
            print("Making .venv ...", flush=True)
            venv.create(VENV, clear=True, with_pip=True)
        installed = Stamp(VENV / f".{requirements[-1]}.sha256", [ROOT / name for name in requirements])
        if not installed.fresh():
            _install(requirements[-1])
            installed.renew()
        weights.fetch(PYTHON)
        speech.fetch(PYTHON)
        page.build(PYTHON)
    finally:
        os.close(checkout)


def _has_pip() -> bool:
    # a .venv that was moved, or whose Python was removed, still has its files
    try:
        return subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0
    except OSError:
        return False


def _install(requirements: str) -> None:
    print(f"Installing {requirements} ...", flush=True)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if call(*pip, "-r", requirements, cwd=ROOT):
        sys.exit(f"{requirements} could not be installed.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
