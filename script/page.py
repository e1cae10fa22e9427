"""Builds the page, webapp/frontend into webapp/static, when its sources have changed; a host's build calls it too."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .calls import call
from .stamp import Stamp

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "webapp" / "frontend"
MODULES = FRONTEND / "node_modules"
STATIC = ROOT / "webapp" / "static"
#: what Vite needs
NODE_VERSION_MIN = (20, 19)


def build(python: Path) -> None:
    """Install the page's packages and build it, whichever is out of date; a missing Node.js goes to this Python."""
    built = Stamp(STATIC / ".built.sha256", _sources())
    if built.fresh():
        return
    environment = packages(python)
    print("Building the page ...", flush=True)
    _npm(environment, "run", "build", "--silent", "--", "--logLevel", "warn")
    # a variant in gzip and brotli beside each file that becomes smaller, for WhiteNoise to serve
    if call(python, "-m", "whitenoise.compress", "--quiet", STATIC):
        sys.exit(f"{STATIC} could not be compressed.")
    built.renew()


def packages(python: Path) -> dict[str, str]:
    """Install the page's packages as locked, if need be; returns an environment whose `npm` works with them."""
    environment = with_node(python)
    installed = Stamp(MODULES / ".installed.sha256", [FRONTEND / "package-lock.json"])
    if not installed.fresh():
        print("Installing the page's packages ...", flush=True)
        _npm(environment, "ci", "--silent")
        installed.renew()
    return environment


def with_node(python: Path) -> dict[str, str]:
    """The environment of an `npm` that is new enough: the system's, else one installed as a package of this Python."""
    if _new_enough(shutil.which("node")):
        return dict(os.environ)
    if not (python.parent / "node").exists():
        print("Installing Node.js ...", flush=True)
        if call(python, "-m", "pip", "install", "--quiet", "-r", ROOT / "requirements-node.txt"):
            sys.exit("Node.js could not be installed.")
    return os.environ | {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}


def _npm(environment: dict[str, str], *arguments: str) -> None:
    if call("npm", *arguments, cwd=FRONTEND, env=environment):
        sys.exit(f"npm {' '.join(arguments)} failed in {FRONTEND}.")


def _sources() -> Iterator[Path]:
    yield Path(__file__)  # what is done with them
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name != MODULES.name]
        yield from (Path(folder) / name for name in files)


def _new_enough(node: str | None) -> bool:
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2])) >= NODE_VERSION_MIN


if __name__ == "__main__":
    build(Path(sys.executable))
