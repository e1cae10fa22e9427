"""Reading what a caller sent: JSON, query and forms through the schema, and the one picture of an upload."""

from typing import Any, TypeVar

from flask import Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import PreconditionFailed, RequestEntityTooLarge

from tasks.brand import LOGO_BYTES_MAX, LOGO_FORMATS
from tasks.errors import InvalidInput, PictureUnusable
from tasks.media.photo import Photo, probe

Model = TypeVar("Model", bound=BaseModel)

#: where the server leaves what failed before the app was asked, such as gunicorn's ParseException
SERVER_ERROR = "limelight.server_error"

#: twice the longest script, however it is escaped; no other request runs while a body is parsed
JSON_BYTES_BELOW = 256 * 1024
#: what a form adds around its file
FORM_BYTES = 64 * 1024
#: fields of forms that may be sent several times
LISTS = frozenset({"formats"})
#: listing more would not help, and there could be thousands
PROBLEMS_MAX = 20


def json_body(model: type[Model]) -> Model:
    """The JSON body; raises InvalidInput, and RequestEntityTooLarge from JSON_BYTES_BELOW on."""
    request.max_content_length = JSON_BYTES_BELOW
    if len(request.get_data()) == JSON_BYTES_BELOW:
        raise RequestEntityTooLarge()  # a longer one that came in chunks was cut here without a word
    try:
        value = request.get_json(force=True, silent=True)
    except RecursionError:
        raise InvalidInput("json_invalid", "The request body is nested too deeply.") from None
    if not isinstance(value, dict):
        raise InvalidInput("json_invalid", "The request body must be a JSON object.")
    return validated(model, value)


def query(model: type[Model]) -> Model:
    """The query's parameters; raises InvalidInput."""
    return validated(model, request.args.to_dict())


def conditional(response: Response) -> Response:
    """The response, or 304, as `If-None-Match` and `If-Modified-Since` say; raises PreconditionFailed.

    RFC 9110, section 13.2.2: these come before a `Range`, and `If-Match` before them. Werkzeug looks at `Range` first,
    and takes `If-Match: *` for a tag.
    """
    tag, _ = response.get_etag()
    if request.if_match and not (request.if_match.star_tag or request.if_match.is_strong(tag or "")):
        raise PreconditionFailed()
    environ = {name: value for name, value in request.environ.items() if name != "HTTP_IF_MATCH"}
    response.make_conditional(environ)
    return response


def form(model: type[Model]) -> Model:
    """The fields of a form beside its files; raises InvalidInput."""
    fields: dict[str, Any] = {}
    for name, values in request.form.lists():
        if name in LISTS:
            fields[name] = values
        elif len(values) > 1:
            raise InvalidInput("input_invalid", f"{name}: was sent more than once", field=name)
        else:
            fields[name] = values[0]
    return validated(model, fields)


def uploaded_photo() -> Photo:
    """The one picture of the form's `file`, judged by its header alone.

    Raises InvalidInput, and as `probe`.
    """
    files = [storage for _, storage in request.files.items(multi=True)]
    if len(files) > 1:
        raise InvalidInput("too_many_files")
    if not files or "file" not in request.files or not (files[0].filename or files[0].content_length):
        raise InvalidInput("file_missing")
    return probe(files[0].stream.read())


def uploaded_logo() -> Photo:
    """The one picture of the form's `file`, of a format that can be transparent.

    Raises RequestEntityTooLarge for a far larger one, and as `uploaded_photo`.
    """
    request.max_content_length = LOGO_BYTES_MAX + FORM_BYTES
    logo = uploaded_photo()
    if len(logo.content) > LOGO_BYTES_MAX:
        raise PictureUnusable("file_too_large", too_large(LOGO_BYTES_MAX))
    if logo.format not in LOGO_FORMATS:
        raise PictureUnusable(
            "picture_unsupported", "A logo must be a PNG or WebP picture, best on a clear background."
        )
    return logo


def too_large(limit_bytes: int) -> str:
    """What users read about a file above a limit of whole megabytes."""
    return f"The file is larger than {limit_bytes // 1024 // 1024} MB. Choose a smaller one."


def validated(model: type[Model], values: dict[str, Any]) -> Model:
    """The values as a schema reads them; raises InvalidInput, which names field and problem."""
    try:
        return model.model_validate(values)
    except ValidationError as exc:
        # neither the input nor a link to pydantic's pages: the answer says the field and what it must be
        problems = exc.errors(include_url=False, include_input=False, include_context=False)
        fields = {".".join(map(str, problem["loc"])): _sentence(problem["msg"]) for problem in problems[:PROBLEMS_MAX]}
        first, what = next(iter(fields.items()))
        raise InvalidInput("input_invalid", f"{first}: {what}", field=first, fields=fields) from exc


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")
