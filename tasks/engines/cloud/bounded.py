"""A deadline for each call to a video service as a whole: a server that drips is never silent, and never done.

The paid call that starts a job has the ledger's deadline; those that cost nothing have it here. A call that is left
behind ends with the next byte that comes: `bounded_body` is a response hook of the SDKs' HTTP clients.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from types import ModuleType
from typing import Any, TypeVar

from ...deadline import Deadline, DeadlinePassed, call_within
from ...errors import ProviderUnreachable
from ..protocols import JobState, VideoOrder, VideoService

Result = TypeVar("Result")

#: asking how a job stands, or stopping it, takes a server no time
ASK_SECONDS = 60.0


class BoundedVideoService:
    """Another service, none of whose calls outlasts its deadline."""

    def __init__(self, service: VideoService, fetch_seconds: float, ask_seconds: float = ASK_SECONDS) -> None:
        self._service = service
        self._fetch_seconds = fetch_seconds
        self._ask_seconds = ask_seconds
        self.model = service.model
        self.durations_seconds = service.durations_seconds

    @property
    def provider(self) -> str:
        """Who is paid."""
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


def bounded_body(http: ModuleType, seconds: float) -> Callable[[Any], None]:
    """A response hook for clients of `http` (httpx, httpx2): reading a body raises ReadTimeout after `seconds`."""

    class Body(http.SyncByteStream):  # type: ignore[name-defined,misc]
        def __init__(self, response: Any) -> None:
            self._response, self._stream, self._deadline = response, response.stream, Deadline(seconds)

        def __iter__(self) -> Iterator[bytes]:
            for part in self._stream:
                if self._deadline.has_passed():
                    raise http.ReadTimeout("the body took too long", request=self._response.request)
                yield part

        def close(self) -> None:
            self._stream.close()

    def hook(response: Any) -> None:
        response.stream = Body(response)

    return hook


def _within(seconds: float, call: Callable[[], Result]) -> Result:
    try:
        return call_within(Deadline(seconds), call)
    except DeadlinePassed as exc:
        raise ProviderUnreachable() from exc
