"""A child process that draws a clip's frames: a product or photo that moves in layers, with texts set beside it.

Run it through `local.video.renderer`, which limits, watches and reaps it. This file is what both sides
share, so it must stay free of Pillow.
"""

import json
from typing import NamedTuple

from .....media.photo import Size

FRAMES_PER_SECOND = 30
#: how a child ends when the picture or the logo is broken; anything else but 0 is a failure of ours
PICTURE_BROKEN, LOGO_BROKEN = 3, 4
#: of a text, with which it can still be read; what is longer is cut before it comes here
MAX_CAPTION_CHARACTERS = 240

Colour = tuple[int, int, int]


class Caption(NamedTuple):
    """A text of a script, and the time of its shot."""

    start_seconds: float
    end_seconds: float
    text: str


class Text(NamedTuple):
    """A text, what it is for, and when it comes."""

    #: `headline`, `offer`, `action`, `shop` or `address`
    role: str
    text: str
    start_seconds: float


class Scene(NamedTuple):
    """What is shown between two cuts; the last scene is the end card."""

    #: `hook`, `reason`, `offer` or `end`
    kind: str
    start_seconds: float
    end_seconds: float
    texts: tuple[Text, ...]


class Encoded(NamedTuple):
    """A picture in the job's input file."""

    #: `JPEG`, `PNG` or `WEBP`
    format: str
    size: Size
    #: where it starts and how long it is, in bytes
    offset: int
    length: int


class Job(NamedTuple):
    """What the child draws."""

    size: Size
    duration_seconds: float
    #: `calm`, `bold` or `editorial`
    template: str
    #: of the cut-out product: `studio`, `white` or `dark`; `original`: the picture is a photo that stays whole
    background: str
    #: the product stands on the frame's lower edge
    cut_below: bool
    scenes: tuple[Scene, ...]
    #: the brand's; without them colours come from the picture
    colour: Colour | None
    accent_colour: Colour | None
    #: BCP 47, decides about the shapes of Chinese characters
    language: str
    picture: Encoded
    logo: Encoded | None
    #: open files: for the pictures, and for the poster
    input_fd: int
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
        """The other way round."""
        job = cls._make(json.loads(line))
        return job._replace(
            size=Size(*job.size),
            scenes=tuple(Scene(*scene[:3], tuple(Text(*text) for text in scene[3])) for scene in job.scenes),
            colour=_colour(job.colour),
            accent_colour=_colour(job.accent_colour),
            picture=_encoded(job.picture),
            logo=_encoded(job.logo) if job.logo else None,
        )


def _colour(values: Colour | None) -> Colour | None:
    return (values[0], values[1], values[2]) if values else None


def _encoded(values: Encoded) -> Encoded:
    format_name, size, offset, length = values
    return Encoded(format_name, Size(*size), offset, length)
