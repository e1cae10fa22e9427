"""What a clip sounds like, and the engines that speak its lines and mix its sound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from ...storyboard import Shot


@dataclass(frozen=True, slots=True)
class Speech:
    """A spoken line, without silence around it."""

    #: 16 bits each, little-endian, one channel
    samples: bytes = field(repr=False)
    #: samples a second
    sample_rate: int

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return len(self.samples) / 2 / self.sample_rate


@dataclass(frozen=True, slots=True)
class SoundOrder:
    """What a clip's sound is made from."""

    shots: tuple[Shot, ...]
    #: 4, 8 or 12
    duration_seconds: int
    #: of the script, BCP 47
    language: str
    #: see `tasks.sounds.VOICE_CHOICES`
    voice: str
    #: see `tasks.sounds.MUSIC`
    music: str
    #: the same task always gets the same music
    task_id: int


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """What a clip sounds like, or its voice alone."""

    #: 16 bits a sample; the whole has 48 kHz and two channels, and is exactly as long as the clip; None for silence
    wav: bytes | None = field(repr=False)
    #: codes of `messages.NOTICES`
    notices: tuple[str, ...] = ()


class SoundMaker(Protocol):
    """Makes what a clip sounds like, in two steps, so that a voice need not be spoken twice."""

    def voice(self, order: SoundOrder, cancelled: Callable[[], bool]) -> Soundtrack:
        """The lines of the order, spoken in their places; raises LeaseLost soon after `cancelled` says yes."""
        ...

    def mix(self, order: SoundOrder, voice: bytes | None, cancelled: Callable[[], bool]) -> bytes | None:
        """The whole as a WAV; None for silence. Raises EngineFailed, LeaseLost."""
        ...


class SpeechEngine(Protocol):
    """Speaks the lines of a script; costs nothing but our own time."""

    #: what messages call it
    model: str

    @property
    def available(self) -> bool:
        """Whether it can speak here at all."""
        ...

    def speak(self, text: str, voice: str, speed: float, cancelled: Callable[[], bool]) -> Speech:
        """Speak one line with a voice of `tasks.sounds.VOICES`, at `speed` times its own pace.

        Raises EngineFailed, and LeaseLost soon after `cancelled` says yes.
        """
        ...

    def close(self) -> None:
        """Let go of what it holds, whatever it does."""
        ...
