"""`POST /v1/images/edits`: multipart in, server-sent events or an ImagesResponse out.

Fields and events as in openai 3.54: types/image_edit_params.py, image_edit_partial_image_event.py,
image_edit_completed_event.py and images_response.py. Errors within the stream are `event: error` with a nested
`error`, which the SDK raises as a bare APIError.
"""

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .behaviours import Behaviour
from .jobs import Event, error_fields, invalid
from .painting import own_size, painted

FORMATS = ("png", "webp", "jpeg")
QUALITY_TOKENS = {"low": 272, "medium": 1056, "high": 4160, "xhigh": 6240, "max": 8320}
#: what each partial picture adds
PARTIAL_TOKENS = 100
PIXELS_PER_INPUT_TOKEN = 1024
PICTURE_BYTES_MAX = 50 * 1024 * 1024
FIELDS = {
    *("model", "prompt", "size", "quality", "output_format", "output_compression", "stream", "partial_images"),
    *("background", "n", "user", "safety_identifier", "input_fidelity"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One picture to be edited."""

    model: str
    prompt: str
    content: bytes
    size: tuple[int, int]
    quality: str
    output_format: str
    stream: bool
    partial_images: int
    behaviour: Behaviour

    @classmethod
    def from_form(cls, form: Mapping[str, str], pictures: tuple[bytes, ...], behaviour: Behaviour) -> "Edit":
        """The edit that a form asks for; raises Invalid."""
        _check(form, pictures)
        quality = form.get("quality", "auto")
        return cls(
            model=form["model"],
            prompt=form["prompt"],
            content=pictures[0],
            size=_size(form.get("size", "auto"), pictures[0]),
            quality="medium" if quality == "auto" else quality,
            output_format=form.get("output_format", "png"),
            stream=form.get("stream") == "true",
            partial_images=int(form.get("partial_images", "0")),
            behaviour=behaviour,
        )

    @property
    def usage(self) -> dict[str, Any]:
        """Tokens: the prompt and the picture in, the picture and its partials out."""
        text, image = max(1, len(self.prompt) // 4), max(1, self.size[0] * self.size[1] // PIXELS_PER_INPUT_TOKEN)
        output = QUALITY_TOKENS[self.quality] + (self.partial_images * PARTIAL_TOKENS if self.stream else 0)
        return {
            "input_tokens": text + image,
            "input_tokens_details": {"image_tokens": image, "text_tokens": text},
            "output_tokens": output,
            "total_tokens": text + image + output,
        }

    def events(self) -> list[Event]:
        """The partial pictures, then the finished one or what came instead."""
        partials = [
            self._event("image_edit.partial_image", self._partial(index), partial_image_index=index)
            for index in range(self.partial_images)
        ]
        match self.behaviour.kind:
            case "error_event" | "nested_error_event" | "failed":
                return [*partials, {"type": "error", "error": error_fields(self.behaviour)}]
            case "refusal":
                blocked = replace(self.behaviour, code="moderation_blocked")
                return [*partials, {"type": "error", "error": error_fields(blocked)}]
            case "no_completed" | "incomplete":
                return partials
            case _:
                return [*partials, self._event("image_edit.completed", self._final(), usage=self.usage)]

    def whole(self) -> dict[str, Any]:
        """An ImagesResponse."""
        return {
            "created": int(time.time()),
            "background": "opaque",
            "data": [] if self.behaviour.kind == "no_picture" else [{"b64_json": self._final()}],
            "output_format": self.output_format,
            "quality": self.quality,
            "size": self._size_text,
            "usage": self.usage,
        }

    @property
    def _size_text(self) -> str:
        return f"{self.size[0]}x{self.size[1]}"

    def _event(self, name: str, b64_json: str, **more: Any) -> Event:
        return {
            "type": name,
            "b64_json": b64_json,
            "created_at": int(time.time()),
            "size": self._size_text,
            "quality": self.quality,
            "background": "opaque",
            "output_format": self.output_format,
            **more,
        }

    def _partial(self, index: int) -> str:
        if self.behaviour.kind == "broken_partials":
            return "" if index else _base64(b"this is no picture")
        return _base64(painted(self.content, self.size, self.output_format, index))

    def _final(self) -> str:
        if self.behaviour.kind == "no_picture":
            return ""
        if self.behaviour.kind == "broken_picture":
            return _base64(b"this is no picture")
        return _base64(painted(self.content, self.size, self.output_format))


def _check(form: Mapping[str, str], pictures: tuple[bytes, ...]) -> None:
    if unknown := set(form) - FIELDS:
        raise invalid(f"Unknown parameter: '{min(unknown)}'.", min(unknown), "unknown_parameter")
    for name in ("model", "prompt"):
        if not form.get(name):
            raise invalid(f"Missing required parameter: '{name}'.", name, "missing_required_parameter")
    if "input_fidelity" in form and form["model"].startswith("gpt-image-2"):
        raise invalid("The model does not support the 'input_fidelity' parameter.", "input_fidelity")
    for name, values in (("quality", (*QUALITY_TOKENS, "auto")), ("output_format", FORMATS)):
        if form.get(name, values[0]) not in values:
            raise invalid(f"Invalid value: '{form[name]}'. Supported values are: {', '.join(values)}.", name)
    if form.get("partial_images", "0") not in ("0", "1", "2", "3"):
        raise invalid("Invalid 'partial_images': it must be between 0 and 3.", "partial_images")
    if len(pictures) != 1 or len(pictures[0]) > PICTURE_BYTES_MAX:
        raise invalid("Invalid image: send one picture of at most 50MB.", "image", "invalid_image_file")


def _size(asked: str, content: bytes) -> tuple[int, int]:
    try:
        natural = own_size(content)
    except OSError as exc:
        raise invalid("Invalid image file or mode for image 1.", "image", "invalid_image_file") from exc
    if asked == "auto":
        return natural
    width, _, height = asked.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise invalid(f"Invalid size '{asked}'.", "size")
    size = int(width), int(height)
    if not min(size) or size[0] % 16 or size[1] % 16 or max(size) > min(3 * min(size), 3840):
        raise invalid(f"Invalid size '{asked}'. Width and height must be divisible by 16, within 1:3 and 3:1.", "size")
    return size


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
