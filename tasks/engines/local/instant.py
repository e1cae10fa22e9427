"""Engines that do no work and always answer the same: for benchmarks and tests of everything around them."""

from base64 import b64decode
from collections.abc import Callable

from ...brief import Brief
from ...media.photo import Photo
from ...storyboard import Shot
from ..protocols.delivered import Delivered
from ..protocols.model_names import INSTANT_MODEL
from ..protocols.picture import Picture
from ..protocols.picture_engines import Enhanced, Fitted
from ..protocols.script_engines import Script
from ..protocols.watcher import Watcher

#: an evenly gray JPEG, 48x32
_PICTURE = Picture(
    b64decode(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO"
        "UlNSMj5aYVpQYEpRUk//wAALCAAgADABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oA"
        "CAEBAAA/AKwAAAAAAAH/2Q=="
    ),
    "image/jpeg",
    48,
    32,
)
#: the same, 32x18
_VIDEO_FRAME = Picture(
    b64decode(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO"
        "UlNSMj5aYVpQYEpRUk//wAALCAASACABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oA"
        "CAEBAAA/AKwAAAH/2Q=="
    ),
    "image/jpeg",
    32,
    18,
)


class InstantPictureEngine:
    """Answers with the same tiny pictures, whatever the photo."""

    provider = None
    model = INSTANT_MODEL

    def enhance(self, photo: Photo, description: str, background: str, watcher: Watcher) -> Delivered[Enhanced]:
        return Delivered(Enhanced(_PICTURE, _PICTURE))

    def fit(self, enhanced: Enhanced, photo: Photo, background: str, cancelled: Callable[[], bool]) -> Fitted:
        return Fitted(_VIDEO_FRAME, _VIDEO_FRAME)


class InstantScriptEngine:
    """Answers with the same short script, whatever the photo."""

    provider = None
    model = INSTANT_MODEL

    def write(
        self, photo: Photo, brief: Brief, duration_seconds: int, language: str, background: str, watcher: Watcher
    ) -> Delivered[Script]:
        text = f"0-{duration_seconds} s: the product. Take a closer look."
        shot = Shot(0, duration_seconds, "The product.", "Take a closer look.", "A closer look")
        return Delivered(Script("en", "The product", (shot,), "", "Take a closer look.", text))
