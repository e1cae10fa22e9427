"""Prices of models: one table, with its date. A model not in the table costs None, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

#: when the table was last compared with the providers' price lists
PRICES_DATE = "2026-11-23"

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens, by kind of token, and what a usual call of ours takes of each."""

    per_million: Mapping[str, Decimal]
    usual_tokens: Mapping[str, int]

    def cost(self, tokens: Mapping[str, int]) -> Decimal:
        """US dollars for so many tokens of each kind; a kind without a price is free."""
        costs = (self.per_million.get(kind, Decimal(0)) * count for kind, count in tokens.items())
        return sum(costs, Decimal(0)) / _MILLION


#: text and picture tokens of a prompt, tokens of the picture that comes back
_IMAGE = {"text_input": Decimal(5), "image_input": Decimal(8), "image_output": Decimal(30)}
#: an edit of one photo of about 1.3 megapixels at medium quality
_IMAGE_USUAL = {"text_input": 250, "image_input": 1_300, "image_output": 2_000}
_TEXT_USUAL = {"text_input": 1_800, "text_output": 700}

PRICES: Mapping[str, Price] = {
    "gpt-image-2": Price(_IMAGE, _IMAGE_USUAL),
    "gpt-image-2.5-flare": Price(_IMAGE, _IMAGE_USUAL),
    "gpt-image-2.5-sunburst": Price(_IMAGE, _IMAGE_USUAL),
    "gpt-image-2.6-flare": Price(_IMAGE, _IMAGE_USUAL),
    "gpt-image-2.6-sunburst": Price(_IMAGE, _IMAGE_USUAL),
    "gpt-6-luna": Price(
        {"text_input": Decimal("0.10"), "cached_input": Decimal("0.01"), "text_output": Decimal("0.50")}, _TEXT_USUAL
    ),
    "gpt-6-sol": Price(
        {"text_input": Decimal(2), "cached_input": Decimal("0.20"), "text_output": Decimal(10)}, _TEXT_USUAL
    ),
}


def cost_usd(model: str, tokens: Mapping[str, int]) -> Decimal | None:
    """What a call cost that used so many tokens of each kind; None when the model's price is not known."""
    price = PRICES.get(model)
    return price.cost(tokens) if price and tokens else None


def usual_cost_usd(model: str) -> Decimal | None:
    """The cost of a typical call, used until we have our own history; None when not known."""
    price = PRICES.get(model)
    return price.cost(price.usual_tokens) if price else None
