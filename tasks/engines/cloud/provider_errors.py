"""Errors of the SDKs that Stainless generates, under our own names: openai (over httpx2) and runwayml (over httpx).

Both have the same classes under the same names, so the modules are handed in. A paid call's error says by `bought`
what is known of the purchase. Free calls (asking, fetching, cancelling) buy nothing: what may pass by itself is
`transient` there, and who asks simply asks again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from ...errors import (
    ModelGone,
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
    VideoExpired,
)

#: asking how a job stands, or stopping it, takes a server no time; whoever waits longer holds a worker's thread
POLL_TIMEOUT_SECONDS = 20.0

#: gets an APIError; a class where its body says more than its status
Named = Callable[[Any], type[ProviderError] | None]

PAID_STATUS_ERRORS: Mapping[int, type[ProviderError]] = {
    400: ProviderRejected,
    401: ProviderKeyWrong,
    402: ProviderQuotaUsedUp,
    403: ProviderForbidden,
    404: ModelGone,
    405: ProviderRejected,
    409: ProviderRejected,
    413: ProviderPictureTooLarge,
    415: ProviderRejected,
    422: ProviderRejected,
    429: ProviderBusy,
    503: ProviderBusy,
}
FREE_STATUS_ERRORS: Mapping[int, type[ProviderError]] = {
    401: ProviderKeyWrong,
    403: ProviderForbidden,
    404: VideoExpired,
    408: ProviderBusy,
    410: VideoExpired,
    429: ProviderBusy,
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
        raise ProviderTimeout() if paid and not connecting else ProviderUnreachable() from exc
    except sdk.APIConnectionError as exc:
        refused = isinstance(exc.__cause__, (http.ConnectError, http.UnsupportedProtocol))
        raise ProviderConnectionLost() if paid and not refused else ProviderUnreachable() from exc
    except sdk.APIStatusError as exc:
        found = named(exc) or status_error(exc.status_code, paid)
        raise found(wait_seconds=wait_seconds(exc.response.headers)) from exc
    except sdk.APIError as exc:  # in mid-stream it comes without a status
        raise (named(exc) or ProviderError)(begun=True) if paid else ProviderBusy() from exc
    except http.TimeoutException as exc:  # in the middle of an answer
        raise ProviderTimeout() if paid else ProviderUnreachable() from exc
    except (http.RequestError, http.InvalidURL) as exc:  # such as a body that was cut while it was read
        raise ProviderConnectionLost() if paid else ProviderUnreachable() from exc
    except UNREADABLE as exc:
        raise ProviderAnswerUnusable() if paid else ProviderBusy() from exc


def status_error(status: int, paid: bool) -> type[ProviderError]:
    """What a status means that says nothing more."""
    if paid:  # a 5xx but 503 may come after the job was started; 408 too
        return PAID_STATUS_ERRORS.get(status, ProviderError)
    return FREE_STATUS_ERRORS.get(status, ProviderBusy if status >= 500 else ProviderRejected)


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
