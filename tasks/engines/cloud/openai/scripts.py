"""The text model writes while it looks at the picture."""

import base64
import time
from collections.abc import Callable
from typing import Annotated, Any

from openai import OpenAI
from openai.types.responses import ResponseInputParam
from pydantic import AfterValidator, BaseModel, ValidationError
from pydantic_core import from_json

from ....brief import Brief
from ....errors import InputRefused, ProviderAnswerUnusable, ProviderError, provider_error
from ....media.photo import Photo
from ....storyboard import Shot, Storyboard
from ...pictures.processes import PictureProcesses
from ...prices import cost_usd
from ...protocols.delivered import Delivered
from ...protocols.script_engines import Script
from ...protocols.watcher import Watcher
from ...scripts.storyboards import in_order, read_storyboard
from ...scripts.text import drafted_text, script_text
from ..prompts import SCRIPT_SCHEMA, script_prompt
from .calls import PROVIDER, by_code, is_json, our_errors

#: watchers get the growing script this often
DRAFT_SECONDS = 0.25


class OpenAIScriptEngine:
    """Writes with the configured text model, which sees the picture."""

    provider = PROVIDER

    def __init__(self, client: OpenAI, pictures: PictureProcesses, model: str) -> None:
        self._responses = client.responses  # imports a lot: not while somebody waits
        self._pictures = pictures
        self.model = model

    def write(
        self, photo: Photo, brief: Brief, duration_seconds: int, language: str, background: str, watcher: Watcher
    ) -> Delivered[Script]:
        """One paid response; raises ProviderError, or PictureUnusable before it."""
        seen = self._pictures.preview(photo)
        url = "data:image/jpeg;base64," + base64.b64encode(seen.content).decode()
        instructions, question = script_prompt(brief, duration_seconds, language, background)
        asked: ResponseInputParam = [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": question},
                    {"type": "input_image", "image_url": url, "detail": "auto"},
                ],
            }
        ]
        with our_errors():
            answer = self._responses.with_streaming_response.create(
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
        script = _parsed_script(text, duration_seconds, language)
        return Delivered(script, usage, cost_usd(self.model, _text_tokens(usage)))


def _storable(text: str) -> str:
    """Text without NUL, which models write now and then, and which Postgres refuses."""
    return text.replace("\0", "")


_Text = Annotated[str, AfterValidator(_storable)]


class _Shot(BaseModel):
    start_seconds: float
    end_seconds: float
    picture: _Text
    voice_over: _Text
    on_screen_text: _Text


class _Answer(BaseModel):
    title: _Text
    shots: list[_Shot]
    offer: _Text = ""
    call_to_action: _Text


def _final_text(response: Any, on_text: Callable[[str], None]) -> tuple[str, dict[str, Any]]:
    if is_json(response):
        return _completed_text(response.json())
    text, told_at = "", 0.0
    for event in response.parse():
        if event.type == "response.output_text.delta":
            text += event.delta
            if time.monotonic() - told_at >= DRAFT_SECONDS:
                told_at = time.monotonic()
                on_text(text)
        elif event.type in ("response.refusal.delta", "response.refusal.done"):
            raise InputRefused("moderation_refused", begun=True)
        elif event.type == "response.completed":
            return _completed_text(event.response.model_dump())
        elif event.type in ("response.failed", "response.incomplete"):
            raise _unfinished(event.response.model_dump())
        elif event.type == "error":
            raise provider_error(by_code(event.code) or "provider_failed", begun=True)
    raise ProviderAnswerUnusable()


def _completed_text(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    parts = [part for item in body["output"] if item["type"] == "message" for part in item["content"]]
    if any(part["type"] == "refusal" for part in parts):
        raise InputRefused("moderation_refused", begun=True)
    return "".join(part["text"] for part in parts if part["type"] == "output_text"), body.get("usage") or {}


def _unfinished(body: dict[str, Any]) -> ProviderError:
    code = (body.get("error") or {}).get("code") or (body.get("incomplete_details") or {}).get("reason")
    fallback = "provider_answer_unusable" if body.get("status") == "incomplete" else "provider_failed"
    return provider_error(by_code(code) or fallback, begun=True)


def _parsed_script(text: str, duration_seconds: int, language: str) -> Script:
    storyboard = _storyboard(text, duration_seconds)
    if not storyboard.shots:
        raise ProviderAnswerUnusable()
    return Script.of(storyboard, language, script_text(storyboard, language))


def _storyboard(text: str, duration_seconds: int) -> Storyboard:
    """The storyboard of an answer; one that ignores the schema may still hold a script with times."""
    try:
        answer = _Answer.model_validate_json(text)
    except ValidationError as exc:
        reading = read_storyboard(_storable(text), duration_seconds)
        if reading.times_missing:
            raise ProviderAnswerUnusable() from exc
        return reading.storyboard
    shots = in_order([Shot(**shot.model_dump()) for shot in answer.shots], duration_seconds)
    return Storyboard(answer.title, shots, answer.offer, answer.call_to_action)


def _drafted(text: str, language: str) -> str:
    """The script as far as it is written, of JSON that has not ended yet."""
    try:
        return _storable(drafted_text(from_json(text, allow_partial="trailing-strings"), language))
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
