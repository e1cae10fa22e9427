"""The enhanced picture, its packshots, and the engines that make them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ...media.photo import Photo
from .delivered import Delivered
from .picture import Picture
from .watcher import Watcher


@dataclass(frozen=True, slots=True)
class Packshots:
    """One product on one background, in every format."""

    #: by name, see `formats.FORMATS`
    pictures: Mapping[str, Picture]
    #: the background in use: `original` where the product could not be cut out
    background: str
    #: the product alone, a PNG with transparency; None where it could not be cut out
    cutout: Picture | None = None
    #: whether the photo's lower edge cuts the product, so that it has to stand on the frame's
    cut_below: bool = False
    #: codes of `messages.NOTICES`, the most important first
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enhanced:
    """The enhanced picture, and the untouched one in the very same frame to compare it with."""

    picture: Picture
    before: Picture
    #: of an engine that makes them along with it
    packshots: Packshots | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """The sizes of an enhanced picture that later steps need."""

    #: exactly the video's size
    video_frame: Picture
    #: at most 320 px on the longer side, for lists
    thumbnail: Picture
    #: of an engine that makes them out of it
    packshots: Packshots | None = None


class PictureEngine(Protocol):
    """Makes a product photo ready for an ad."""

    #: what messages call it: "Enhancing image with {model}..."
    model: str

    @property
    def provider(self) -> str | None:
        """The name of the provider that is paid; None where nothing is bought."""
        ...

    def enhance(self, photo: Photo, description: str, background: str, watcher: Watcher) -> Delivered[Enhanced]:
        """Enhance `photo` on a background, see `formats.BACKGROUNDS`; with one paid call at most.

        Raises PictureUnusable, ProviderError.
        """
        ...

    def fit(self, enhanced: Enhanced, photo: Photo, background: str, cancelled: Callable[[], bool]) -> Fitted:
        """Bring an enhanced picture to its orientation's `video_size`; nothing is stretched."""
        ...
