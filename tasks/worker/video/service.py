"""A clip that a paid service renders: its job is started once, asked for across attempts, and fetched at its end."""

from collections.abc import Callable
from typing import NoReturn

from ...engines.protocols.video_engines import Clip, JobState, VideoService
from ...errors import EngineFailed, ProviderAnswerUnusable, ProviderError, ProviderRefused, VideoExpired
from ...media.photo import Size
from ...media.store import MediaStore
from ...money.jobs import Job, Jobs
from ...money.ledger import Order
from ..attempt import Attempt, Snooze
from .order import order_picture, video_order
from .progress import report_rendering, report_submitted

#: between two questions when the provider names no time
POLL_SECONDS = 5.0
#: bounds for what the provider asks
POLL_SECONDS_MIN, POLL_SECONDS_MAX = 2.0, 30.0

#: no retry will fetch the clip
LOST_FOR_GOOD = (ProviderAnswerUnusable, VideoExpired)
SERVICE_CHANGED = (
    "The service that was making this video is not used here any more, and it is not known whether it was paid for. "
    "Try again to start a new one."
)

#: makes a clip of a service's bytes: size, length and poster are read from them
Opening = Callable[[bytes], Clip]


class ServiceJobs:
    """Follows the job that renders a task's clip, up to a deadline."""

    def __init__(
        self, media: MediaStore, jobs: Jobs, service: VideoService, opened: Opening, deadline_seconds: float
    ) -> None:
        self._media = media
        self._jobs = jobs
        self._service = service
        self._opened = opened
        self._deadline_seconds = deadline_seconds

    def finished_job(self, attempt: Attempt) -> Job:
        """The job under way, once it has finished; raises Snooze until then, ProviderError when it came to nothing."""
        job = self._jobs.open(attempt, "render")
        if job is None:
            self._start_job(attempt)
            raise Snooze(POLL_SECONDS_MIN)
        if job.provider != self._service.provider:
            self._outwait(job)
        try:
            state = self._service.poll(job.job_id)
        except ProviderError as exc:  # only the answer was lost, the job continues
            state = JobState("running", ask_again_seconds=exc.wait_seconds or POLL_SECONDS_MAX)
        if state.state == "finished":
            job.usage = state.usage
            job.cost_usd = job.cost_usd if state.cost_usd is None else state.cost_usd
            return job
        if state.state in ("failed", "cancelled"):
            error = state.error or ProviderRefused("video_refused")
            self._jobs.failed(job, error, state.usage, state.cost_usd)
            raise error
        if state.percent is not None:
            report_rendering(attempt, state.percent)
        if job.age_seconds > self._deadline_seconds:
            self._jobs.abandon(job, self._service, "video_too_slow")
            raise ProviderError("video_too_slow")
        raise Snooze(min(POLL_SECONDS_MAX, max(POLL_SECONDS_MIN, state.ask_again_seconds or POLL_SECONDS)))

    def fetch(self, job: Job) -> Clip:
        """The finished clip; a failed download costs nothing and is repeated until the deadline.

        Raises Snooze until then, and ProviderError or EngineFailed once it is lost.
        """
        try:
            return self._opened(self._service.fetch(job.job_id))
        except (ProviderError, EngineFailed) as exc:
            if job.age_seconds < self._deadline_seconds and not isinstance(exc, LOST_FOR_GOOD):
                raise Snooze(getattr(exc, "wait_seconds", None) or POLL_SECONDS_MAX) from exc
            self._jobs.lost(job, exc)
            raise

    def _outwait(self, job: Job) -> NoReturn:
        """Leave a job to the service that was configured when it began, which may come back before the deadline."""
        if job.age_seconds < self._deadline_seconds:
            raise Snooze(POLL_SECONDS_MAX)
        error = ProviderError("purchase_unknown", SERVICE_CHANGED)
        self._jobs.failed(job, error, None, None)
        raise error

    def _start_job(self, attempt: Attempt) -> None:
        service, picture = self._service, order_picture(self._media, attempt.lease)
        order = video_order(attempt.lease.input, picture, Size(picture.width, picture.height))
        ordered = Order(
            "render",
            service.provider,
            service.model,
            (order.script, str(order.duration_seconds), order.picture.content),
            service.cost_usd(order.duration_seconds),
        )
        self._jobs.start(attempt, ordered, service, lambda: service.start(order))
        report_submitted(attempt, service.model)
