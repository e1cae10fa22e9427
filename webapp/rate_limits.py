"""Requests per minute, counted in this process: enough to slow a runaway script or a password guesser down."""

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse

from tasks.settings import Settings

from . import tokens


def _caller() -> str:
    """The signed-in account, else the address: with false tokens anybody could be many."""
    account_id = tokens.known_account_id()
    return get_remote_address() if account_id is None else f"account {account_id}"


def _requests() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.max_requests_per_minute} per minute"


def _sign_ins() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.max_sign_ins_per_minute or 1_000_000_000} per minute"


def _unlimited() -> bool:
    # pages, probes and media are many small requests of one view; streams have limits of their own
    settings: Settings = current_app.config["SETTINGS"]
    if request.path.endswith("/stream") or not settings.max_requests_per_minute:
        return True
    counted = ("/ai/", "/videos", "/compositions", "/tasks", "/auth", "/brand")
    return request.method == "GET" and not request.path.startswith(counted)


limiter = Limiter(_caller, default_limits=[_requests], default_limits_exempt_when=_unlimited)
#: by address alone: a guesser could send another false token with each guess
sign_ins = limiter.limit(_sign_ins, key_func=get_remote_address)


def count_missing(status: int) -> bool:
    """Count an answer of 404 or 405, wherever it comes from, unless its request was counted; False if too many."""
    settings: Settings = current_app.config["SETTINGS"]
    counted = request.endpoint and not _unlimited()
    if status not in (404, 405) or not settings.max_requests_per_minute or counted:
        return True
    return limiter.limiter.hit(parse(_requests()), _caller(), "missing")
