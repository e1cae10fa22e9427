"""Stage plans: the models a task will use, and pay for, under the settings; for estimates of cost and time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .db.pool import Connection
from .engines.protocols.model_names import INSTANT_MODEL, LOCAL_MODEL, PRODUCT_AD
from .engines.scripts.languages import PHRASEBOOKS
from .engines.video_prices import video_cost_usd
from .formats import FORMATS
from .media.photo import Size
from .money.spend_limits import usual_costs
from .settings import Settings

ENHANCEMENT_STAGES = ("load", "enhance", "resize", "script")
#: the stage of an enhancement that runs at the same time as those after the first
PARALLEL_STAGE = "script"
VIDEO_STAGES = ("prepare", "render", "save")
COMPOSITION_STAGES = ("compose",)


#: engines that cost nothing, and what messages call them
FREE = {"local": LOCAL_MODEL, "instant": INSTANT_MODEL}
#: what video services make, by format
SERVICE_SIZES = {"portrait": Size(720, 1280), "landscape": Size(1280, 720)}
PRODUCT_AD_SIZES = {name: FORMATS[name] for name in SERVICE_SIZES}

#: what the text models write and the clip's fonts can draw
CLOUD_LANGUAGES = ("ar", "hi")


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage, its model, and who is paid for it."""

    stage: str
    #: who is paid; None where nothing is bought
    provider: str | None
    model: str
    #: length of the clip, for models that are paid by the second
    seconds: int | None = None


def enhancement_plans(settings: Settings) -> tuple[StagePlan, ...]:
    """The stages of an enhancement that a model does."""
    return (
        _plan("enhance", settings.image_engine, settings.image_model),
        _plan("script", settings.script_engine, settings.script_model),
    )


def video_plans(settings: Settings, duration_seconds: int) -> tuple[StagePlan, ...]:
    """The stage of a video that an engine does."""
    return (_plan("render", settings.video_engine, settings.video_model, duration_seconds),)


def renders_here(settings: Settings) -> bool:
    """Whether videos are made on our own machines, in every format and template."""
    return settings.video_engine in FREE


def video_sizes(settings: Settings) -> Mapping[str, Size]:
    """What a video can come in: pixels by format."""
    if renders_here(settings):
        return FORMATS
    return PRODUCT_AD_SIZES if settings.video_model == PRODUCT_AD else SERVICE_SIZES


def script_languages(settings: Settings) -> tuple[str, ...]:
    """The languages, as BCP 47 tags, that a user can choose from for the script."""
    if settings.script_engine == "instant":
        return ("en",)
    here = tuple(book.language for book in PHRASEBOOKS)
    return here if settings.script_engine == "local" else (*here, *CLOUD_LANGUAGES)


def estimated_costs(connection: Connection, plans: Sequence[StagePlan]) -> dict[str, Decimal | None]:
    """US dollars by stage: 0 where nothing is bought, None where the model's price is not known."""
    usual = usual_costs(connection, [plan.model for plan in plans if plan.provider])
    return {plan.stage: _cost(plan, usual) for plan in plans}


def _cost(plan: StagePlan, usual: Mapping[str, Decimal | None]) -> Decimal | None:
    if not plan.provider:
        return Decimal(0)
    by_length = video_cost_usd(plan.model, plan.seconds) if plan.seconds else None
    return by_length or usual[plan.model]


def _plan(stage: str, engine: str, model: str, seconds: int | None = None) -> StagePlan:
    return StagePlan(stage, None, FREE[engine]) if engine in FREE else StagePlan(stage, engine, model, seconds)
