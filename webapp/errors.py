"""One table: an error's code -> HTTP status; and the one JSON form of every error."""

import logging
from contextlib import suppress
from urllib.parse import quote

from flask import Flask, Response, jsonify, request
from flask_limiter import RateLimitExceeded
from gunicorn.http import errors as parse_errors
from werkzeug.exceptions import (
    BadRequest,
    ExpectationFailed,
    HTTPException,
    HTTPVersionNotSupported,
    NotImplemented,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    RequestURITooLarge,
)

from tasks import errors

from .rate_limits import count_missing
from .requests import JSON_BYTES_BELOW, SERVER_ERROR, too_large

logger = logging.getLogger(__name__)

#: by code, of every error that a request can meet
STATUS: dict[str, int] = {
    **dict.fromkeys(errors.InvalidInput.messages, 400),
    "input_invalid": 422,
    "file_empty": 400,
    "file_too_large": 413,
    "picture_unsupported": 415,
    "picture_heic": 415,
    "picture_animated": 415,
    "picture_broken": 422,
    "logo_broken": 422,
    "picture_too_large": 422,
    **dict.fromkeys(errors.Unauthenticated.messages, 401),
    **dict.fromkeys(errors.Forbidden.messages, 403),
    "task_not_found": 404,
    "media_not_found": 404,
    **dict.fromkeys(errors.Conflict.messages, 409),
    **dict.fromkeys(errors.LimitReached.messages, 429),
    "too_many_streams": 429,
    "too_many_watchers": 503,
    "internal_error": 500,
    "database_unavailable": 503,
    "page_missing": 503,
}

#: what the server's parser refuses, in a request's head or while its body is read; all else is a bad request
UNPARSABLE: dict[type[parse_errors.ParseException], type[HTTPException]] = {
    parse_errors.ExpectationFailed: ExpectationFailed,
    parse_errors.InvalidHTTPVersion: HTTPVersionNotSupported,
    parse_errors.LimitRequestHeaders: RequestHeaderFieldsTooLarge,
    parse_errors.LimitRequestLine: RequestURITooLarge,
    parse_errors.UnsupportedTransferCoding: NotImplemented,
}

#: these are among gunicorn's parse errors, too, but the client is not to blame
OUR_FAULT = (
    parse_errors.ConfigurationProblem,
    parse_errors.InvalidResponseHeader,
    parse_errors.InvalidResponseHeaderName,
)

#: when it makes sense to ask again
RETRY_AFTER_SECONDS: dict[str, int] = {
    "database_unavailable": 2,
    "too_many_active_tasks": 5,
    "too_many_streams": 5,
    "too_many_watchers": 10,
    "rate_limited": 10,
}

#: the rest of a refused upload is read and thrown away, for a client that is still sending would not see the answer
DRAIN_BYTES_MAX = 64 * 1024 * 1024


def install(app: Flask) -> None:
    """Answer every error of the app, and of the server around it, in the one form."""
    app.register_error_handler(errors.LimelightError, answer)
    app.register_error_handler(RateLimitExceeded, lambda _: answer(errors.LimitReached("rate_limited")))
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(parse_errors.ParseException, _unparsable)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_raise_server_error)
    app.after_request(_limited)


def answer(error: errors.LimelightError) -> Response:
    """The JSON answer of a named error."""
    response = _json(STATUS[error.code], error.code, error.message, **error.details)
    if seconds := RETRY_AFTER_SECONDS.get(error.code):
        response.headers["Retry-After"] = str(seconds)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _too_large(_: RequestEntityTooLarge) -> Response:
    left = DRAIN_BYTES_MAX
    stream = request.environ["wsgi.input"]
    with suppress(OSError, parse_errors.ParseException):  # the body is refused in any case
        while left > 0 and (block := stream.read(min(left, 1 << 16))):
            left -= len(block)
    length, length_max = request.content_length, request.max_content_length
    if length_max == JSON_BYTES_BELOW:
        return answer(
            errors.PictureUnusable(
                "file_too_large", f"A JSON body must be smaller than {JSON_BYTES_BELOW // 1024} KiB."
            )
        )
    if length is not None and length_max is not None and length <= length_max:
        return answer(errors.InvalidInput("input_invalid", "A field of the form is too long."))
    return answer(errors.PictureUnusable("file_too_large", too_large(length_max) if length_max else ""))


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    response = _json(error.code or 500, error.name.lower().replace(" ", "_"), error.description or error.name)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unparsable(error: parse_errors.ParseException) -> Response:
    if isinstance(error, OUR_FAULT):
        return _unexpected(error)
    # its own message quotes the request
    return _http(UNPARSABLE.get(type(error), BadRequest)())


def _raise_server_error() -> None:
    if error := request.environ.get(SERVER_ERROR):
        raise error


def _limited(response: Response) -> Response:
    return response if count_missing(response.status_code) else answer(errors.LimitReached("rate_limited"))


def _unexpected(error: Exception) -> Response:
    # the path only: a query may carry a token
    logger.error("%s %s failed", request.method, quote(request.path), exc_info=error)
    return answer(errors.LimelightError("internal_error"))


def _json(status: int, code: str, message: str, **details: object) -> Response:
    response = jsonify({"error": {"code": code, "message": message, **details}})
    response.status_code = status
    return response
