"""One table: what went wrong -> HTTP status; and the one JSON form of every error."""

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

from .limits import count_missing
from .requests import JSON_BYTES_BELOW, SERVER_ERROR
from .routes.pages import PageMissing

logger = logging.getLogger(__name__)

STATUS: dict[type[errors.LimelightError], int] = {
    errors.InvalidJson: 400,
    errors.InvalidInput: 422,
    errors.FileMissing: 400,
    errors.TooManyFiles: 400,
    errors.FileEmpty: 400,
    errors.UploadTooLarge: 413,
    errors.PictureUnsupported: 415,
    errors.PictureAnimated: 415,
    errors.PictureBroken: 422,
    errors.PictureTooLarge: 422,
    errors.IdempotencyConflict: 409,
    errors.NotAuthenticated: 401,
    errors.TokenInvalid: 401,
    errors.TokenExpired: 401,
    errors.TokenWrongTask: 403,
    errors.CredentialsWrong: 401,
    errors.EmailTaken: 409,
    errors.GuestsOff: 403,
    errors.TaskNotFound: 404,
    errors.TaskConflict: 409,
    errors.TooManyActiveTasks: 429,
    errors.TooManyStreams: 429,
    errors.TooManyWatchers: 503,
    errors.MediaNotFound: 404,
    errors.LinkExpired: 403,
    errors.SpendLimitReached: 429,
    errors.RateLimited: 429,
    errors.InternalError: 500,
    errors.DatabaseUnavailable: 503,
    PageMissing: 503,
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
RETRY_AFTER_SECONDS: dict[type[errors.LimelightError], int] = {
    errors.DatabaseUnavailable: 2,
    errors.TooManyActiveTasks: 5,
    errors.TooManyStreams: 5,
    errors.TooManyWatchers: 10,
    errors.RateLimited: 10,
}

#: the rest of a refused upload is read and thrown away, for a client that is still sending would not see the answer
DRAIN_BYTES_MAX = 64 * 1024 * 1024


def install(app: Flask) -> None:
    """Answer every error of the app, and of the server around it, in the one form."""
    app.register_error_handler(errors.LimelightError, answer)
    app.register_error_handler(RateLimitExceeded, lambda _: answer(errors.RateLimited()))
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(parse_errors.ParseException, _unparsable)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_raise_server_error)
    app.after_request(_limited)


def answer(error: errors.LimelightError) -> Response:
    """The JSON answer of a named error."""
    response = _json(STATUS[type(error)], error.code, error.message, **error.details)
    if seconds := RETRY_AFTER_SECONDS.get(type(error)):
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
        return answer(errors.UploadTooLarge(f"A JSON body must be smaller than {JSON_BYTES_BELOW // 1024} KiB."))
    if length is not None and length_max is not None and length <= length_max:
        return answer(errors.InvalidInput("A field of the form is too long."))
    return answer(errors.UploadTooLarge())


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
    return response if count_missing(response.status_code) else answer(errors.RateLimited())


def _unexpected(error: Exception) -> Response:
    # the path only: a query may carry a token
    logger.error("%s %s failed", request.method, quote(request.path), exc_info=error)
    return answer(errors.InternalError())


def _json(status: int, code: str, message: str, **details: object) -> Response:
    response = jsonify({"error": {"code": code, "message": message, **details}})
    response.status_code = status
    return response
