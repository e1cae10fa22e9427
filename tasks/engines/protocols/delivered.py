"""The result of a call that may cost money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Delivered(Generic[Result]):
    """An engine's result, and its usage and cost."""

    result: Result
    #: as the provider counted it; None where nothing is bought
    usage: dict[str, Any] | None = None
    #: None where nothing is bought or the model's price is not known
    cost_usd: Decimal | None = None
