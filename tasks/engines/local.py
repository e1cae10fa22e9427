"""The engines that need no key: Pillow in a child process, and a copywriter made of templates."""

from ..photo import Photo
from . import LOCAL_MODEL, Delivered, Enhanced, Fitted, Picture, Script, Watcher, pictures
from .copywriting import write_script


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


class LocalScriptEngine:
    """Writes a script from the description and what the photo shows, in English or Chinese."""

    provider = None
    model = LOCAL_MODEL

    def write(
        self, photo: Photo, description: str, duration_seconds: int, language: str, watcher: Watcher
    ) -> Delivered[Script]:
        """Look at the photo, then write; raises PictureBroken, PictureTooSlow."""
        facts = pictures.facts(photo, watcher.cancelled) | {"orientation": photo.orientation.name}
        return Delivered(write_script(facts, description, duration_seconds, language))
