"""Any server that speaks `/v1/videos` as OpenAI's once did: self-hosted ones and gateways.

OpenAI shut its own down on 2026-09-24, and its SDK will lose `client.videos`, whose methods warn of that at each call.
So the calls are made with the SDK's generic verbs, which it documents for endpoints it does not know; nothing warns,
and nothing is assumed of the answers that such servers do not keep.

Wire format: `POST /videos` (multipart: model, prompt, seconds, size, input_reference) gives `{id, status, progress}`;
`GET /videos/{id}` the same, with `error: {code, message}` and the header `openai-poll-after-ms`; `GET
/videos/{id}/content` the MP4; `DELETE /videos/{id}`, or `POST /videos/{id}/cancel` where that is how a job is stopped.
"""

import logging
import math
from collections.abc import Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any, cast
from urllib.parse import quote

import httpx2
import openai

from ...errors import (
    ProviderAnswerUnusable,
    ProviderError,
    ProviderRefused,
    ProviderRejected,
    VideoExpired,
    VideoModerated,
)
from ..protocols.video_engines import JobState, VideoOrder
from .downloads import PAUSE_SECONDS, collected, repeated
from .openai.calls import by_code, make_client
from .provider_errors import POLL_TIMEOUT_SECONDS, seconds_in, translated, wait_seconds
from .video_orders import possible_seconds, prompt

logger = logging.getLogger(__name__)

#: as OpenAI's models had them; servers differ
DURATIONS_SECONDS = (4, 8, 12)
PROMPT_UNITS_MAX = 1000

#: what OpenAI, vLLM, SGLang, LiteLLM, OpenRouter and other gateways call them
STATES: Mapping[str, str] = {
    **dict.fromkeys(("queued", "pending", "submitted", "created", "not_start", "throttled"), "waiting"),
    **dict.fromkeys(("in_progress", "processing", "running"), "running"),
    **dict.fromkeys(("completed", "complete", "succeeded", "success", "done", "finished"), "finished"),
    **dict.fromkeys(("failed", "failure", "error", "rejected"), "failed"),
    **dict.fromkeys(("cancelled", "canceled", "cancelling", "deleted"), "cancelled"),
    "expired": "failed",
}


class VideosApiService:
    """Has clips made by a `/v1/videos` server."""

    provider = "videos-api"

    def __init__(
        self,
        api_key: str,
        model: str,
        base_url: str,
        timeout_seconds: float = 60.0,
        deadline_seconds: float = 300.0,
        poll_timeout_seconds: float = POLL_TIMEOUT_SECONDS,
        durations_seconds: Sequence[int] = DURATIONS_SECONDS,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._client = make_client(
            api_key or "none", base_url, timeout_seconds, deadline_seconds
        )  # self-hosted ones need no key
        self._asking = self._client.with_options(timeout=min(poll_timeout_seconds, timeout_seconds))
        self._pause_seconds = pause_seconds
        self.model = model
        self.durations_seconds = tuple(durations_seconds)

    def cost_usd(self, duration_seconds: int) -> Decimal | None:
        """Not known: each server has its own prices."""
        return None

    def start(self, order: VideoOrder) -> str:
        """Start a job with one paid call; raises ProviderError."""
        fields = {
            "model": self.model,
            "prompt": prompt(order, PROMPT_UNITS_MAX),
            "seconds": str(possible_seconds(order.duration_seconds, self.durations_seconds)),
            "size": f"{order.picture.width}x{order.picture.height}",
        }
        name = "frame.png" if order.picture.content_type == "image/png" else "frame.jpg"
        picture = (name, order.picture.content, order.picture.content_type)
        with translated(openai, httpx2, paid=True, named=_named):
            answer = self._client.post(
                "/videos",
                cast_to=httpx2.Response,
                body=fields,
                files={"input_reference": picture},
                options={"headers": {"Content-Type": "multipart/form-data"}},
            )
            job_id = answer.json()["id"]
            if not job_id or not isinstance(job_id, str):
                raise ProviderAnswerUnusable()
            return job_id

    def poll(self, job_id: str) -> JobState:
        """How the job stands; a job that the server does not know any more has failed."""
        try:
            with translated(openai, httpx2, paid=False, named=_named):
                answer = self._asking.get(_path(job_id), cast_to=httpx2.Response)
                return _state(job_id, answer.json(), answer.headers)
        except VideoExpired as exc:
            return JobState("failed", error=exc)

    def fetch(self, job_id: str) -> bytes:
        """The finished clip; raises ProviderError."""
        return repeated(lambda: self._download(job_id), self._pause_seconds)

    def cancel(self, job_id: str) -> None:
        """Stop the job, in the one way or the other; raises ProviderError when the server knows neither."""
        try:
            with translated(openai, httpx2, paid=False):
                self._asking.delete(_path(job_id), cast_to=httpx2.Response)
        except (ProviderRejected, VideoExpired) as exc:
            self._cancel_by_post(job_id, exc)

    def close(self) -> None:
        self._client.close()

    def _cancel_by_post(self, job_id: str, refused: ProviderError) -> None:
        try:
            with translated(openai, httpx2, paid=False):
                self._asking.post(f"{_path(job_id)}/cancel", cast_to=httpx2.Response)
        except (ProviderRejected, VideoExpired):
            if not isinstance(refused, VideoExpired):  # that one is gone already
                raise

    def _download(self, job_id: str) -> bytes:
        with translated(openai, httpx2, paid=False):
            answer = self._client.get(
                f"{_path(job_id)}/content",
                cast_to=httpx2.Response,
                options={"headers": {"Accept": "video/mp4, application/octet-stream;q=0.9, */*;q=0.1"}},
                stream=True,
                stream_cls=openai.Stream[object],
            )
            with closing(cast(httpx2.Response, answer)) as response:  # it comes as it is, streamed or not
                return collected(response.headers, response.iter_bytes())


def _path(job_id: str) -> str:
    return f"/videos/{quote(job_id, safe='')}"


def _state(job_id: str, video: Mapping[str, Any], headers: Mapping[str, str]) -> JobState:
    status = video["status"].lower().replace("-", "_")
    state = STATES.get(status, "running")  # what we do not know may still end well
    usage = video.get("usage") if isinstance(video.get("usage"), dict) else None
    if state == "failed":
        error = VideoExpired() if status == "expired" else _failure(job_id, video.get("error"))
        return JobState(state, error=error, usage=usage)
    if state == "cancelled":
        return JobState(
            state,
            error=ProviderRefused("video_refused", "The video was cancelled at the provider. Try again."),
            usage=usage,
        )
    if state == "finished":
        return JobState(state, 100, usage=usage)
    again_seconds = seconds_in(headers, ("openai-poll-after-ms", 0.001)) or wait_seconds(headers)
    return JobState(state, _percent(video.get("progress")), again_seconds)


def _percent(progress: object) -> int | None:
    if not isinstance(progress, (int, float)) or not math.isfinite(progress):
        return None
    return round(max(0.0, min(float(progress), 100.0)))


def _failure(job_id: str, error: object) -> ProviderError:
    """Why a job failed: `{code, message}`, one of them, or only words."""
    told = error if isinstance(error, dict) else {"message": error}
    code, message = str(told.get("code") or ""), str(told.get("message") or "")
    logger.warning("video job %s failed: %s %.200s", job_id, code, message)
    found = _by_code(code)
    if found == "moderation_refused":
        return VideoModerated()  # whether a refused job is billed, each server decides
    return ProviderRefused(found or "video_refused")


def _named(error: Any) -> str | None:
    return _by_code(str(error.code or ""))


def _by_code(code: str) -> str | None:
    code = code.lower()
    if "moderation" in code or "content_policy" in code or "safety" in code:
        return "moderation_refused"
    found = by_code(code)
    return found if found in ("moderation_refused", "provider_quota_used_up", "provider_key_wrong") else None
