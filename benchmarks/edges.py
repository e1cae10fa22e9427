"""Measures cut-out edges: products with known opacity on real photos, against the bare model's mask.

`python -m benchmarks.edges` prints one line per picture, the mean ratio of errors, and the time that mask and
refinement take; it needs the model's weights.
"""

import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tasks.engines.pictures.cutter.model import Model
from tasks.engines.pictures.studio.cutting import cut_out
from tasks.engines.pictures.studio.masks import product_mask
from tasks.engines.pictures.studio.pixels import resized, to_pixels
from tasks.media.photo import Size

#: mean error of the cut-out, in parts of that of the bare mask
GOAL = 0.7
PHOTOS = Path(__file__).parent.parent / "tests" / "photos"
SIDE = 1200
#: shapes are drawn larger and made smaller, for edges with every shade of opacity
OVERSAMPLING = 4


@dataclass(frozen=True)
class Case:
    """A photo, and how opaque the product in it is."""

    name: str
    photo: Image.Image
    alpha: Image.Image


def main() -> int:
    """Measure all cases; 1 when the goal is missed."""
    model = Model()
    ratios, seconds = [], []
    for case in cases():
        bare = resized(model.mask(case.photo), Size(*case.photo.size), Image.Resampling.BICUBIC)
        started = time.perf_counter()
        cutout = cut_out(case.photo, product_mask(case.photo, model.mask))
        seconds.append(time.perf_counter() - started)
        if not cutout:
            print(f"{case.name}: nothing found")
            continue
        found = Image.new("L", case.photo.size)
        found.paste(cutout.alpha, cutout.place)
        true = to_pixels(case.alpha)
        errors = [float(np.abs(alpha - true).mean()) for alpha in (bare, to_pixels(found))]
        ratios.append(errors[1] / errors[0])
        print(f"{case.name}: bare {errors[0]:.4f}, refined {errors[1]:.4f}, {ratios[-1]:.2f} of it")
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"{mean:.2f} of the bare mask's error (goal: {GOAL}); {sorted(seconds)[len(seconds) // 2]:.2f} s a picture")
    return int(mean > GOAL)


def cases() -> Iterator[Case]:
    """Every product on every photo."""
    grounds = [Image.open(path).convert("RGB") for path in sorted(PHOTOS.glob("*.*g")) if path.stem != "coffee-phone"]
    for number, ground in enumerate(_grounds(grounds)):
        for name, draw in PRODUCTS.items():
            for share in (0.35, 0.75):
                alpha = _drawn(draw, share)
                photo = Image.composite(_surface(alpha, name), ground, alpha)
                # a lens and a sensor leave no edge as sharp as a drawing's
                yield Case(f"{name} {share} on {number}", photo.filter(ImageFilter.GaussianBlur(0.8)), alpha)


def _grounds(photos: list[Image.Image]) -> Iterator[Image.Image]:
    """Corners of the photos, out of focus as behind a product, and as sharp as they are."""
    for photo in photos:
        side = min(photo.size) // 2
        for left, top in ((0, 0), (photo.width - side, photo.height - side)):
            part = photo.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
            yield part.filter(ImageFilter.GaussianBlur(6))
            yield part


def _drawn(draw: Callable[[ImageDraw.ImageDraw, float], None], share: float) -> Image.Image:
    """A product whose longer side is `share` of the picture's, in its middle."""
    large = Image.new("L", (SIDE * OVERSAMPLING, SIDE * OVERSAMPLING))
    draw(ImageDraw.Draw(large), large.height / 2)
    shape = large.crop(large.getbbox())
    scale = SIDE * share / max(shape.size)
    shape = shape.resize((round(shape.width * scale), round(shape.height * scale)), Image.Resampling.BOX)
    alpha = Image.new("L", (SIDE, SIDE))
    alpha.paste(shape, ((SIDE - shape.width) // 2, (SIDE - shape.height) // 2))
    return alpha


def _surface(alpha: Image.Image, name: str) -> Image.Image:
    """What the product is made of: one colour, lit from the left, with a label."""
    hue = sum(name.encode()) * 37 % 256
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    light = 0.55 + 0.4 * np.cos((columns - 0.40) * 4.2) + 0.05 * (0.5 - rows)
    colour = np.asarray(Image.new("HSV", (1, 1), (hue, 150, 225)).convert("RGB"), np.float64)[0, 0]
    surface = Image.fromarray((light[..., None] * colour).clip(0, 255).astype(np.uint8))
    left, top, right, bottom = alpha.getbbox() or (0, 0, SIDE, SIDE)
    across, down = (right - left) // 4, (bottom - top) // 4
    ImageDraw.Draw(surface).rectangle((left + across, top + 2 * down, right - across, bottom - down), (240, 236, 228))
    return surface


def _bottle(draw: ImageDraw.ImageDraw, height: float) -> None:
    draw.rounded_rectangle((0, 0.36 * height, 0.42 * height, height), 0.07 * height, 255)
    draw.ellipse((0, 0.26 * height, 0.42 * height, 0.54 * height), 255)
    draw.rectangle((0.14 * height, 0.08 * height, 0.28 * height, 0.4 * height), 255)
    draw.rounded_rectangle((0.12 * height, 0, 0.30 * height, 0.12 * height), 0.02 * height, 255)


def _mug(draw: ImageDraw.ImageDraw, height: float) -> None:
    draw.rounded_rectangle((0, 0, 0.85 * height, height), 0.08 * height, 255)
    draw.ellipse((0.6 * height, 0.2 * height, 1.2 * height, 0.8 * height), outline=255, width=round(0.09 * height))


def _box(draw: ImageDraw.ImageDraw, height: float) -> None:
    corners = ((0.1, 0), (0.72, 0.06), (0.8, 0.12), (0.74, 0.96), (0.62, 1), (0, 0.9))
    draw.polygon([(x * height, y * height) for x, y in corners], 255)


def _shoe(draw: ImageDraw.ImageDraw, height: float) -> None:
    draw.rounded_rectangle((0, 0.72 * height, 1.9 * height, height), 0.12 * height, 255)
    draw.polygon(
        [(x * height, y * height) for x, y in ((0.05, 0), (0.6, 0), (0.95, 0.45), (1.8, 0.75), (0, 0.85))], 255
    )


PRODUCTS: dict[str, Callable[[ImageDraw.ImageDraw, float], None]] = {
    "bottle": _bottle,
    "mug": _mug,
    "box": _box,
    "shoe": _shoe,
}

if __name__ == "__main__":
    sys.exit(main())
