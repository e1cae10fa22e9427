"""What a task of each kind will run with, and buy, by the settings: for estimates of money and time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .db.pool import Connection
from .engines.protocols import INSTANT_MODEL, LOCAL_MODEL
from .engines.video_prices import video_cost_usd
from .money.spending import usual_costs
from .settings import Settings

ENHANCEMENT_STAGES = ("load", "enhance", "resize", "script")
#: the stage of an enhancement that runs at the same time as those after the first
BESIDE = "script"
VIDEO_STAGES = ("prepare", "render", "save")


@dataclass(frozen=True, slots=True)
class Offer:
    """A stage, and who does it."""

    stage: str
    #: who is paid; None where nothing is bought
    provider: str | None
    model: str
    #: length of the clip, for models that are paid by the second
    seconds: int | None = None


def enhancement_offers(settings: Settings) -> tuple[Offer, ...]:
    """The stages of an enhancement that a model does."""
    return (
        _offer("enhance", settings.image_engine, settings.image_model),
        _offer("script", settings.script_engine, settings.script_model),
    )


def video_offers(settings: Settings, duration_seconds: int) -> tuple[Offer, ...]:
    """The stage of a video that an engine does."""
    return (_offer("render", settings.video_engine, settings.video_model, duration_seconds),)


def estimated_costs(connection: Connection, offers: Sequence[Offer]) -> dict[str, Decimal | None]:
    """US dollars by stage: 0 where nothing is bought, None where the model's price is not known."""
    usual = usual_costs(connection, [offer.model for offer in offers if offer.provider])
    return {offer.stage: _cost(offer, usual) for offer in offers}


def _cost(offer: Offer, usual: Mapping[str, Decimal | None]) -> Decimal | None:
    if not offer.provider:
        return Decimal(0)
    by_length = video_cost_usd(offer.model, offer.seconds) if offer.seconds else None
    return by_length or usual[offer.model]


def _offer(stage: str, engine: str, model: str, seconds: int | None = None) -> Offer:
    free = {"local": LOCAL_MODEL, "instant": INSTANT_MODEL}
    return Offer(stage, None, free[engine]) if engine in free else Offer(stage, engine, model, seconds)
