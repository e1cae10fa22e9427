"""Estimates: what a task will probably cost."""

from pydantic import BaseModel, Field

from .fields import Duration
from .tasks import ListedKind


class EstimateQuery(BaseModel):
    """What is to be estimated."""

    kind: ListedKind = "enhancement"
    duration: Duration = 4


class EstimateItem(BaseModel):
    """What one stage will probably cost."""

    stage: str
    model: str
    cost_usd: float | None = Field(description="0: nothing is bought; null: the price is not known.")


class Estimate(BaseModel):
    """What a task will probably cost, and what may still be spent today (UTC)."""

    total_usd: float | None = Field(description="null when the price of a stage is not known.")
    items: list[EstimateItem]
    spent_today_usd: float = Field(description="Including what your active tasks will probably spend.")
    daily_limit_usd: float | None = Field(description="null: no limit.")
    prices_date: str
