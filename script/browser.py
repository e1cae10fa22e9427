"""Finds a Chromium; on a CI machine, where nobody else would, installs one, and the fonts of the page's languages."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find() -> str | None:
    """The path of a Chromium: the one that CHROMIUM names, else the system's."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, (*NAMES, MAC))), None)


def provide() -> None:
    """Install what is missing, where we may."""
    wanted = [] if find() else ["chromium"]
    if not _shows_chinese():
        wanted.append("fonts-noto-cjk")
    if wanted and os.environ.get("CI") and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(wanted)} ...", flush=True)
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=env)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], env=env)


def _shows_chinese() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout)
