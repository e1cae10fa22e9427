"""The advertising script, and the engines that write it."""

from dataclasses import dataclass
from typing import Protocol, Self

from ...brief import Brief
from ...media.photo import Photo
from ...storyboard import Shot, Storyboard
from .delivered import Delivered
from .watcher import Watcher


@dataclass(frozen=True, slots=True)
class Script:
    """An advertising script: what a storyboard has, and the whole of it as text for people."""

    #: the language it is written in, which may be another than was asked for
    language: str
    title: str
    shots: tuple[Shot, ...]
    offer: str
    call_to_action: str
    text: str

    @classmethod
    def of(cls, storyboard: Storyboard, language: str, text: str) -> Self:
        """The script whose text was made of this storyboard."""
        return cls(language, storyboard.title, storyboard.shots, storyboard.offer, storyboard.call_to_action, text)

    @property
    def storyboard(self) -> Storyboard:
        """The storyboard that its text was made of."""
        return Storyboard(self.title, self.shots, self.offer, self.call_to_action)


class ScriptEngine(Protocol):
    """Writes the advertising script."""

    #: what messages call it: "Generating advertising script with {model}..."
    model: str

    @property
    def provider(self) -> str | None:
        """The name of the provider that is paid; None where nothing is bought."""
        ...

    def write(
        self,
        photo: Photo,
        brief: Brief,
        duration_seconds: int,
        language: str,
        background: str,
        watcher: Watcher,
    ) -> Delivered[Script]:
        """Write a script for an ad of `duration_seconds` (4, 8, 12) in `language` (BCP 47), with one paid call at most.

        `background` is what the product will be seen on, see `formats.BACKGROUNDS`. Raises PictureUnusable,
        ProviderError.
        """
        ...
