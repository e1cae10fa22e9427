"""One table: what went wrong -> HTTP status; and the one JSON form of every error."""

import logging

from flask import Flask, Response, jsonify, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from tasks import errors

from .requests import JSON_BYTES_BELOW
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
    """Answer every error of the app in the one form."""
    app.register_error_handler(errors.LimelightError, answer)
    app.register_error_handler(RateLimitExceeded, lambda _: answer(errors.RateLimited()))
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


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


def _unexpected(error: Exception) -> Response:
    # the path only: a query may carry a token
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(errors.InternalError())


def _json(status: int, code: str, message: str, **details: object) -> Response:
    response = jsonify({"error": {"code": code, "message": message, **details}})
    response.status_code = status
    return response
