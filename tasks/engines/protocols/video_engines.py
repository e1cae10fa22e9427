"""The clip, what it is made from, and the two kinds of engine that make it: renderers here, services elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from ...brand import Brand, Logo
from ...brief import Brief
from ...errors import ProviderError
from ...formats import ORIGINAL
from ...media.photo import Size
from ...storyboard import Shot
from ...templates import DEFAULT_TEMPLATE
from .picture import Picture


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
