"""What the fake provider can be told to do with one request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP error as OpenAI words it: `{"error": {"message", "type", "param", "code"}}`."""

    status: int
    type: str
    code: str | None
    message: str
    param: str | None = None
    #: whether it may come after the work was done, and so is billed
    billed: bool = False
    #: what stands before the provider answers in its own way
    html: bool = False

    def body(self) -> tuple[str, bytes]:
        """Content type and body."""
        if self.html:
            page = f"<html><head><title>{self.status}</title></head><body>{self.message}</body></html>"
            return "text/html; charset=UTF-8", page.encode()
        error = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return "application/json", json.dumps({"error": error}, indent=2).encode()


_INVALID = "invalid_request_error"

#: texts and codes as the public API gives them (platform.openai.com/docs/guides/error-codes)
REFUSALS: Mapping[str, Refusal] = {
    "moderation_blocked": Refusal(
        400,
        "image_generation_user_error",
        "moderation_blocked",
        "Your request was rejected by the safety system. If you believe this is an error, contact us at "
        "help.openai.com and include the request ID. safety_violations=[violence].",
    ),
    "bad_request": Refusal(400, _INVALID, "invalid_value", "Invalid value for 'quality'.", "quality"),
    "billing_hard_limit": Refusal(
        400, "billing_limit_user_error", "billing_hard_limit_reached", "Billing hard limit has been reached."
    ),
    "invalid_api_key": Refusal(
        401,
        _INVALID,
        "invalid_api_key",
        "Incorrect API key provided: sk-tes*****key. You can find your API key at "
        "https://platform.openai.com/account/api-keys.",
    ),
    "organization_unverified": Refusal(
        403,
        _INVALID,
        None,
        "Your organization must be verified to use this model. Please go to: "
        "https://platform.openai.com/settings/organization/general and click on Verify Organization.",
    ),
    "model_not_found": Refusal(
        404, _INVALID, "model_not_found", "The model does not exist or you do not have access to it."
    ),
    "request_timeout": Refusal(408, "server_error", None, "Request timed out."),
    "conflict": Refusal(409, _INVALID, None, "The resource is being changed by another request."),
    "too_large": Refusal(413, _INVALID, None, "413: Maximum content size limit (52428800) exceeded."),
    "unprocessable": Refusal(422, _INVALID, None, "The request could not be processed."),
    "rate_limited": Refusal(
        429,
        "requests",
        "rate_limit_exceeded",
        "Rate limit reached in organization org-fake on requests per min (RPM): Limit 5, Used 5, Requested 1.",
    ),
    "insufficient_quota": Refusal(
        429,
        "insufficient_quota",
        "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    "server_error": Refusal(
        500,
        "server_error",
        None,
        "The server had an error while processing your request. Sorry about that!",
        billed=True,
    ),
    "bad_gateway": Refusal(502, "", None, "Bad gateway", billed=True, html=True),
    "overloaded": Refusal(
        503, "service_unavailable_error", None, "The engine is currently overloaded, please try again later."
    ),
    "gateway_timeout": Refusal(504, "", None, "Gateway time-out", billed=True, html=True),
}

#: answers that begin with 200, or never begin; all of them are billed
COURSES: Mapping[str, str] = {
    "ok": "what was asked for",
    "plain_json": "the right answer, as plain JSON though a stream was asked for (gateways do that)",
    "malformed_json": "200 with JSON that ends too soon",
    "empty": "200 with no body: a stream without events",
    "no_picture": "200 with everything in its place but the picture or the text itself",
    "broken_picture": "200 with a picture that is none, or a text that is not the JSON asked for",
    "broken_partials": "coarse pictures that are none, and then the right one",
    "no_completed": "a stream that ends properly, but without its last event",
    "error_event": "an error event in mid-stream, in the form of the endpoint",
    "nested_error_event": 'an error event in mid-stream as {"type": "error", "error": {...}}',
    "failed": "`response.failed` in mid-stream (images: an error event)",
    "incomplete": "`response.incomplete` in mid-stream (images: no last event)",
    "refusal": "the model declines in words (images: 400 moderation_blocked)",
    "silence": "nothing at all until released, or until the client goes",
    "drip": "a stream of comments that never says anything, until released or the client goes",
    "drip_head": "headers that never come to an end, until released or the client goes",
    "hang_up": "the connection is closed hard when the request has been read",
}
#: those that end in what was asked for
GOOD = {"ok", "silence", "plain_json", "broken_partials"}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What happens to one request; as JSON it is an object with these fields."""

    #: a name of REFUSALS or COURSES
    kind: str = "ok"
    #: wait before each event but the first
    between_seconds: float = 0
    #: from the request's last byte to the answer's last event, its events spread evenly; instead of `between_seconds`
    work_seconds: float = 0
    #: close the connection hard after so many bytes of the answer, head included
    cut_after_bytes: int | None = None
    #: fall silent after so many events, as `silence` does
    stall_after_events: int | None = None
    #: more response headers, such as `retry-after` and `retry-after-ms`
    headers: Mapping[str, str] = field(default_factory=dict)
    #: code of an error event, of `response.failed`, or the reason of `response.incomplete`
    code: str | None = None
    #: the exact text of a response, instead of a document made from the request's schema
    text: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in REFUSALS and self.kind not in COURSES:
            raise ValueError(f"no such kind: {self.kind}")

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Behaviour":
        """The behaviour of a control request; raises TypeError, ValueError."""
        return cls(**values)

    @property
    def refusal(self) -> Refusal | None:
        """The HTTP error it answers with."""
        return REFUSALS.get(self.kind)

    @property
    def is_billed(self) -> bool:
        """Whether the provider charges for it."""
        return self.refusal.billed if self.refusal else True


OK = Behaviour()


def busy(retry_after: float | None = None, retry_after_ms: int | None = None) -> Behaviour:
    """429, with or without a word on when to come again."""
    headers = {"retry-after": f"{retry_after:g}"} if retry_after is not None else {}
    if retry_after_ms is not None:
        headers["retry-after-ms"] = str(retry_after_ms)
    return Behaviour("rate_limited", headers=headers)
