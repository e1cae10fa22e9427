"""Videos: made of a finished enhancement, or of a picture and a script."""

from dataclasses import asdict, replace

from flask import Blueprint, Response, request

from tasks.engines.protocols.model_names import PRODUCT_AD
from tasks.engines.scripts.captions import webvtt
from tasks.engines.scripts.storyboards import read_storyboard
from tasks.engines.scripts.text import script_text
from tasks.errors import Conflict, InvalidInput
from tasks.formats import ORIGINAL, clip_format
from tasks.media.store import CopiedMedia, NewMedia
from tasks.plans import VIDEO_STAGES, renders_here, video_plans, video_sizes
from tasks.records import Task, TaskInput
from tasks.sounds import AUTO
from tasks.store import NewTask
from tasks.storyboard import Storyboard
from tasks.templates import DEFAULT_TEMPLATE

from .. import tokens
from ..app import current
from ..openapi import operation
from ..requests import form, json_body, uploaded_photo
from ..resources import ROUTES
from ..schemas.fields import DURATIONS
from ..schemas.storyboards import ROUNDING_SECONDS
from ..schemas.storyboards import Storyboard as StoryboardSchema
from ..schemas.tasks import SubmittedTask
from ..schemas.videos import VideoForm, VideoRequest
from .storyboards import playable, version
from .tasks import add_task_routes, fingerprint, idempotency_key, submit, submitted

KIND = "video"
ROUTE = ROUTES[KIND]
CAPTIONS_TYPE = "text/vtt"

blueprint = Blueprint("videos", __name__)
add_task_routes(blueprint, KIND)


@blueprint.post(f"{ROUTE}/generate")
@operation(
    {202: SubmittedTask},
    json=VideoRequest,
    form=VideoForm,
    headers=("Idempotency-Key",),
    errors=(400, 401, 404, 409, 413, 415, 422, 429, 503),
)
def generate_video() -> Response:
    """Start a video, of a finished enhancement (JSON) or of a picture and a script (form); follow it on its stream."""
    account_id, key = tokens.account_id(), idempotency_key()
    new = _of_upload(key) if request.mimetype == "multipart/form-data" else _of_enhancement(account_id, key)
    return submitted(submit(account_id, new), account_id)


@blueprint.get(f"{ROUTE}/<int:task_id>/captions.vtt")
@operation({200: CAPTIONS_TYPE}, errors=(401, 404))
def get_captions(task_id: int) -> Response:
    """What a video says, as WebVTT captions; without cues if it says nothing."""
    task = current.tasks.task(tokens.account_id(), task_id, KIND)
    storyboard = task.storyboard or read_storyboard(task.input.script or "", task.input.duration_seconds).storyboard
    response = Response(webvtt(storyboard.shots), content_type=f"{CAPTIONS_TYPE}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="limelight-{task_id}.vtt"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _of_enhancement(account_id: int, key: str | None) -> NewTask:
    fields = json_body(VideoRequest)
    enhancement = current.tasks.task(account_id, fields.enhancement_id, "enhancement")
    if enhancement.status != "completed":
        raise Conflict("task_conflict", "The enhancement is not finished yet. Wait for it, then make the video.")
    formats = _formats(fields, clip_format(enhancement.orientation or ""))
    role, background = _picture(enhancement, formats, is_chosen=bool(fields.formats or fields.format))
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
        formats=formats,
        template=fields.template or DEFAULT_TEMPLATE,
        voice=fields.voice,
        music=fields.music,
        background=background,
        cut_below=enhancement.cut_below,
        enhancement_id=enhancement.id,
    )
    return _new(asked, CopiedMedia("original", enhancement.id, role), enhancement.media[role].encode(), key)


def _picture(enhancement: Task, formats: tuple[str, ...], *, is_chosen: bool) -> tuple[str, str]:
    """The role of the picture to make the video of, and the background that a product gets there."""
    media = enhancement.media
    if renders_here(current.settings):
        if "cutout" in media and enhancement.background not in (None, ORIGINAL):
            return "cutout", enhancement.background or ORIGINAL
        return "enhanced", ORIGINAL
    packshot = f"picture_{formats[0]}"
    # the frame has the size of most services' videos already, unless a format is asked for
    if is_chosen or current.settings.video_model == PRODUCT_AD:
        return packshot if packshot in media else "enhanced", ORIGINAL
    return "video_frame", ORIGINAL


def _formats(fields: VideoRequest | VideoForm, default: str) -> tuple[str, ...]:
    """What the video comes in; raises InvalidInput where the engine does not make that."""
    if fields.formats and fields.format:
        raise _unusable("format", "takes the place of formats; send one of them")
    formats = tuple(fields.formats or [fields.format or default])
    settings = current.settings
    if renders_here(settings):
        return formats
    offered = video_sizes(settings)
    if not set(formats) <= set(offered):
        raise _unusable("formats", f"{settings.video_model} makes {' and '.join(offered)} only")
    if len(formats) > 1:
        raise _unusable("formats", f"{settings.video_model} makes one format at a time")
    if fields.template:
        raise _unusable("template", f"{settings.video_model} has no templates")
    for name, value in (("voice", fields.voice), ("music", fields.music)):
        if value != AUTO:
            raise _unusable(name, f"{settings.video_model} decides what is heard")
    return formats


def _unusable(field: str, problem: str) -> InvalidInput:
    return InvalidInput("input_invalid", f"{field}: {problem}", field=field)


def _told(fields: VideoRequest, enhancement: Task) -> tuple[str | None, Storyboard | None]:
    """What the video says, as text and, unless that is all there is, as storyboard."""
    if fields.storyboard:
        return _shown(fields.storyboard, fields.script, fields.duration, enhancement.input.language)
    if fields.script is not None or not enhancement.storyboard:
        return fields.script if fields.script is not None else enhancement.script, None
    if _is_for(enhancement, fields.duration):
        return enhancement.script, enhancement.storyboard
    # another length has other shots, rather than the same ones stretched
    storyboard = version(enhancement, fields.duration) or enhancement.storyboard
    return script_text(storyboard, enhancement.input.language), storyboard


def _is_for(enhancement: Task, duration_seconds: int) -> bool:
    """Whether the storyboard, which its user may have left in another length, is one for so many seconds."""
    shots = enhancement.storyboard.shots if enhancement.storyboard else ()
    end = shots[-1].end_seconds if shots else 0.0
    shortest = next((length for length in DURATIONS if end <= length + ROUNDING_SECONDS), None)
    return shortest == duration_seconds or (
        duration_seconds == enhancement.input.duration_seconds and shortest is not None and shortest < duration_seconds
    )


def _shown(sent: StoryboardSchema, script: str | None, duration_seconds: int, language: str) -> tuple[str, Storyboard]:
    """A storyboard that was sent, and its text; raises InvalidInput if there is a script beside it."""
    if script:
        raise _unusable("storyboard", "takes the place of a script; send one of them")
    storyboard = playable(sent, duration_seconds)
    return script_text(storyboard, language), storyboard


def _of_upload(key: str | None) -> NewTask:
    photo, fields = uploaded_photo(), form(VideoForm)
    script, storyboard = fields.script, None
    if fields.storyboard:
        script, storyboard = _shown(fields.storyboard, fields.script, fields.duration, fields.language)
    formats = _formats(fields, clip_format(photo.orientation.name))
    asked = TaskInput(
        "",
        fields.duration,
        fields.language,
        script,
        storyboard=storyboard,
        formats=formats,
        template=fields.template or DEFAULT_TEMPLATE,
        voice=fields.voice,
        music=fields.music,
    )
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
