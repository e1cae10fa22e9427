"""Prices of clips by model and second, with their dates. A model not in the table costs None: no guesses.

Runway sells credits at one cent each and names credits per second of video (docs.dev.runwayml.com/guides/pricing).
How much a job really cost, its task says when it ends: `cost.credits`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

#: the older of two dates: Runway's repository `runwayml/skills` gave those of other makers' models then; its own were
#: last seen on 2026-09-09, by others who quote its list, for the SDK carries no prices
VIDEO_PRICES_DATE = "2026-04-21"

RUNWAY_CREDIT_USD = Decimal("0.01")

#: credits per second at 1280x720
RUNWAY_CREDITS_PER_SECOND: Mapping[str, int] = {
    "gen4.5": 12,
    "gen4_turbo": 5,
    # as we order them: with sound
    "veo3.1": 40,
    "veo3.1_fast": 15,
    "seedance2": 36,
}

#: US dollars per second
VIDEO_PRICES: Mapping[str, Decimal] = {
    model: credits * RUNWAY_CREDIT_USD for model, credits in RUNWAY_CREDITS_PER_SECOND.items()
}


def video_cost_usd(model: str, duration_seconds: int) -> Decimal | None:
    """What a clip of exactly this length costs; None when the model's price is not known."""
    price = VIDEO_PRICES.get(model)
    return None if price is None else price * duration_seconds


def runway_charge_usd(usage: Mapping[str, Any] | None) -> Decimal | None:
    """What an ended job did cost, refunds taken off; None when Runway did not say."""
    credits = (usage or {}).get("credits")
    return None if credits is None else Decimal(str(credits)) * RUNWAY_CREDIT_USD
