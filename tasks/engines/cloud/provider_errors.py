"""Errors of the SDKs that Stainless generates, under our own names: openai (over httpx2) and runwayml (over httpx).

Both have the same classes under the same names, so the modules are handed in. A paid call's error says by `bought`
what is known of the purchase. Free calls (asking, fetching, cancelling) buy nothing: what may pass is
`transient` there, and who asks simply asks again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from ...errors import provider_error

#: asking how a job stands, or stopping it, takes a server no time; a longer wait would hold a worker's thread
POLL_TIMEOUT_SECONDS = 20.0

#: gets an APIError; a code where its body says more than its status
Named = Callable[[Any], str | None]

PAID_STATUS_CODES: Mapping[int, str] = {
    400: "provider_rejected",
    401: "provider_key_wrong",
    402: "provider_quota_used_up",
    403: "provider_forbidden",
    404: "model_gone",
    405: "provider_rejected",
    409: "provider_rejected",
    413: "provider_picture_too_large",
    415: "provider_rejected",
    422: "provider_rejected",
    429: "provider_busy",
    503: "provider_busy",
}
FREE_STATUS_CODES: Mapping[int, str] = {
    401: "provider_key_wrong",
    403: "provider_forbidden",
    404: "video_expired",
    408: "provider_busy",
    410: "video_expired",
    429: "provider_busy",
}

#: what a malformed answer makes the SDKs and our reading of it raise
UNREADABLE = (
    json.JSONDecodeError,
    UnicodeDecodeError,
    ValidationError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
)


def unnamed(_: Any) -> None:
    """For providers whose bodies say no more than the status."""


@contextmanager
def translated(sdk: ModuleType, http: ModuleType, *, paid: bool, named: Named = unnamed) -> Iterator[None]:
    """Foreign errors as ProviderErrors, with the provider's own words in `__cause__`."""
    try:
        yield
    except sdk.APITimeoutError as exc:
        connecting = isinstance(exc.__cause__, http.ConnectTimeout)
        raise provider_error("provider_timeout" if paid and not connecting else "provider_unreachable") from exc
    except sdk.APIConnectionError as exc:
        refused = isinstance(exc.__cause__, (http.ConnectError, http.UnsupportedProtocol))
        raise provider_error("provider_connection_lost" if paid and not refused else "provider_unreachable") from exc
    except sdk.APIStatusError as exc:
        code = named(exc) or by_status(exc.status_code, paid)
        raise provider_error(code, wait_seconds=wait_seconds(exc.response.headers)) from exc
    except sdk.APIError as exc:  # in mid-stream it comes without a status
        if paid:
            raise provider_error(named(exc) or "provider_failed", begun=True) from exc
        raise provider_error("provider_busy") from exc
    except http.TimeoutException as exc:  # in the middle of an answer
        raise provider_error("provider_timeout" if paid else "provider_unreachable") from exc
    except (http.RequestError, http.InvalidURL) as exc:  # such as a body that was cut while it was read
        raise provider_error("provider_connection_lost" if paid else "provider_unreachable") from exc
    except UNREADABLE as exc:
        raise provider_error("provider_answer_unusable" if paid else "provider_busy") from exc


def by_status(status: int, paid: bool) -> str:
    """The code of a status that says nothing more."""
    if paid:  # a 5xx but 503 may come after the job was started; 408 too
        return PAID_STATUS_CODES.get(status, "provider_failed")
    return FREE_STATUS_CODES.get(status, "provider_busy" if status >= 500 else "provider_rejected")


def wait_seconds(headers: Mapping[str, str]) -> float | None:
    """How long the provider asks us to wait."""
    return seconds_in(headers, ("retry-after-ms", 0.001), ("retry-after", 1.0))


def seconds_in(headers: Mapping[str, str], *names: tuple[str, float]) -> float | None:
    """The first header that has a sensible number, times its scale."""
    for name, scale in names:
        try:
            seconds = float(headers[name]) * scale
        except (KeyError, ValueError):
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None
