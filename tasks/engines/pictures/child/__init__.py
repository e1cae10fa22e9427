"""Processes that decode, retouch and frame one picture each, forked from one that has loaded all that takes.

Run them through `pictures.processes`, which limits, watches and reaps them. This file is what both sides
share, so it must stay free of Pillow.
"""

import json
from typing import NamedTuple

from ....media.photo import Size


class Job(NamedTuple):
    """What the child has to do with the picture."""

    #: one of the child's OPERATIONS
    operation: str
    #: `JPEG`, `PNG`, `WEBP` or `AVIF`
    format: str
    #: the picture as stored; the child refuses any other size
    width: int
    height: int
    #: 1-8 as in EXIF
    exif_orientation: int = 1
    #: size of the result
    frame: Size = Size(1, 1)
    #: for `fit`: size of the photo whose shape stands in the middle of the picture, the rest was grown
    shape: Size = Size(1, 1)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(self)

    @classmethod
    def from_json(cls, line: str) -> "Job":
        job = cls._make(json.loads(line))
        return job._replace(frame=Size(*job.frame), shape=Size(*job.shape))
