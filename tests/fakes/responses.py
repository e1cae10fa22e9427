"""`POST /v1/responses`: JSON in, server-sent events or a Response out.

Objects and the order of events as in openai 3.54: types/responses/response.py and response_stream_event.py. An error
within the stream is `event: error` with flat fields, which the SDK yields instead of raising; a nested one it raises.
"""

import base64
import binascii
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from PIL import Image

from .behaviours import Behaviour
from .documents import duration_asked, sample, strictness_flaw
from .jobs import Event, error_fields, invalid

#: a delta is about three tokens
DELTA_CHARACTERS = 12
INPUT_IMAGE_TOKENS = 765
DECLINED = "I'm sorry, but I can't help with that."
CHATTER = "Sure! Here is the script you asked for: Shot 1 ..."
ENDED_EARLY = {"failed", "incomplete", "error_event", "nested_error_event"}


@dataclass(frozen=True)
class Writing:
    """One text to be written."""

    body: Mapping[str, Any]
    behaviour: Behaviour
    created_at: float

    @classmethod
    def from_json(cls, body: Mapping[str, Any], behaviour: Behaviour) -> "Writing":
        """The text that a request asks for; raises Invalid."""
        _check(body)
        return cls(body, behaviour, time.time())

    @property
    def model(self) -> str:
        """The model that was asked for."""
        return str(self.body["model"])

    @property
    def stream(self) -> bool:
        """Whether the answer was asked for as events."""
        return bool(self.body.get("stream"))

    @property
    def usage(self) -> dict[str, Any]:
        """Tokens: the prompt and the picture in, the text out."""
        read = max(1, len(words(self.body)) // 4) + INPUT_IMAGE_TOKENS * len(pictures(self.body))
        written = max(1, len(self.text) // 4)
        return {
            "input_tokens": read,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": written,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": read + written,
        }

    @cached_property
    def text(self) -> str:
        """What is written: a document that follows the schema that was asked for, unless told otherwise."""
        match self.behaviour.kind:
            case "refusal":
                return DECLINED
            case "broken_picture":
                return CHATTER
            case "no_picture":
                return ""
        if self.behaviour.text is not None:
            return self.behaviour.text
        schema = _format(self.body).get("schema")
        return json.dumps(sample(schema, duration_asked(words(self.body)))) if schema else "A fine product."

    def events(self) -> list[Event]:
        """The stream, numbered."""
        return [event | {"sequence_number": number} for number, event in enumerate(self._events())]

    def whole(self) -> dict[str, Any]:
        """A Response."""
        return self._response("completed")

    def _events(self) -> Iterator[Event]:
        yield {"type": "response.created", "response": self._response("in_progress")}
        yield {"type": "response.in_progress", "response": self._response("in_progress")}
        yield {"type": "response.output_item.added", "output_index": 0, "item": self._item("in_progress")}
        yield self._part_event("response.content_part.added", part=self._part(""))
        deltas = [self.text[start : start + DELTA_CHARACTERS] for start in range(0, len(self.text), DELTA_CHARACTERS)]
        if self.behaviour.kind in ENDED_EARLY:
            yield from self._delta_events(deltas[: len(deltas) // 2])
            yield from self._early_end()
        else:
            yield from self._delta_events(deltas)
            yield from self._proper_end()

    def _delta_events(self, deltas: list[str]) -> Iterator[Event]:
        for delta in deltas:
            yield self._part_event(f"response.{self._kind}.delta", delta=delta, **self._logprobs)

    def _proper_end(self) -> Iterator[Event]:
        done = {"refusal" if self._declines else "text": self.text}
        yield self._part_event(f"response.{self._kind}.done", **done, **self._logprobs)
        yield self._part_event("response.content_part.done", part=self._part(self.text))
        yield {"type": "response.output_item.done", "output_index": 0, "item": self._item("completed")}
        if self.behaviour.kind != "no_completed":
            yield {"type": "response.completed", "response": self._response("completed")}

    def _early_end(self) -> Iterator[Event]:
        error = error_fields(self.behaviour)
        match self.behaviour.kind:
            case "error_event":
                yield error | {"type": "error"}
            case "nested_error_event":
                yield {"type": "error", "error": error}
            case "failed":
                failed = {"error": {"code": error["code"], "message": error["message"]}}
                yield {"type": "response.failed", "response": self._response("failed", **failed)}
            case _:
                reason = {"incomplete_details": {"reason": self.behaviour.code or "max_output_tokens"}}
                yield {"type": "response.incomplete", "response": self._response("incomplete", **reason)}

    @property
    def _declines(self) -> bool:
        return self.behaviour.kind == "refusal"

    @property
    def _kind(self) -> str:
        return "refusal" if self._declines else "output_text"

    @property
    def _logprobs(self) -> dict[str, Any]:
        return {} if self._declines else {"logprobs": []}

    @property
    def _item_id(self) -> str:
        return f"msg_{int(self.created_at * 1e6):x}"

    def _part_event(self, name: str, **more: Any) -> Event:
        return {"type": name, "item_id": self._item_id, "output_index": 0, "content_index": 0, **more}

    def _part(self, text: str) -> dict[str, Any]:
        if self._declines:
            return {"type": "refusal", "refusal": text}
        return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}

    def _item(self, status: str) -> dict[str, Any]:
        content = [] if status == "in_progress" or not self.text else [self._part(self.text)]
        return {"id": self._item_id, "type": "message", "status": status, "role": "assistant", "content": content}

    def _response(self, status: str, **more: Any) -> dict[str, Any]:
        over = status == "completed"
        return {
            "id": f"resp_{int(self.created_at * 1e6):x}",
            "object": "response",
            "created_at": int(self.created_at),
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": self.body.get("instructions"),
            "metadata": {},
            "model": self.model,
            "output": [self._item("completed")] if over and self.behaviour.kind != "no_picture" else [],
            "parallel_tool_calls": True,
            "reasoning": {"effort": None, "summary": None},
            "store": self.body.get("store", True),
            "temperature": 1.0,
            "text": self.body.get("text", {"format": {"type": "text"}}),
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": None if status == "in_progress" else self.usage,
            **more,
        }


def words(body: Mapping[str, Any]) -> str:
    """Everything in words that a request says."""
    asked = body.get("input")
    texts = [asked] if isinstance(asked, str) else [part.get("text", "") for part in _parts(body)]
    return "\n".join([body.get("instructions") or "", *texts])


def pictures(body: Mapping[str, Any]) -> tuple[bytes, ...]:
    """The pictures a request shows; raises Invalid where one is none."""
    urls = [part.get("image_url") or "" for part in _parts(body) if part.get("type") == "input_image"]
    return tuple(_picture(url) for url in urls)


def _parts(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for message in body["input"] if isinstance(body.get("input"), list) else ():
        content = message.get("content", ())
        yield from ({"type": "input_text", "text": content},) if isinstance(content, str) else content


def _picture(url: str) -> bytes:
    head, _, data = url.partition(";base64,")
    try:
        content = base64.b64decode(data, validate=True)
        with Image.open(BytesIO(content)) as image:
            if head != f"data:{image.get_format_mimetype()}":
                raise ValueError(head)
            image.load()
    except (binascii.Error, OSError, ValueError) as exc:
        message = "The image data you provided does not represent a valid image."
        raise invalid(message, "input", "invalid_image") from exc
    return content


def _format(body: Mapping[str, Any]) -> Mapping[str, Any]:
    wanted = (body.get("text") or {}).get("format") or {}
    return wanted if wanted.get("type") == "json_schema" else {}


def _check(body: Mapping[str, Any]) -> None:
    if not body.get("model"):
        raise invalid("Missing required parameter: 'model'.", "model", "missing_required_parameter")
    wanted = _format(body)
    if wanted.get("strict") and (flaw := strictness_flaw(wanted["schema"])):
        message = f"Invalid schema for response_format '{wanted.get('name')}': {flaw}"
        raise invalid(message, "text.format.schema", "invalid_json_schema")
    if not pictures(body):  # OpenAI would write without one; ours is always shown the photo
        raise invalid("This fake wants to be shown a picture: no input_image was sent.", "input", "fake_no_image")
