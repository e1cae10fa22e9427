"""Measures mask and refinement against rembg with the same weights, in turns, each in a process of its own.

`python -m benchmarks.edge_times PYTHON` prints seconds and CPU seconds for each photo, the model loaded; PYTHON is one
that has `rembg[cpu]`.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image

ROOT = Path(__file__).parent.parent
PHOTO = ROOT / "tests" / "photos" / "coffee-phone.jpg"
#: longer sides: as the phone took it (12 megapixels), and as shops store photos
SIDES = (4032, 1200)
ROUNDS = 9
#: of rembg's time
GOAL = 1.5


def main(peer_python: str) -> int:
    """Measure both sides of each photo; 1 when the goal is missed."""
    from tasks.engines.children import ENVIRONMENT
    from tasks.engines.pictures.cutter import WEIGHTS

    ours = _started(sys.executable, "ours", ENVIRONMENT)
    peer = _started(peer_python, "rembg", os.environ | {"U2NET_HOME": str(WEIGHTS.parent)})
    missed = False
    for side in SIDES:
        times = [(_timed(ours, side), _timed(peer, side)) for _ in range(ROUNDS + 1)][1:]
        for name, kind in (("wall", 0), ("CPU", 1)):
            ratio = median(mine[kind] / other[kind] for mine, other in times)
            mine, other = (median(pair[place][kind] for pair in times) for place in (0, 1))
            print(f"{side} px, {name}: {mine:.2f} s, rembg {other:.2f} s, {ratio:.2f} of it (goal: {GOAL})")
            missed |= ratio > GOAL
    for process in (ours, peer):
        process.communicate()
    return int(missed)


def _started(python: str, side: str, env: Any) -> subprocess.Popen[str]:
    command = (python, "-m", "benchmarks.edge_times", "--serve", side)
    return subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _timed(process: subprocess.Popen[str], side: int) -> tuple[float, float]:
    assert process.stdin and process.stdout
    print(side, file=process.stdin, flush=True)
    wall, cpu = json.loads(process.stdout.readline())
    return wall, cpu


def serve(cut: Callable[[Image.Image], object]) -> None:
    """Cut the product out of the photo at the size of each line, and answer how long that took."""
    photos = {}
    for line in sys.stdin:
        side = int(line)
        if side not in photos:
            photos[side] = Image.open(PHOTO).convert("RGB")
            photos[side].thumbnail((side, side), Image.Resampling.LANCZOS)
        photo = photos[side].copy()
        wall, cpu = time.perf_counter(), time.process_time()
        cut(photo)
        print(json.dumps((time.perf_counter() - wall, time.process_time() - cpu)), flush=True)


def ours() -> Callable[[Image.Image], object]:
    """As the cutter does it, at the size that its frames need: making the photo smaller counts."""
    from tasks.engines.pictures.cutter.model import Model
    from tasks.engines.pictures.packshots import DEVELOPED
    from tasks.engines.pictures.studio.cutting import cut_out
    from tasks.engines.pictures.studio.masks import product_mask

    model = Model()

    def cut(photo: Image.Image) -> object:
        photo.thumbnail(DEVELOPED, Image.Resampling.LANCZOS)
        return cut_out(photo, product_mask(photo, model.mask))

    return cut


def rembg() -> Callable[[Image.Image], object]:
    """As its README shows it."""
    # in an environment of its own: it brings 300 MB
    from rembg import new_session, remove

    session = new_session("u2netp")
    return lambda photo: remove(photo, session=session)


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve({"ours": ours, "rembg": rembg}[sys.argv[2]]())
    else:
        sys.exit(main(sys.argv[1]))
