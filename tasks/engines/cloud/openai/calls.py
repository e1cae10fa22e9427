"""The client that speaks OpenAI's protocol, and what its errors mean beyond their status."""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import httpx2
import openai

from ..connection_deadline import watched
from ..provider_errors import translated

PROVIDER = "openai"

#: by OpenAI's code, ours
CODES: Mapping[str, str] = {
    "moderation_blocked": "moderation_refused",
    "content_policy_violation": "moderation_refused",
    "content_filter": "moderation_refused",
    "insufficient_quota": "provider_quota_used_up",
    "billing_hard_limit_reached": "provider_quota_used_up",
    "invalid_api_key": "provider_key_wrong",
    "model_not_found": "model_gone",
    "image_too_large": "provider_picture_too_large",
}


def make_client(api_key: str, base_url: str | None, timeout_seconds: float, deadline_seconds: float) -> openai.OpenAI:
    """A client that never repeats a call: one timed-out edit would be billed three times.

    `timeout_seconds` bounds each silence, `deadline_seconds` a whole request.
    """
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # a line for each call says nothing that the ledger does not
    timeout = httpx2.Timeout(timeout_seconds, connect=min(10.0, timeout_seconds))
    http_client = openai.DefaultHttpxClient(**watched(httpx2, deadline_seconds))
    return openai.OpenAI(api_key=api_key, base_url=base_url, max_retries=0, timeout=timeout, http_client=http_client)


def our_errors() -> AbstractContextManager[None]:
    """Foreign errors under our own names, which say what is known of the purchase."""
    return translated(openai, httpx2, paid=True, named=lambda error: by_code(error.code))


def by_code(code: str | None) -> str | None:
    """Our code for the one in an error's body, or in an event."""
    return CODES.get(code or "")


def is_json(response: Any) -> bool:
    """Whether a stream was asked for and the whole answer came: gateways answer so, and have been paid."""
    return str(response.headers.get("content-type", "")).startswith("application/json")
