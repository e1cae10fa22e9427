"""Enhances pictures without a key: Pillow, in a child process."""

from ...media.photo import Photo
from ..pictures.processes import PictureProcesses
from ..protocols import LOCAL_MODEL, Delivered, Enhanced, Fitted, Picture, Watcher


class LocalPictureEngine:
    """Retouches and frames a photo on this machine; about half a second for 12 megapixels."""

    provider = None
    model = LOCAL_MODEL

    def __init__(self, pictures: PictureProcesses) -> None:
        self._pictures = pictures

    def enhance(self, photo: Photo, description: str, watcher: Watcher) -> Delivered[Enhanced]:
        """See `PictureProcesses.enhance`; the description changes nothing."""
        return Delivered(self._pictures.enhance(photo, watcher.cancelled))

    def fit(self, picture: Picture, photo: Photo) -> Fitted:
        return self._pictures.fit(picture, photo)
