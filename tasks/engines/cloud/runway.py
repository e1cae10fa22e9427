"""Runway: has clips made from a first frame. The only home of the `runwayml` library.

Wire format of API version 2024-11-06 (docs.dev.runwayml.com, runwayml 5.x): `POST /v1/image_to_video` gives the id of
a task at once, as does `POST /v1/recipes/product_ad`, which makes an ad with sound; `GET /v1/tasks/{id}` says PENDING,
THROTTLED, RUNNING (with `progress` 0-1), SUCCEEDED (with `output`, URLs that expire), FAILED (with `failureCode`) or
CANCELLED, and at the end `cost.credits`; `DELETE` cancels, or deletes what is finished. Nothing is retried here but
downloads, which are free.
"""

import base64
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import httpx
import runwayml

from ...errors import (
    InputRefused,
    ProviderAnswerUnusable,
    ProviderError,
    ProviderRefused,
    ProviderRejected,
    VideoExpired,
    VideoModerated,
    provider_error,
)
from ..protocols.model_names import PRODUCT_AD
from ..protocols.picture import Picture
from ..protocols.video_engines import JobState, VideoOrder
from ..video_prices import runway_charge_usd, video_cost_usd
from .connection_deadline import watched
from .downloads import PAUSE_SECONDS, collected, repeated
from .provider_errors import POLL_TIMEOUT_SECONDS, by_status, translated
from .video_orders import concept, possible_seconds, product_info, prompt

logger = logging.getLogger(__name__)

#: Runway's own flagship and general recommendation: any whole length from 2 to 10 s, cheap enough for an ad
DEFAULT_MODEL = "gen4.5"
PROMPT_UNITS_MAX = 1000
#: of the data URI, not of the picture
PICTURE_BYTES_MAX = 5_000_000
#: "should not expect updates more frequent than once every five seconds" (Get task)
POLL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Model:
    """What `image_to_video` takes for one model, as the SDK's types and Runway's model pages say."""

    durations_seconds: tuple[int, ...]
    #: what else is asked of it
    options: Mapping[str, Any] = field(default_factory=dict)


#: models that take 1280:720 and 720:1280
MODELS: Mapping[str, Model] = {
    "gen4.5": Model(tuple(range(2, 11))),
    "gen4_turbo": Model((5, 10)),
    "veo3.1": Model((4, 6, 8), {"audio": True}),  # said, because the price depends on it
    "veo3.1_fast": Model((4, 6, 8), {"audio": True}),
    "seedance2": Model(tuple(range(4, 16))),
    "gemini_omni_flash": Model(tuple(range(3, 11))),
    "gemini_omni_flash_1.1": Model(tuple(range(3, 11))),
    PRODUCT_AD: Model(tuple(range(4, 16))),
}
#: of a newer one: what our users ask for; Runway refuses what it cannot make
UNKNOWN_MODEL = Model((4, 8, 12))
#: of the recipe: a version keeps it from changing under us
PRODUCT_AD_VERSION: Final = "2026-07"

STATES = {
    "PENDING": "waiting",
    "THROTTLED": "waiting",
    "RUNNING": "running",
    "SUCCEEDED": "finished",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
}


class RunwayVideoService:
    """Has clips made by Runway."""

    provider = "runway"

    def __init__(
        self,
        api_key: str,
        model: str = DEFAULT_MODEL,
        base_url: str | None = None,
        timeout_seconds: float = 60.0,
        deadline_seconds: float = 300.0,
        poll_timeout_seconds: float = POLL_TIMEOUT_SECONDS,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs URLs, and an output's URL opens the video
        timeout = httpx.Timeout(timeout_seconds, connect=min(10.0, timeout_seconds))
        options = watched(httpx, deadline_seconds)
        # a create that timed out and is repeated would be billed twice
        self._client = runwayml.RunwayML(
            api_key=api_key,
            base_url=base_url or None,
            max_retries=0,
            timeout=timeout,
            http_client=runwayml.DefaultHttpxClient(**options),
        )
        self._asking = self._client.with_options(timeout=min(poll_timeout_seconds, timeout_seconds))
        # without the key: outputs lie with others
        self._files = httpx.Client(timeout=timeout, follow_redirects=True, **options)
        self._pause_seconds = pause_seconds
        self.model = model
        self._takes = MODELS.get(model, UNKNOWN_MODEL)
        self.durations_seconds = self._takes.durations_seconds

    def cost_usd(self, duration_seconds: int) -> Decimal | None:
        """What a clip costs that was asked for with this length, at the length it will really have."""
        return video_cost_usd(self.model, possible_seconds(duration_seconds, self.durations_seconds))

    def start(self, order: VideoOrder) -> str:
        """Start a task with one paid call; raises ProviderError."""
        with translated(runwayml, httpx, paid=True, named=_named):
            task = self._product_ad(order) if self.model == PRODUCT_AD else self._image_to_video(order)
            if not task.id or not isinstance(task.id, str):
                raise ProviderAnswerUnusable()
            return str(task.id)

    def _image_to_video(self, order: VideoOrder) -> Any:
        ask: Any = self._client.image_to_video.create  # the model is a setting, no literal
        return ask(
            model=self.model,
            prompt_image=_data_uri(order.picture),
            prompt_text=prompt(order, PROMPT_UNITS_MAX),
            **self._common(order),
            **self._takes.options,
        )

    def _product_ad(self, order: VideoOrder) -> Any:
        return self._client.recipes.product_ad(
            version=PRODUCT_AD_VERSION,
            product_images=[{"uri": _data_uri(order.picture)}],
            product_info=product_info(order, PROMPT_UNITS_MAX),
            user_concept=concept(order, PROMPT_UNITS_MAX),
            audio=True,
            **self._common(order),
        )

    def _common(self, order: VideoOrder) -> dict[str, Any]:
        seconds = possible_seconds(order.duration_seconds, self.durations_seconds)
        return {"ratio": f"{order.picture.width}:{order.picture.height}", "duration": seconds}

    def poll(self, job_id: str) -> JobState:
        """How the task stands; a task that Runway does not know any more has failed."""
        try:
            return _state(job_id, self._task(job_id))
        except VideoExpired as exc:
            return JobState("failed", error=exc)

    def fetch(self, job_id: str) -> bytes:
        """The finished clip; each attempt asks for a fresh URL."""
        return repeated(lambda: self._download(self._output_url(job_id)), self._pause_seconds)

    def cancel(self, job_id: str) -> None:
        """Stop the task. What RUNNING has cost is not given back; a finished task's video is deleted."""
        try:
            with translated(runwayml, httpx, paid=False):
                self._asking.tasks.delete(job_id)
        except VideoExpired:
            pass  # there is nothing left to stop

    def close(self) -> None:
        self._client.close()
        self._files.close()

    def _task(self, job_id: str) -> Any:
        with translated(runwayml, httpx, paid=False):
            task = self._asking.tasks.retrieve(job_id)
            if not isinstance(task.status, str):
                raise TypeError("a task without a status")
            return task

    def _output_url(self, job_id: str) -> str:
        task = self._task(job_id)
        urls = getattr(task, "output", None) or [""]
        if task.status != "SUCCEEDED" or not str(urls[0]).startswith(
            ("https://", f"{self._client.base_url.scheme}://")
        ):
            raise ProviderAnswerUnusable(message="The provider names no video to download. Try again.")
        return str(urls[0])

    def _download(self, url: str) -> bytes:
        with translated(runwayml, httpx, paid=False), self._files.stream("GET", url) as response:
            if response.status_code == 403:  # how storage says that a signed URL has expired
                raise VideoExpired()
            if response.is_error:
                raise provider_error(by_status(response.status_code, paid=False))
            return collected(response.headers, response.iter_bytes())


def _data_uri(frame: Picture) -> str:
    uri = f"data:{frame.content_type};base64,{base64.b64encode(frame.content).decode()}"
    if len(uri) > PICTURE_BYTES_MAX:
        raise InputRefused("provider_picture_too_large")
    return uri


def _state(job_id: str, task: Any) -> JobState:
    state = STATES.get(task.status, "running")  # what we do not know may still end well
    usage = _usage(task)
    cost_usd = runway_charge_usd(usage)
    if state == "failed":
        return JobState(state, error=_failure(job_id, task, usage), usage=usage, cost_usd=cost_usd)
    if state == "cancelled":
        error = ProviderRefused("video_refused", "The video was cancelled at the provider. Try again.")
        return JobState(state, error=error, usage=usage, cost_usd=cost_usd)
    if state == "finished":
        return JobState(state, 100, usage=usage, cost_usd=cost_usd)
    return JobState(state, _percent(getattr(task, "progress", None)), POLL_SECONDS)


def _percent(progress: object) -> int | None:
    if not isinstance(progress, (int, float)) or not math.isfinite(progress):
        return None
    return round(100 * max(0.0, min(float(progress), 1.0)))


def _usage(task: Any) -> dict[str, Any] | None:
    credits = getattr(getattr(task, "cost", None), "credits", None)
    return None if credits is None else {"credits": credits}


def _failure(job_id: str, task: Any, usage: dict[str, Any] | None) -> ProviderError:
    """Codes as docs.dev.runwayml.com/errors/task-failures has them: for the log, not for users."""
    code = str(getattr(task, "failure_code", None) or "")
    logger.warning("runway task %s failed: %s %.200s", job_id, code, getattr(task, "failure", None))
    if "SAFETY" in code.split("."):  # SAFETY.INPUT.IMAGE, INPUT_PREPROCESSING.SAFETY.TEXT
        # "moderated generations have the same credit cost as successful generations", or none if the task says so
        return InputRefused("moderation_refused") if usage == {"credits": 0} else VideoModerated()
    return ProviderRejected() if code.startswith("ASSET.INVALID") else ProviderRefused("video_refused")


def _named(error: Any) -> str | None:
    """Bodies are `{"error": "in words"}`; no credit left is a plain 400."""
    words = error.body.get("error") if isinstance(error.body, dict) else None
    return "provider_quota_used_up" if error.status_code == 400 and "enough credits" in str(words).lower() else None
