"""The purchase ledger: records every paid call before it is made, and settles it after.

`intended` is committed first. `confirmed` is committed together with what the call made, so a confirmed purchase is
never lost, unless its worker was taken for dead or what it made cannot be stored; `failed` was surely not bought;
`unknown` may have been, and is bought again at most `rebuy_unknown` times.
"""

import hashlib
import logging
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Protocol, TypeVar

from psycopg.types.json import Jsonb

from ..db.pool import Connection, Database, run
from ..deadline import Deadline, DeadlinePassed, call_within
from ..engines.protocols.delivered import Delivered
from ..errors import LeaseLost, PictureUnusable, ProviderError
from ..records import Lease
from .spend_limits import SpendLimits, usual_costs

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

#: between two tries when the provider names no time: doubled each time, with jitter
FIRST_WAIT_SECONDS = 1.0
#: for a longer wait, better ask the user to come back
WAIT_SECONDS_MAX = 60.0


class Buyer(Protocol):
    """The attempt at a task for which something is bought."""

    lease: Lease
    #: set once the call is no longer wanted
    lease_lost: threading.Event

    def note(self, code: str, **params: Any) -> None:
        """Show watchers why it takes longer."""


@dataclass(frozen=True, slots=True)
class Order:
    """A call about to be bought."""

    stage: str
    #: None where nothing is bought
    provider: str | None
    model: str
    #: everything that makes the call what it is
    request: tuple[str | bytes, ...]
    #: what it will cost, where that is known beforehand; else what the model's calls usually cost
    cost_usd: Decimal | None = None

    def fingerprint(self) -> bytes:
        """Tells two requests apart."""
        parts = (part.encode() if isinstance(part, str) else part for part in (self.model, *self.request))
        return hashlib.sha256(b"\0".join(parts)).digest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """A purchase that was delivered, to be committed together with what it made."""

    purchase_id: int
    usage: dict[str, Any] | None
    #: None when the model's price is not known
    cost_usd: Decimal | None

    def confirm(self, connection: Connection) -> None:
        """Settle the purchase in the caller's transaction."""
        settle(connection, self.purchase_id, "confirmed", usage=self.usage, cost_usd=self.cost_usd)


class Ledger:
    """Makes paid calls, and repeats only what was surely not bought or may be bought once more."""

    def __init__(
        self,
        db: Database,
        limits: SpendLimits,
        rebuy_unknown: int,
        patience_seconds: float,
        deadline_seconds: Mapping[str, float],
    ) -> None:
        """`deadline_seconds`: by stage, how long one call may take in all."""
        self._db = db
        self._limits = limits
        self._rebuy_unknown = rebuy_unknown
        self._patience_seconds = patience_seconds
        self._deadline_seconds = deadline_seconds

    def buy(
        self,
        buyer: Buyer,
        order: Order,
        call: Callable[[], Delivered[Result]],
        unwanted: Callable[[int, Result], None] = lambda purchase_id, result: None,
    ) -> tuple[Result, Receipt | None]:
        """Make a paid call until it is delivered; raises the last ProviderError, LimitReached, LeaseLost.

        The receipt is to be committed together with what was delivered; there is none where nothing is bought.
        `unwanted` gets, with its purchase's id, what is delivered when the task has long been let go.
        """
        if order.provider is None:
            return call().result, None
        # what an earlier attempt had under way when it died counts as unknown
        self._db.rows("mark_interrupted", task_id=buyer.lease.task_id, lease_id=buyer.lease.lease_id, stage=order.stage)
        self._allow_another(buyer, order, ProviderError("purchase_unknown"))
        spent_seconds, wait_seconds = 0.0, FIRST_WAIT_SECONDS
        while True:
            purchase_id = self._add_purchase(buyer, order)
            deadline = Deadline(self._deadline_seconds[order.stage])
            try:
                delivered = _within(deadline, buyer, call, partial(unwanted, purchase_id))
                return delivered.result, Receipt(purchase_id, delivered.usage, delivered.cost_usd)
            except ProviderError as exc:
                self._settle_failure(purchase_id, exc)
                if exc.bought is None:
                    self._allow_another(buyer, order, exc)
                    continue
                pause_seconds = exc.wait_seconds or wait_seconds * random.uniform(1.0, 1.5)
                spent_seconds += deadline.used_seconds
                if not exc.transient or pause_seconds > min(WAIT_SECONDS_MAX, self._patience_seconds - spent_seconds):
                    raise
                buyer.note("provider.waiting", model=order.model, seconds=max(1, round(pause_seconds)))
                if buyer.lease_lost.wait(pause_seconds):
                    raise LeaseLost() from exc
                spent_seconds += pause_seconds
                wait_seconds *= 2
            except PictureUnusable as exc:
                self._mark(purchase_id, "failed", exc.code)  # there was nothing to send
                raise
            except BaseException:
                self._mark(purchase_id, "unknown", "interrupted")
                raise

    def _allow_another(self, buyer: Buyer, order: Order, cause: ProviderError) -> None:
        [row] = self._db.rows("count_possibly_bought", task_id=buyer.lease.task_id, stage=order.stage)
        if row["purchases"] > self._rebuy_unknown:
            raise cause
        if row["purchases"]:
            buyer.note("provider.rebuying", model=order.model)

    def _add_purchase(self, buyer: Buyer, order: Order) -> int:
        with self._db.transaction() as connection:
            estimated_usd = order.cost_usd
            if estimated_usd is None:
                estimated_usd = usual_costs(connection, [order.model])[order.model]
            self._limits.check(connection, buyer.lease.account_id, estimated_usd, except_task_id=buyer.lease.task_id)
            added = run(
                connection,
                "add_purchase",
                task_id=buyer.lease.task_id,
                lease_id=buyer.lease.lease_id,
                stage=order.stage,
                provider=order.provider,
                model=order.model,
                fingerprint=order.fingerprint(),
                estimated_usd=estimated_usd,
            )
        if not added:
            raise LeaseLost()
        return int(added[0]["id"])

    def _settle_failure(self, purchase_id: int, error: ProviderError) -> None:
        state = "unknown" if error.bought is None or error.begun else "failed"
        logger.warning("purchase %s: %s (%s): %s", purchase_id, state, error.code, error.__cause__ or error)
        self._mark(purchase_id, state, error.code)

    def _mark(self, purchase_id: int, state: str, reason: str) -> None:
        with self._db.transaction() as connection:
            settle(connection, purchase_id, state, reason=reason)


def _within(
    deadline: Deadline, buyer: Buyer, call: Callable[[], Delivered[Result]], unwanted: Callable[[Result], None]
) -> Delivered[Result]:
    try:
        return call_within(deadline, call, lost=buyer.lease_lost, unwanted=lambda late: unwanted(late.result))
    except DeadlinePassed as exc:
        raise ProviderError("provider_timeout") from exc


def settle(
    connection: Connection,
    purchase_id: int,
    state: str,
    *,
    usage: dict[str, Any] | None = None,
    cost_usd: Decimal | None = None,
    reason: str | None = None,
) -> None:
    """Record the outcome of a paid call, in the caller's transaction."""
    run(
        connection,
        "settle_purchase",
        purchase_id=purchase_id,
        state=state,
        usage=Jsonb(usage) if usage else None,
        cost_usd=cost_usd,
        reason=reason,
    )
