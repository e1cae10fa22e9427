"""A child process that draws a clip's frames: the camera's path over one picture, and texts set over it.

Run it through `local.video.renderer`, which limits, watches and reaps it. This file is what both sides
share, so it must stay free of Pillow.
"""

import json
from typing import NamedTuple

from .....media.photo import Size

FRAMES_PER_SECOND = 24
#: how the child ends when the picture is broken; anything else but 0 is a failure of ours
PICTURE_BROKEN = 3
#: of a text, with which it can still be read; what is longer is cut before it comes here
MAX_CAPTION_CHARACTERS = 240


class Caption(NamedTuple):
    """A text, and when it stands in the picture, its fades included."""

    start_seconds: float
    end_seconds: float
    text: str


class Job(NamedTuple):
    """What the child has to draw over the picture on its standard input."""

    #: `JPEG`, `PNG` or `WEBP`
    format: str
    #: the picture's and the clip's
    size: Size
    duration_seconds: float
    #: where shots begin, 0 first
    starts_seconds: tuple[float, ...]
    #: one after the other
    captions: tuple[Caption, ...]
    #: BCP 47, decides about the shapes of Chinese characters
    language: str
    #: an open file for the poster
    poster_fd: int

    @property
    def frame_count(self) -> int:
        """How many frames the clip has."""
        return round(self.duration_seconds * FRAMES_PER_SECOND)

    def to_json(self) -> str:
        """One line, as the child's only argument."""
        return json.dumps(self)

    @classmethod
    def from_json(cls, line: str) -> "Job":
        job = cls._make(json.loads(line))
        captions = tuple(Caption(*caption) for caption in job.captions)
        return job._replace(size=Size(*job.size), starts_seconds=tuple(job.starts_seconds), captions=captions)
