"""`python moviepy_clip.py FOLDER`: makes `moviepy.mp4` of the layers and texts in a folder, as an ad maker would.

It runs in MoviePy's own environment, and imports nothing of ours.
"""

import json
import sys
from itertools import chain
from pathlib import Path

from moviepy import CompositeVideoClip, ImageClip, TextClip, vfx


def main(folder: Path) -> None:
    """Backdrop, shadow and product that move at different speeds; each text comes and goes at its time."""
    told = json.loads((folder / "clip.json").read_text())
    seconds, (width, height) = told["duration_seconds"], told["size"]

    def layer(name: str, growth: float, rise: float = 0.0) -> ImageClip:
        still = ImageClip(str(folder / f"{name}.png")).with_duration(seconds)
        left, top = told["places"][name]
        grown = still.resized(lambda t: 1 + growth * _eased(t / seconds))
        return grown.with_position(
            lambda t: (
                left - still.w * growth * _eased(t / seconds) / 2,
                top - still.h * growth * _eased(t / seconds) / 2 - rise * _eased(t / seconds),
            )
        )

    texts = [
        TextClip(
            font=told["font"],
            text=text["words"],
            font_size=text["pixels"],
            color="#1a1a1f",
            method="caption",
            text_align="center",
            size=(round(width * 0.84), None),
            margin=(0, 20),
        )
        .with_start(text["start_seconds"])
        .with_end(text["end_seconds"])
        .with_position(("center", round(height * 0.16)))
        .with_effects([vfx.CrossFadeIn(0.3), vfx.CrossFadeOut(0.2)])
        for text in told["texts"]
    ]
    layers = [layer("backdrop", 0.03), layer("shadow", 0.06), layer("product", 0.06, rise=height * 0.01)]
    clip = CompositeVideoClip([*layers, *texts], size=(width, height)).with_duration(seconds)
    encoding = told["encoding"]
    clip.write_videofile(
        str(folder / "moviepy.mp4"),
        fps=told["frames_per_second"],
        codec="libx264",
        preset=encoding.pop("-preset"),
        audio=False,
        threads=told["threads"],
        ffmpeg_params=[*chain.from_iterable(encoding.items()), "-pix_fmt", "yuv420p", "-movflags", "+faststart"],
        logger=None,
    )


def _eased(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
