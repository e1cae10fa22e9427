"""Runs the cutter: one child process for all tasks of a worker, replaced when it fails."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ....media.photo import Size
from ...children import WAITS_MAX, LongLivedChild
from ...protocols.picture import Picture
from ...protocols.watcher import never
from ..processes import RawPicture
from . import WEIGHTS, Job

COMMAND = (sys.executable, "-m", "tasks.engines.pictures.cutter")


@dataclass(frozen=True, slots=True)
class Shoot:
    """What became of a photo."""

    #: one for each frame, in its order
    pictures: list[Picture]
    #: the product alone, a PNG with transparency; None where it could not be cut out
    cutout: Picture | None
    #: whether the photo's lower edge cuts the product: `compose` wants to know
    cut_below: bool
    #: why the photo keeps its background, a code (`studio.doubts`); None where it was cut out
    doubt: str | None


class Cutter(LongLivedChild):
    """Cuts products out and sets them on backdrops."""

    def __init__(self, command: Sequence[str] = COMMAND, waits_max: int = WAITS_MAX, threads: int = 2) -> None:
        super().__init__((*command, f"{threads}"), waits_max)

    @property
    def available(self) -> bool:
        """Whether the model's weights are there; without them photos keep their background."""
        return WEIGHTS.is_file()

    def start(self) -> None:
        """Start the child now: loading the model takes a second, for which the first job need not wait."""
        if self.available:
            self.warm_up()

    def shoot(
        self,
        photo: RawPicture,
        background: str,
        frames: tuple[Size, ...],
        cancelled: Callable[[], bool] = never,
        *,
        with_cutout: bool = True,
    ) -> Shoot:
        """Cut the product out of an RGB photo and set it on `background`, for each frame; in doubt, crop the photo.

        An RGBA photo, which is on white, has been cut out by somebody who knew what it shows. On the `original`
        background the product need not be cut out; with it, others can be composed later.
        Raises EngineFailed when no child can do it, and LeaseLost within 0.2 s of `cancelled` answering yes.
        """
        operation = "keep" if photo.transparent else "shoot"
        job = Job(operation, photo.width, photo.height, background, frames, with_cutout=with_cutout)
        head, pictures = self._made(job, photo.pixels, cancelled)
        cutout = pictures.pop(0) if len(pictures) > len(frames) else None
        return Shoot(pictures, cutout, head["cut_below"], head["doubt"])

    def compose(
        self,
        product: RawPicture,
        background: str,
        frames: tuple[Size, ...],
        cancelled: Callable[[], bool] = never,
        *,
        cut_below: bool = False,
        below_text: bool = False,
    ) -> list[Picture]:
        """Set a product (RGBA) that has been cut out on another `background`; raises as `shoot`.

        `cut_below` as `shoot` answered it; `below_text` leaves the upper part of a vertical frame to a clip's text.
        """
        job = Job("compose", product.width, product.height, background, frames, cut_below, below_text)
        return self._made(job, product.pixels, cancelled)[1]

    def _made(self, job: Job, pixels: bytes, cancelled: Callable[[], bool]) -> tuple[dict[str, Any], list[Picture]]:
        if len(pixels) != job.pixel_bytes:
            raise ValueError(f"{len(pixels)} bytes are not {job.width}x{job.height} pixels")
        name = f"cutter, {job.operation} {job.width}x{job.height}"
        head, contents = self.ask(name, job.to_line() + pixels, cancelled)
        return head, _pictures(head, contents)


def _pictures(head: dict[str, Any], contents: bytes) -> list[Picture]:
    pictures, position = [], 0
    for kind, width, height, length in head["pictures"]:
        pictures.append(Picture(contents[position : position + length], f"image/{kind.lower()}", width, height))
        position += length
    return pictures
