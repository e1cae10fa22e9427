"""Tasks as the HTTP contract shows them: records in, schema out."""

from collections.abc import Mapping
from dataclasses import asdict

from tasks.eta import StageHistory, remaining
from tasks.formats import FORMATS
from tasks.messages import NOTICES
from tasks.plans import PARALLEL_STAGE
from tasks.records import Task

from .links import Links
from .schemas.notices import Notice
from .schemas.storyboards import Storyboard
from .schemas.tasks import EtaSeconds, FormatPicture, FormatVideo, Purchase, Stage, TaskError
from .schemas.tasks import Task as TaskSchema

ROUTES = {"enhancement": "/ai/enhance-and-script", "video": "/videos", "composition": "/compositions"}

#: before the first progress row there is none to quote
QUEUED_CODE, QUEUED_MESSAGE = "task.queued", "⏳ Waiting for a free worker"


class Resources:
    """Presents tasks; knows how long stages usually take and who does them here."""

    def __init__(self, links: Links, stage_history: StageHistory, models: Mapping[str, str]) -> None:
        self._links = links
        self._stage_history = stage_history
        self._models = models

    def task(self, task: Task) -> TaskSchema:
        """The task resource, with media links that work for hours."""
        base = f"{ROUTES[task.kind]}/{task.id}"
        urls = {role: self._links.media_url(key) for role, key in task.media.items()}
        videos = _videos(task, urls)
        return TaskSchema(
            id=task.id,
            kind=task.kind,  # type: ignore[arg-type]  # the column's check allows only these
            status=task.status,  # type: ignore[arg-type]
            progress=task.progress,
            step=task.step,
            code=task.code or QUEUED_CODE,
            message=task.message or QUEUED_MESSAGE,
            params=task.params or {},
            seq=task.last_seq,
            queue_position=task.queue_position,
            eta_seconds=self._eta(task),
            attempt=task.attempt,
            stages=[Stage.model_validate(stage, from_attributes=True) for stage in task.stages],
            name=task.name,
            user_description=task.input.user_description,
            product_name=task.input.product_name,
            offer=task.input.offer,
            call_to_action=task.input.call_to_action,
            duration=task.input.duration_seconds,
            language=task.input.language,
            status_url=base,
            stream_url=f"{base}/stream",
            cancel_url=f"{base}/cancellation",
            retry_url=f"{base}/retry",
            created_at=task.created_at,
            started_at=task.started_at,
            finished_at=task.finished_at,
            preview_url=_preview(urls),
            thumbnail_url=urls.get("thumbnail") or (videos[0].poster_url if videos else None),
            orientation=task.orientation,  # type: ignore[arg-type]
            before_image_url=urls.get("before"),
            enhanced_image_url=urls.get("enhanced"),
            video_frame_url=urls.get("video_frame"),
            pictures=_pictures(urls),
            cutout_url=urls.get("cutout"),
            background=task.background,  # type: ignore[arg-type]
            notices=[Notice(code=code, message=NOTICES[code]) for code in task.notices],
            script=task.script or task.input.script,
            storyboard=(Storyboard.model_validate(asdict(task.storyboard)) if task.storyboard else None),
            script_draft=None if task.script else task.script_draft,
            enhancement_id=task.input.enhancement_id,
            formats=list(task.input.formats),  # type: ignore[arg-type]  # validated when they came in
            format=next(iter(task.input.formats), task.input.format),  # type: ignore[arg-type]
            template=task.input.template if task.kind == "video" else None,  # type: ignore[arg-type]
            videos=videos,
            video_url=videos[0].url if videos and task.over else None,
            poster_url=videos[0].poster_url if videos else None,
            usage=[Purchase.model_validate(purchase, from_attributes=True) for purchase in task.purchases],
            error=TaskError(**task.error) if task.error else None,
        )

    def _eta(self, task: Task) -> EtaSeconds | None:
        if task.over:
            return None
        history, clip_seconds = self._stage_history.latest(), task.input.clip_seconds
        eta = remaining(task.stages, self._models, PARALLEL_STAGE, history, clip_seconds)
        return EtaSeconds.model_validate(eta, from_attributes=True) if eta else None


def _pictures(urls: Mapping[str, str]) -> list[FormatPicture]:
    return [
        FormatPicture(format=name, url=url, width=size.width, height=size.height)  # type: ignore[arg-type]
        for name, size in FORMATS.items()
        if (url := urls.get(f"picture_{name}"))
    ]


def _videos(task: Task, urls: Mapping[str, str]) -> list[FormatVideo]:
    """The finished clips; services', and those from before there were several formats, have none in their names."""
    found = []
    for role, (width, height) in task.video_sizes.items():
        name = role.removeprefix("video_") if role != "video" else _format_of(width / height)
        poster = urls.get(role.replace("video", "poster"))
        found.append(
            FormatVideo(format=name, url=urls[role], poster_url=poster, width=width, height=height)  # type: ignore[arg-type]
        )
    order = [*task.input.formats, *FORMATS]
    return sorted(found, key=lambda video: order.index(video.format))


def _format_of(ratio: float) -> str:
    return min(FORMATS, key=lambda name: abs(FORMATS[name].width / FORMATS[name].height - ratio))


def _preview(urls: Mapping[str, str]) -> str | None:
    """The latest partial picture, for as long as there is no result to mistake it for."""
    previews = sorted(role for role in urls if role.startswith("preview_"))
    return urls[previews[-1]] if previews and "enhanced" not in urls else None
