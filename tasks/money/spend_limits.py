"""Daily spend limits, and the usual costs of calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..db.pool import Connection, run
from ..engines.prices import usual_cost_usd
from ..errors import LimitReached


@dataclass(frozen=True, slots=True)
class SpendLimits:
    """US dollars a day (UTC); 0 = no limit."""

    per_user_usd: Decimal
    total_usd: Decimal

    def check(
        self, connection: Connection, account_id: int, more_usd: Decimal | None, except_task_id: int | None = None
    ) -> None:
        """Raise LimitReached when `more_usd` goes beyond a limit; holds a lock to the end of the transaction.

        What `except_task_id` has reserved but not spent does not count: it is being spent now.
        """
        if not more_usd:
            return
        for limit_usd, whose in ((self.per_user_usd, account_id), (self.total_usd, None)):
            if not limit_usd:
                continue
            run(connection, "lock_spending")
            [row] = run(connection, "committed_usd", account_id=whose, except_task_id=except_task_id)
            if row["usd"] + more_usd > limit_usd:
                raise LimitReached("spend_limit_reached", limit_usd=float(limit_usd), spent_usd=float(row["usd"]))


NO_LIMITS = SpendLimits(Decimal(0), Decimal(0))


def usual_costs(connection: Connection, models: Sequence[str]) -> dict[str, Decimal | None]:
    """What a call of each model usually costs: by our own history, else by the table; None when not known."""
    if not models:
        return {}
    own = {row["model"]: row["usd"] for row in run(connection, "median_cost", models=list(models))}
    return {model: own.get(model, usual_cost_usd(model)) for model in models}
