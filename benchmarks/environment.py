"""What the measurements need beside the product's own: the peer's libraries, Redis, and enough descriptors."""

import os
import resource
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from script.calls import call
from script.stamp import Stamp

ROOT = Path(__file__).parent.parent
VENV = ROOT / ".venv-bench"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = Path(__file__).parent / "requirements.txt"


def provide(descriptors: int) -> None:
    """Set up what is missing, or end with a sentence that says what to do."""
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("The benchmarks need Linux: they read what processes cost from /proc.")
    _raise_descriptors(descriptors)
    _provide_redis()
    installed = Stamp(VENV / ".requirements.sha256", [REQUIREMENTS])
    if not installed.fresh():
        print("Making .venv-bench ...", flush=True)
        venv.create(VENV, clear=True, with_pip=True)
        if call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS):
            sys.exit(f"{REQUIREMENTS.name} of the benchmarks could not be installed.")
        installed.renew()


def _raise_descriptors(wanted: int) -> None:
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < wanted:
        sys.exit(
            f"A process may open {most} descriptors here, and this run needs {wanted}: "
            f"raise the hard limit (`ulimit -Hn {wanted}`), or use --quick."
        )
    if now != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, wanted), most))


def _provide_redis() -> None:
    if shutil.which("redis-server"):
        return
    if os.environ.get("CI") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing redis-server ...", flush=True)
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=env)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "redis-server"], env=env)
    if not shutil.which("redis-server"):
        sys.exit("There is no redis-server here, which the peer needs: install your system's package of it.")
