"""Videos: made of a finished enhancement, or of a picture and a script."""

from dataclasses import asdict, replace

from flask import Blueprint, Response, request

from tasks.engines.scripts.text import script_text
from tasks.errors import Conflict, InvalidInput
from tasks.media.store import CopiedMedia, NewMedia
from tasks.plans import VIDEO_STAGES, video_plans
from tasks.records import Task, TaskInput
from tasks.store import NewTask
from tasks.storyboard import Storyboard

from .. import schemas, tokens
from ..app import current
from ..openapi import operation
from ..requests import form, json_body, uploaded_photo
from ..resources import ROUTES
from .storyboards import playable
from .tasks import add_task_routes, fingerprint, idempotency_key, submit, submitted

KIND = "video"
ROUTE = ROUTES[KIND]

blueprint = Blueprint("videos", __name__)
add_task_routes(blueprint, KIND)


@blueprint.post(f"{ROUTE}/generate")
@operation(
    {202: schemas.SubmittedTask},
    json=schemas.VideoRequest,
    form=schemas.VideoForm,
    headers=("Idempotency-Key",),
    errors=(400, 401, 404, 409, 413, 415, 422, 429, 503),
)
def generate_video() -> Response:
    """Start a video, of a finished enhancement (JSON) or of a picture and a script (form); follow it on its stream."""
    account_id, key = tokens.account_id(), idempotency_key()
    new = _of_upload(key) if request.mimetype == "multipart/form-data" else _of_enhancement(account_id, key)
    return submitted(submit(account_id, new), account_id)


def _of_enhancement(account_id: int, key: str | None) -> NewTask:
    fields = json_body(schemas.VideoRequest)
    enhancement = current.tasks.task(account_id, fields.enhancement_id, "enhancement")
    if enhancement.status != "completed":
        raise Conflict("task_conflict", "The enhancement is not finished yet. Wait for it, then make the video.")
    # the frame has the video's size already, unless a format is asked for
    role = "enhanced" if fields.format else "video_frame"
    if role not in enhancement.media:
        raise Conflict(
            "task_conflict", "The pictures of this enhancement are not kept any more. Upload the photo again."
        )
    script, storyboard = _told(fields, enhancement)
    asked = replace(
        enhancement.input,
        duration_seconds=fields.duration,
        script=script,
        storyboard=storyboard,
        format=fields.format,
        enhancement_id=enhancement.id,
    )
    return _new(asked, CopiedMedia("original", enhancement.id, role), enhancement.media[role].encode(), key)


def _told(fields: schemas.VideoRequest, enhancement: Task) -> tuple[str | None, Storyboard | None]:
    """What the video says, as text and, unless that is all there is, as storyboard."""
    if fields.storyboard:
        if fields.script is not None:
            raise InvalidInput(
                "input_invalid", "storyboard: takes the place of a script; send one of them", field="storyboard"
            )
        storyboard = playable(fields.storyboard, fields.duration)
        return script_text(storyboard, enhancement.input.language), storyboard
    if fields.script is not None or not enhancement.storyboard:
        return fields.script if fields.script is not None else enhancement.script, None
    if fields.duration != enhancement.input.duration_seconds:
        return enhancement.script, None  # its times are fitted to the clip's length as those of any text
    return enhancement.script, enhancement.storyboard


def _of_upload(key: str | None) -> NewTask:
    photo, fields = uploaded_photo(), form(schemas.VideoForm)
    asked = TaskInput("", fields.duration, fields.language, fields.script, fields.format)
    original = NewMedia("original", photo.content, f"image/{photo.format.lower()}", photo.width, photo.height)
    return _new(asked, original, photo.content, key)


def _new(asked: TaskInput, original: NewMedia | CopiedMedia, content: bytes, key: str | None) -> NewTask:
    values = asdict(asked)
    return NewTask(
        kind=KIND,
        input=values,
        stages=VIDEO_STAGES,
        plans=video_plans(current.settings, asked.duration_seconds),
        original=original,
        fingerprint=fingerprint(key, content, values),
        idempotency_key=key,
    )
