"""`python -m benchmarks.clips`: 4 seconds of 1080x1920 by Limelight and by MoviePy, in turns; fails below a goal.

MoviePy gets the layers ready made (backdrop, shadow, product) and the texts with their times; Limelight makes its own
of the product. Memory is that of all processes of each, ffmpeg's too.
"""

import json
import os
import subprocess
import sys
import time
import venv
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil
from PIL import Image, ImageDraw, ImageFilter

from script.calls import call
from script.stamp import Stamp
from tasks.engines.ffmpeg import find_ffmpeg
from tasks.engines.local.video.child import FRAMES_PER_SECOND
from tasks.engines.local.video.encoder import QUALITY, THREADS
from tasks.engines.local.video.renderer import LocalVideoRenderer
from tasks.engines.protocols.picture import Picture
from tasks.engines.protocols.video_engines import VideoOrder
from tasks.engines.protocols.watcher import never
from tasks.formats import FORMATS
from tasks.storyboard import Shot

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
VENV = ROOT / ".venv-moviepy"
RUNS = 3
SAMPLE_SECONDS = 0.05
#: in parts of MoviePy's
TIME_GOAL, MEMORY_GOAL = 1 / 4, 1 / 2

SIZE = FORMATS["portrait"]
SECONDS = 4
TEXTS = (
    Shot(0, 2.4, "", "Wake up slowly.", "Wake up slowly"),
    Shot(2.4, 4, "", "Twenty-four dollars.", "Morning Mug · $24"),
)
PRODUCT_PIXELS = (700, 900)
#: the one that our own clip has
FONT = "fonts/ofl/inter/Inter[opsz,wght].ttf"


@dataclass(frozen=True)
class Run:
    """What one clip took."""

    seconds: float
    megabytes: float


def main() -> int:
    """Measure both in turns; 1 when a goal is missed."""
    _provide_moviepy()
    with TemporaryDirectory(prefix="limelight-") as name:
        folder = Path(name)
        _layers(folder)
        programs = {
            "Limelight": [sys.executable, "-m", __package__, "limelight", name],
            "MoviePy": [str(VENV / "bin" / "python"), str(HERE / "moviepy_clip.py"), name],
        }
        runs: dict[str, list[Run]] = {program: [] for program in programs}
        for turn in range(RUNS):
            for program, command in programs.items():
                runs[program].append(run := _measured(command))
                print(f"{program} {turn + 1}: {run.seconds:.1f} s, {run.megabytes:.0f} MB", flush=True)
        ours, theirs = (
            Run(median(run.seconds for run in done), median(run.megabytes for run in done)) for done in runs.values()
        )
    time_ratio, memory_ratio = ours.seconds / theirs.seconds, ours.megabytes / theirs.megabytes
    print(f"1/{1 / time_ratio:.1f} of MoviePy's time (goal: 1/{1 / TIME_GOAL:.0f})")
    print(f"{memory_ratio:.2f} of MoviePy's memory (goal: {MEMORY_GOAL})")
    return int(time_ratio > TIME_GOAL or memory_ratio > MEMORY_GOAL)


def limelight(folder: Path) -> None:
    """Make the clip with our own renderer."""
    content = (folder / "product.png").read_bytes()
    order = VideoOrder(
        picture=Picture(content, "image/png", *PRODUCT_PIXELS),
        script="",
        shots=TEXTS,
        duration_seconds=SECONDS,
        language="en",
        size=SIZE,
        background="studio",
    )
    clip = LocalVideoRenderer(find_ffmpeg()).render(order, lambda _: None, never)
    (folder / "limelight.mp4").write_bytes(clip.content)


def _layers(folder: Path) -> None:
    """A product on a backdrop, as separate pictures, and what MoviePy needs to know."""
    width, height = SIZE
    across, tall = PRODUCT_PIXELS
    photo = Image.open(ROOT / "benchmarks" / "photo.jpg").convert("RGB").resize(PRODUCT_PIXELS)
    shape = Image.new("L", PRODUCT_PIXELS)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, across - 1, tall - 1), 120, fill=255)
    photo.putalpha(shape)
    photo.save(folder / "product.png")
    shadow = Image.new("RGBA", (across + 200, 260))
    ImageDraw.Draw(shadow).ellipse((100, 80, across + 100, 180), fill=(0, 0, 0, 120))
    shadow.filter(ImageFilter.GaussianBlur(24)).save(folder / "shadow.png")
    light = Image.linear_gradient("L").resize(SIZE)
    bands = [light.point([tint + value // 8 for value in range(256)]) for tint in (200, 190, 210)]
    Image.merge("RGB", bands).save(folder / "backdrop.png")
    top = round(height * 0.47)
    told = {
        "size": SIZE,
        "duration_seconds": SECONDS,
        "frames_per_second": FRAMES_PER_SECOND,
        "threads": THREADS,
        "encoding": dict(zip(QUALITY[::2], QUALITY[1::2], strict=True)),
        "font": str(files("justmytype_western_core") / FONT),
        "places": {
            "backdrop": (0, 0),
            "shadow": ((width - across - 200) // 2, top + tall - 130),
            "product": ((width - across) // 2, top),
        },
        "texts": [
            {
                "words": shot.on_screen_text,
                "pixels": 96,
                "start_seconds": shot.start_seconds,
                "end_seconds": shot.end_seconds,
            }
            for shot in TEXTS
        ],
    }
    (folder / "clip.json").write_text(json.dumps(told))


def _measured(command: list[str]) -> Run:
    started, most = time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=ROOT)
    family = psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            most = max(most, sum(_bytes(one) for one in (family, *family.children(recursive=True))))
        time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return Run(time.perf_counter() - started, most / 1e6)


def _bytes(process: psutil.Process) -> int:
    # shared pages are counted once, in parts
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
        return int(process.memory_full_info().pss)
    return 0


def _provide_moviepy() -> None:
    requirements = HERE / "requirements.txt"
    installed = Stamp(VENV / ".requirements.sha256", [requirements])
    if installed.fresh():
        return
    print("Making .venv-moviepy ...", flush=True)
    venv.create(VENV, clear=True, with_pip=True)
    pip = (VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if call(*pip, "-r", requirements):
        sys.exit("MoviePy could not be installed.")
    installed.renew()


if __name__ == "__main__":
    if sys.argv[1:2] == ["limelight"]:
        limelight(Path(sys.argv[2]))
        os._exit(0)
    sys.exit(main())
