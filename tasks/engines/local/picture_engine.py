"""Enhances pictures without a key: Pillow, in a child process."""

from ...media.photo import Photo
from ..pictures import process as pictures
from ..protocols import LOCAL_MODEL, Delivered, Enhanced, Fitted, Picture, Watcher


class LocalPictureEngine:
    """Retouches and frames a photo on this machine; about half a second for 12 megapixels."""

    provider = None
    model = LOCAL_MODEL

    def enhance(self, photo: Photo, description: str, watcher: Watcher) -> Delivered[Enhanced]:
        """See `pictures.enhance`; the description changes nothing."""
        return Delivered(pictures.enhance(photo, watcher.cancelled))

    def fit(self, picture: Picture, photo: Photo) -> Fitted:
        """See `pictures.fit`."""
        return pictures.fit(picture, photo)
