"""The engines' protocols: pipelines know these, and none of the libraries behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar, runtime_checkable

from ..brand import Brand, Logo
from ..brief import Brief
from ..errors import ProviderError
from ..formats import ORIGINAL
from ..media.photo import Photo, Size
from ..storyboard import Shot, Storyboard
from ..templates import DEFAULT_TEMPLATE

#: the model, of Runway, that makes a whole ad of a product's picture
PRODUCT_AD = "product_ad"
#: how engines without a provider are called
LOCAL_MODEL = "Limelight Local"
INSTANT_MODEL = "instant"


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture without metadata."""

    content: bytes
    content_type: str
    width: int
    height: int


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


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Delivered(Generic[Result]):
    """An engine's result, and its usage and cost."""

    result: Result
    #: as the provider counted it; None where nothing is bought
    usage: dict[str, Any] | None = None
    #: None where nothing is bought or the model's price is not known
    cost_usd: Decimal | None = None


def never() -> bool:
    """For work that nobody can cancel."""
    return False


def unseen(*_: object) -> None:
    """For work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """How an engine reports its work, and learns that it was cancelled."""

    #: whether the work is cancelled: an engine that can stops early, with LeaseLost
    cancelled: Callable[[], bool] = never
    #: gets index (0, 1, 2 …) and partial picture
    on_partial: Callable[[int, "Picture"], None] = unseen
    #: gets the script as far as it is written
    on_text: Callable[[str], None] = unseen


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


@dataclass(frozen=True, slots=True)
class Clip:
    """A finished video and the picture that stands for it."""

    #: MP4: H.264, yuv420p, with its index at the front
    content: bytes
    width: int
    height: int
    duration_seconds: float
    #: JPEG, the clip's size
    poster: Picture


@dataclass(frozen=True, slots=True)
class VideoOrder:
    """What a clip is made from."""

    #: of a service the first frame, exactly the clip's size; of a renderer the product (a PNG with transparency) or,
    #: on the background `original`, a photo
    picture: Picture
    #: the script as its user left it
    script: str
    #: its shots, as far as the text still has them; empty for free text
    shots: tuple[Shot, ...]
    #: 4, 8 or 12
    duration_seconds: int
    #: BCP 47
    language: str
    #: the clip's
    size: Size
    #: see `templates.TEMPLATES`
    template: str = DEFAULT_TEMPLATE
    #: see `formats.BACKGROUNDS`
    background: str = ORIGINAL
    #: whether the product stands on the frame's lower edge
    cut_below: bool = False
    #: of the storyboard: what the ad is about, and what its end card says
    title: str = ""
    offer: str = ""
    call_to_action: str = ""
    #: what the user wrote of it
    brief: Brief = field(default_factory=Brief)
    #: what the end card shows of the shop
    brand: Brand = field(default_factory=Brand)
    logo: Logo | None = None
    #: a WAV file, 48 kHz, stereo; None = silence
    sound: Path | None = None


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


@runtime_checkable
class VideoRenderer(Protocol):
    """Makes clips here and now; costs nothing but our own time."""

    model: str

    def notices(self, order: VideoOrder) -> tuple[str, ...]:
        """Codes of `messages.NOTICES`: what of the order's texts a clip cannot show."""
        ...

    def render(self, order: VideoOrder, on_percent: Callable[[int], None], cancelled: Callable[[], bool]) -> Clip:
        """Render the clip; raises EngineFailed, and LeaseLost soon after `cancelled` says yes.

        `on_percent` gets 0-100, as often as the renderer likes.
        """
        ...


@dataclass(frozen=True, slots=True)
class JobState:
    """How a provider's job stands."""

    #: waiting, running, finished, failed, cancelled
    state: str
    #: 0-100; None when the provider does not say
    percent: int | None = None
    #: when the provider wants to be asked again; None when it does not say
    ask_again_seconds: float | None = None
    #: why it failed
    error: ProviderError | None = None
    #: as the provider counted it
    usage: dict[str, Any] | None = None
    #: what an ended job did cost, when the provider says so
    cost_usd: Decimal | None = None


class VideoService(Protocol):
    """Renders clips elsewhere, for money; a job is known by its id, across crashes."""

    #: what messages call it
    model: str
    #: lengths it can make, in seconds
    durations_seconds: tuple[int, ...]

    @property
    def provider(self) -> str:
        """The name of the provider that is paid."""
        ...

    def cost_usd(self, duration_seconds: int) -> Decimal | None:
        """What a clip of this length costs; None when the price is not known."""
        ...

    def start(self, order: VideoOrder) -> str:
        """Start a paid job with one call; returns its id at once. Raises ProviderError."""
        ...

    def poll(self, job_id: str) -> JobState:
        """How the job stands, with one call; raises ProviderError when that is not known now."""
        ...

    def fetch(self, job_id: str) -> bytes:
        """The finished clip's MP4; raises ProviderError."""
        ...

    def cancel(self, job_id: str) -> None:
        """Stop the job if it still runs; raises ProviderError."""
        ...
