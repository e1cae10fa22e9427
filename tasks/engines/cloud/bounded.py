"""A deadline for each call to a video service as a whole: a server that drips is never silent, and never done.

The paid call that starts a job has the ledger's deadline; the free calls have it here. A call that is left
behind ends with its connection, a little later: `connection_deadline.watched`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from ...deadline import Deadline, DeadlinePassed, call_within
from ...errors import ProviderBusy
from ..protocols.video_engines import JobState, VideoOrder, VideoService

Result = TypeVar("Result")


class BoundedVideoService:
    """Another service, none of whose calls outlasts its deadline."""

    def __init__(self, service: VideoService, fetch_seconds: float, ask_seconds: float) -> None:
        self._service = service
        self._fetch_seconds = fetch_seconds
        self._ask_seconds = ask_seconds
        self.model = service.model
        self.durations_seconds = service.durations_seconds

    @property
    def provider(self) -> str:
        """The name of the provider that is paid."""
        return self._service.provider

    def cost_usd(self, duration_seconds: int) -> Decimal | None:
        """What a clip of this length costs; None when the price is not known."""
        return self._service.cost_usd(duration_seconds)

    def start(self, order: VideoOrder) -> str:
        """Start a paid job; the ledger bounds it."""
        return self._service.start(order)

    def poll(self, job_id: str) -> JobState:
        """How the job stands; raises ProviderError."""
        return _within(self._ask_seconds, lambda: self._service.poll(job_id))

    def fetch(self, job_id: str) -> bytes:
        """The finished clip's MP4; raises ProviderError."""
        return _within(self._fetch_seconds, lambda: self._service.fetch(job_id))

    def cancel(self, job_id: str) -> None:
        """Stop the job if it still runs; raises ProviderError."""
        _within(self._ask_seconds, lambda: self._service.cancel(job_id))


def _within(seconds: float, call: Callable[[], Result]) -> Result:
    try:
        return call_within(Deadline(seconds), call)
    except DeadlinePassed as exc:
        raise ProviderBusy("provider_unreachable") from exc
