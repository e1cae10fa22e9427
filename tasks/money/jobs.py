"""Paid jobs that run for minutes at a video service: the ledger's other half.

A job's id is stored the moment it is known, and its purchase stays `intended` until the job ends; so the next
attempt asks for the same job instead of buying another.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..db.outage import retry_while_unavailable
from ..db.pool import Database
from ..engines.protocols.delivered import Delivered
from ..engines.protocols.video_engines import VideoRenderer, VideoService
from ..errors import LimelightError, ProviderError
from .ledger import Buyer, Ledger, Order, Receipt, settle

logger = logging.getLogger(__name__)

#: any job has ended after this long
STOP_SECONDS_MAX = 3600


@dataclass(slots=True)
class Job:
    """A job that was paid for, or will be when it ends well."""

    purchase_id: int
    #: who works on it; jobs outlive a change of VIDEO_ENGINE
    provider: str
    job_id: str
    #: by the database's clock, when it was read
    age_seconds: float
    #: what it costs; None when the price is not known
    cost_usd: Decimal | None
    #: as the provider counted it
    usage: dict[str, Any] | None = field(default=None)

    @property
    def receipt(self) -> Receipt:
        """To be committed together with what the job made."""
        return Receipt(self.purchase_id, self.usage, self.cost_usd)


class Jobs:
    """Starts, finds and ends jobs."""

    def __init__(self, db: Database, ledger: Ledger) -> None:
        self._db = db
        self._ledger = ledger

    def open(self, buyer: Buyer, stage: str) -> Job | None:
        """The job of a stage that has not ended yet."""
        row = self._db.row("open_job", task_id=buyer.lease.task_id, stage=stage)
        return _job(row) if row else None

    def start(self, buyer: Buyer, order: Order, service: VideoService, call: Callable[[], str]) -> None:
        """Start a job with a paid call that gives its id; raises as `Ledger.buy`.

        A job whose id comes when its task is cancelled already is stopped.
        """

        def stop(purchase_id: int, job_id: str) -> None:
            self._set_job_id(purchase_id, job_id)
            _stopped(job_id, service)

        job_id, receipt = self._ledger.buy(buyer, order, lambda: Delivered(call()), stop)
        assert receipt is not None  # a job is always paid for
        self._set_job_id(receipt.purchase_id, job_id)

    def failed(self, job: Job, error: ProviderError, usage: dict[str, Any] | None, cost_usd: Decimal | None) -> None:
        """The job ended without a result; some are paid for all the same, and some providers say so."""
        state = "confirmed" if cost_usd else "unknown" if error.bought is None and cost_usd is None else "failed"
        self._settle(job, state, error.code, usage, cost_usd)

    def lost(self, job: Job, error: LimelightError) -> None:
        """The job succeeded, but its clip cannot be fetched; it is paid for all the same."""
        state = "unknown" if job.cost_usd is None else "confirmed"
        self._settle(job, state, error.code, job.usage, job.cost_usd)

    def abandon(self, job: Job, service: VideoService, reason: str) -> None:
        """Stop a job that is no longer wanted; what it cost so far is not known."""
        _stopped(job.job_id, service)
        self._settle(job, "unknown", reason)

    def abandon_orphans(self, engine: VideoRenderer | VideoService) -> None:
        """Stop the engine's jobs of tasks that were cancelled, deleted or given up; a renderer has none.

        A provider that cannot stop one now is asked again by the next sweep.
        """
        if not isinstance(engine, VideoRenderer):
            for job in map(_job, self._db.rows("orphan_jobs", provider=engine.provider)):
                if _stopped(job.job_id, engine):
                    self._settle(job, "unknown", "cancelled")
        self._db.rows("expire_orphan_jobs", seconds=STOP_SECONDS_MAX)

    def _set_job_id(self, purchase_id: int, job_id: str) -> None:
        """Store a job's id, also over a short outage of Postgres: without it nothing can poll or stop the job."""
        retry_while_unavailable(lambda: self._db.rows("set_job_id", purchase_id=purchase_id, job_id=job_id))

    def _settle(
        self,
        job: Job,
        state: str,
        reason: str,
        usage: dict[str, Any] | None = None,
        cost_usd: Decimal | None = None,
    ) -> None:
        with self._db.transaction() as connection:
            settle(connection, job.purchase_id, state, reason=reason, usage=usage, cost_usd=cost_usd)


def _stopped(job_id: str, service: VideoService) -> bool:
    """Whether the provider accepted the request to stop a job, or will never accept it."""
    try:
        service.cancel(job_id)
    except ProviderError as exc:
        logger.warning("job %s could not be cancelled: %s", job_id, exc)
        return not exc.transient
    return True


def _job(row: dict[str, Any]) -> Job:
    return Job(row["id"], row["provider"], row["job_id"], row["age_seconds"], row["estimated_usd"])
