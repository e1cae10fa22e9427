"""A long-lived child process with the cut-out model: it gets raw pixels and hands back pictures.

Run it through `cutter.process`. This file is what both sides share, so it must stay free of numpy and Pillow.
"""

import json
from pathlib import Path
from typing import NamedTuple

from ....media.photo import Size

#: put there at set-up by `script/weights.py`
WEIGHTS = Path(__file__).parent / "weights" / "u2netp.onnx"
#: longer side of the pixels it takes: more than any frame shows of a product
MOST_PIXELS = 2048


class Job(NamedTuple):
    """What the child has to do; `width` x `height` raw pixels follow it."""

    #: `shoot` (RGB: cut the product out first), `keep` (RGBA on white: the photo came cut out) or `compose` (RGBA: we
    #: have cut it out)
    operation: str
    width: int
    height: int
    #: `studio`, `white`, `dark`; but for `compose` also `original`
    background: str
    #: of the pictures to make
    frames: tuple[Size, ...]
    #: for `compose`: whether the photo's lower edge cuts the product
    cut_below: bool = False
    #: for `compose`: whether the upper part of a vertical frame is left to text
    below_text: bool = False
    #: for `shoot` and `keep` with `original`: whether the product is wanted alone, too
    with_cutout: bool = True

    @property
    def pixel_bytes(self) -> int:
        """How many bytes follow."""
        return self.width * self.height * (3 if self.operation == "shoot" else 4)

    def to_line(self) -> bytes:
        """One line of JSON."""
        return json.dumps(self).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Job":
        """The other way round; raises ValueError for a size that is not to be taken."""
        job = cls._make(json.loads(line))
        if not (0 < job.width <= MOST_PIXELS and 0 < job.height <= MOST_PIXELS):
            raise ValueError(f"{job.width}x{job.height} pixels are not to be taken")
        return job._replace(frames=tuple(Size(*frame) for frame in job.frames))
