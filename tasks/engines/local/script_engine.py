"""Writes scripts without a key: a copywriter made of phrasebooks."""

from ...brief import Brief
from ...media.photo import Photo
from ..pictures.processes import PictureProcesses
from ..protocols.delivered import Delivered
from ..protocols.model_names import LOCAL_MODEL
from ..protocols.script_engines import Script
from ..protocols.watcher import Watcher
from ..scripts.copywriting import write_script


class LocalScriptEngine:
    """Writes a script from the brief, in the languages of `scripts.languages`."""

    provider = None
    model = LOCAL_MODEL

    def __init__(self, pictures: PictureProcesses) -> None:
        self._pictures = pictures

    def write(
        self, photo: Photo, brief: Brief, duration_seconds: int, language: str, background: str, watcher: Watcher
    ) -> Delivered[Script]:
        """Look at the photo, then write; raises PictureUnusable."""
        facts = self._pictures.facts(photo, watcher.cancelled) | {"orientation": photo.orientation.name}
        return Delivered(write_script(facts, brief, duration_seconds, language))
