"""OpenAI: the image model enhances, the text model writes while looking at the picture. The only home of that library.

Nothing is retried here: each method makes one paid call, or raises a ProviderError that says whether it was bought.
Wire formats and errors as in openai 3.x.
"""

import base64
import binascii
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any, Literal, cast

import httpx2
import openai
from openai.types.responses import ResponseInputParam
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from ..errors import (
    EngineFailed,
    FileEmpty,
    LimelightError,
    ModelGone,
    ModerationRefused,
    PictureAnimated,
    PictureBroken,
    PictureTooLarge,
    PictureTooSlow,
    PictureUnsupported,
    ProviderAnswerUnusable,
    ProviderBusy,
    ProviderConnectionLost,
    ProviderError,
    ProviderForbidden,
    ProviderKeyWrong,
    ProviderPictureTooLarge,
    ProviderQuotaUsedUp,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnreachable,
    UploadTooLarge,
)
from ..photo import Photo, Size, probe
from ..prices import cost_usd
from . import Delivered, Enhanced, Fitted, Picture, Script, Shot, Watcher, pictures
from .prompts import SCRIPT_SCHEMA, image_prompt, script_prompt
from .scripts import drafted_text, script_text

#: checked against this list by the settings
Quality = Literal["low", "medium", "high", "xhigh", "max", "auto"]

PROVIDER = "openai"
#: coarse pictures on the way, as many as the API gives
PARTIAL_IMAGES = 3
#: of the video's shape, so that the later fit cuts and grows nothing; sides must be multiples of 16
PICTURE_SIZES = {Size(1280, 720): Size(1536, 864), Size(720, 1280): Size(864, 1536)}
#: what they say of the user's picture is not true of one that the provider sent
UNREADABLE = (
    *(FileEmpty, UploadTooLarge, PictureUnsupported),
    *(PictureTooLarge, PictureAnimated, PictureBroken, PictureTooSlow),
)
#: a model that ends so soon is worth a warning
SHUTDOWN_WARNING_DAYS = 60
#: watchers get the growing script this often
DRAFT_SECONDS = 0.25

STATUS_ERRORS: dict[int, type[ProviderError]] = {
    400: ProviderRejected,
    401: ProviderKeyWrong,
    403: ProviderForbidden,
    404: ModelGone,
    409: ProviderRejected,
    413: ProviderPictureTooLarge,
    422: ProviderRejected,
    429: ProviderBusy,
    503: ProviderBusy,
}
CODE_ERRORS: dict[str, type[ProviderError]] = {
    "moderation_blocked": ModerationRefused,
    "content_policy_violation": ModerationRefused,
    "content_filter": ModerationRefused,
    "insufficient_quota": ProviderQuotaUsedUp,
    "billing_hard_limit_reached": ProviderQuotaUsedUp,
    "invalid_api_key": ProviderKeyWrong,
    "model_not_found": ModelGone,
    "image_too_large": ProviderPictureTooLarge,
}


def make_client(api_key: str, base_url: str | None, timeout_seconds: float) -> openai.OpenAI:
    """A client that never repeats a call by itself: one timed-out edit would be billed three times."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # a line for each call says nothing that the ledger does not
    timeout = httpx2.Timeout(timeout_seconds, connect=min(10.0, timeout_seconds))
    return openai.OpenAI(api_key=api_key, base_url=base_url, max_retries=0, timeout=timeout)


class OpenAIPictureEngine:
    """Enhances with the configured image model, showing partial pictures on the way."""

    provider = PROVIDER

    def __init__(self, client: openai.OpenAI, model: str, quality: str) -> None:
        self._client = client
        self.model = model
        self._quality = cast(Quality, quality)

    def enhance(self, photo: Photo, description: str, watcher: Watcher) -> Delivered[Enhanced]:
        """One paid edit; raises ProviderError, or PictureBroken and PictureTooSlow before it."""
        size = PICTURE_SIZES[photo.orientation.video_size]
        upright = pictures.prepare(photo, size)
        with ThreadPoolExecutor(1, "before") as beside, _translated():
            before = beside.submit(_before, photo, size)  # while the provider works
            answer = self._client.images.with_streaming_response.edit(
                model=self.model,
                image=("photo.jpg", upright.content, "image/jpeg"),
                prompt=image_prompt(description),
                size=str(size),
                quality=self._quality,
                output_format="jpeg",
                partial_images=PARTIAL_IMAGES,
                stream=True,
            )
            with answer as response:
                content, usage = _final_image(response, watcher.on_partial)
        tokens = _image_tokens(usage)
        enhanced = Enhanced(_adopted(content, size), before.result())
        return Delivered(enhanced, usage, cost_usd(self.model, tokens))

    def fit(self, picture: Picture, photo: Photo) -> Fitted:
        """The picture already has the video's shape: it is only made smaller."""
        return pictures.fit(picture, photo, whole=True)


class OpenAIScriptEngine:
    """Writes with the configured text model, which sees the picture."""

    provider = PROVIDER

    def __init__(self, client: openai.OpenAI, model: str) -> None:
        self._client = client
        self.model = model

    def write(
        self, photo: Photo, description: str, duration_seconds: int, language: str, watcher: Watcher
    ) -> Delivered[Script]:
        """One paid response; raises ProviderError, or PictureBroken and PictureTooSlow before it."""
        seen = pictures.preview(photo)
        url = "data:image/jpeg;base64," + base64.b64encode(seen.content).decode()
        instructions, question = script_prompt(description, duration_seconds, language)
        asked: ResponseInputParam = [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": question},
                    {"type": "input_image", "image_url": url, "detail": "auto"},
                ],
            }
        ]
        with _translated():
            answer = self._client.responses.with_streaming_response.create(
                model=self.model,
                instructions=instructions,
                input=asked,
                text={"format": {"type": "json_schema", "name": "ad_script", "schema": SCRIPT_SCHEMA, "strict": True}},
                reasoning={"effort": "low"},
                store=False,
                stream=True,
            )
            with answer as response:
                text, usage = _final_text(response, lambda part: watcher.on_text(_drafted(part, language)))
        script = _parsed_script(text, language)
        return Delivered(script, usage, cost_usd(self.model, _text_tokens(usage)))


def model_notices(client: openai.OpenAI, models: Sequence[str], today: date) -> list[str]:
    """What an operator should know of the configured models: gone, or soon to be."""
    with _translated():
        known = {model.id: model.shutdown_date for model in client.models.list()}
    found = []
    for model in models:
        if model not in known:
            found.append(f"{model} is not among the models of this key")
        elif (ends := known[model]) and (date.fromisoformat(ends[:10]) - today).days <= SHUTDOWN_WARNING_DAYS:
            found.append(f"{model} will be shut down on {ends[:10]}")
    return found


# -- pictures


def _final_image(response: Any, on_partial: Callable[[int, Picture], None]) -> tuple[bytes, dict[str, Any]]:
    if _is_json(response):  # gateways answer so to a stream request, and have been paid
        body = response.json()
        return _decoded(body["data"][0]["b64_json"]), body.get("usage") or {}
    for event in response.parse():
        if event.type == "image_edit.partial_image":
            try:
                partial = pictures.preview(probe(_decoded(event.b64_json)))
            except LimelightError:
                continue  # a preview that cannot be shown is no reason to lose what is being paid for
            on_partial(event.partial_image_index, partial)
        elif event.type == "image_edit.completed":
            return _decoded(event.b64_json), event.usage.model_dump() if event.usage else {}
    raise ProviderAnswerUnusable()


def _before(photo: Photo, size: Size) -> Picture:
    try:
        return pictures.adopt(photo, size)
    except UNREADABLE as exc:
        raise EngineFailed() from exc  # it could be read for the call, which has been made


def _adopted(content: bytes, size: Size) -> Picture:
    try:
        return pictures.adopt(probe(content), size)
    except UNREADABLE as exc:
        raise ProviderAnswerUnusable() from exc


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as exc:
        raise ProviderAnswerUnusable() from exc


def _image_tokens(usage: dict[str, Any]) -> dict[str, int]:
    details = usage.get("input_tokens_details") or {}
    tokens = {
        "text_input": details.get("text_tokens"),
        "image_input": details.get("image_tokens"),
        "image_output": usage.get("output_tokens"),
    }
    return {kind: count for kind, count in tokens.items() if count}


# -- scripts


class _Shot(BaseModel):
    start_seconds: float
    end_seconds: float
    picture: str
    voice_over: str
    on_screen_text: str


class _Answer(BaseModel):
    title: str
    shots: list[_Shot]
    call_to_action: str


def _final_text(response: Any, on_text: Callable[[str], None]) -> tuple[str, dict[str, Any]]:
    if _is_json(response):
        return _completed_text(response.json())
    text, told_at = "", 0.0
    for event in response.parse():
        if event.type == "response.output_text.delta":
            text += event.delta
            if time.monotonic() - told_at >= DRAFT_SECONDS:
                told_at = time.monotonic()
                on_text(text)
        elif event.type in ("response.refusal.delta", "response.refusal.done"):
            raise ModerationRefused(begun=True)
        elif event.type == "response.completed":
            return _completed_text(event.response.model_dump())
        elif event.type in ("response.failed", "response.incomplete"):
            raise _unfinished(event.response.model_dump())
        elif event.type == "error":
            raise _by_code(event.code, ProviderError)
    raise ProviderAnswerUnusable()


def _completed_text(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    parts = [part for item in body["output"] if item["type"] == "message" for part in item["content"]]
    if any(part["type"] == "refusal" for part in parts):
        raise ModerationRefused(begun=True)
    return "".join(part["text"] for part in parts if part["type"] == "output_text"), body.get("usage") or {}


def _unfinished(body: dict[str, Any]) -> ProviderError:
    code = (body.get("error") or {}).get("code") or (body.get("incomplete_details") or {}).get("reason")
    return _by_code(code, ProviderAnswerUnusable if body.get("status") == "incomplete" else ProviderError)


def _parsed_script(text: str, language: str) -> Script:
    try:
        answer = _Answer.model_validate_json(text)
    except ValidationError as exc:
        raise ProviderAnswerUnusable() from exc
    if not answer.shots:
        raise ProviderAnswerUnusable()
    shots = tuple(Shot(**shot.model_dump()) for shot in answer.shots)
    text = script_text(answer.title, shots, answer.call_to_action, language)
    return Script(language, shots, answer.call_to_action, text)


def _drafted(text: str, language: str) -> str:
    """The script as far as it is written, of JSON that has not ended yet."""
    try:
        return drafted_text(from_json(text, allow_partial="trailing-strings"), language)
    except (ValueError, TypeError, AttributeError):
        return ""  # nothing to show yet, or no script at all: the whole answer will tell


def _text_tokens(usage: dict[str, Any]) -> dict[str, int]:
    cached = (usage.get("input_tokens_details") or {}).get("cached_tokens") or 0
    tokens = {
        "text_input": (usage.get("input_tokens") or 0) - cached,
        "cached_input": cached,
        "text_output": usage.get("output_tokens") or 0,
    }
    return {kind: count for kind, count in tokens.items() if count}


# -- errors


@contextmanager
def _translated() -> Iterator[None]:
    """Foreign errors under our own names, which say what is known of the purchase."""
    try:
        yield
    except openai.APITimeoutError as exc:
        connected = not isinstance(exc.__cause__, httpx2.ConnectTimeout)
        raise ProviderTimeout() if connected else ProviderUnreachable() from exc
    except openai.APIConnectionError as exc:
        refused = isinstance(exc.__cause__, (httpx2.ConnectError, httpx2.UnsupportedProtocol))
        raise ProviderUnreachable() if refused else ProviderConnectionLost() from exc
    except openai.APIStatusError as exc:
        raise _by_status(exc) from exc
    except openai.APIError as exc:  # in mid-stream it comes without a status
        raise _by_code(exc.code, ProviderError) from exc
    except httpx2.TimeoutException as exc:
        raise ProviderTimeout() from exc
    except httpx2.TransportError as exc:
        raise ProviderConnectionLost() from exc
    except (json.JSONDecodeError, ValidationError, KeyError, IndexError, TypeError, AttributeError) as exc:
        raise ProviderAnswerUnusable() from exc


def _by_status(error: openai.APIStatusError) -> ProviderError:
    wait_seconds = _retry_after(error.response.headers)
    # a 5xx but 503 may come after the work was done; 408 too
    fallback = STATUS_ERRORS.get(error.status_code, ProviderError)
    found = CODE_ERRORS.get(error.code or "", fallback)
    return found(wait_seconds=wait_seconds)


def _by_code(code: str | None, fallback: type[ProviderError]) -> ProviderError:
    return CODE_ERRORS.get(code or "", fallback)(begun=True)


def _retry_after(headers: httpx2.Headers) -> float | None:
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return float(headers[name]) * scale
        except (KeyError, ValueError):
            continue
    return None


def _is_json(response: Any) -> bool:
    return str(response.headers.get("content-type", "")).startswith("application/json")
