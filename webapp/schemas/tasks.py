"""The task resource, and what it is made up of."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from .choices import Background, Format, Template
from .notices import Notice
from .storyboards import Storyboard

#: of tasks that stand on their own, in the history
ListedKind = Literal["enhancement", "video"]
TaskKind = Literal["enhancement", "video", "composition"]
TaskStatus = Literal["queued", "running", "completed", "failed", "cancelled"]
StageState = Literal["waiting", "running", "finished", "failed", "cancelled"]


class Stage(BaseModel):
    """One stage of a task's work."""

    name: str
    state: StageState
    attempt: int
    model: str = Field(description="What the stage runs with; empty for stages that need none.")
    started_at: datetime | None
    finished_at: datetime | None


class EtaSeconds(BaseModel):
    """How long it probably still takes, by how long it took the last times."""

    low: float
    high: float
    longer_than_usual: bool = Field(description="It takes longer than nine of ten did; the range is no promise.")


class TaskError(BaseModel):
    """Why a task failed."""

    code: str
    message: str
    stage: str | None
    retryable: bool


class Purchase(BaseModel):
    """One paid call of a task."""

    stage: str
    provider: str
    model: str
    state: Literal["intended", "confirmed", "failed", "unknown"] = Field(
        description="failed: surely not bought; unknown: it may have been."
    )
    estimated_usd: float | None = Field(description="null: the price of this model is not known.")
    cost_usd: float | None
    usage: dict[str, Any] | None = Field(description="As the provider counted it.")


class FormatPicture(BaseModel):
    """The picture in one format."""

    format: Format
    url: str
    width: int
    height: int


class FormatVideo(BaseModel):
    """The clip in one format."""

    format: Format
    url: str
    poster_url: str | None = Field(description="Its first frame, for clips made here.")
    width: int
    height: int


class Task(BaseModel):
    """A task: the same resource in the answer to an upload, in polling, in history and in the stream's snapshot."""

    id: int
    kind: TaskKind
    status: TaskStatus
    progress: int = Field(ge=0, le=100)
    step: int | None = Field(description="0-9 for a video, null for an enhancement.")
    code: str | None = Field(description="Code of the last progress message, for translation.")
    message: str
    params: dict[str, Any] = Field(description="The values inside the message, as in its row.")
    seq: int = Field(description="seq of the last progress row; 0 before the first.")
    queue_position: int | None = Field(description="1 = next; null once it runs.")
    eta_seconds: EtaSeconds | None
    attempt: int
    stages: list[Stage]
    name: str = Field(description="Given by its user, else empty.")
    user_description: str
    product_name: str
    offer: str
    call_to_action: str
    duration: int
    language: str
    status_url: str
    stream_url: str
    cancel_url: str
    retry_url: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    preview_url: str | None
    thumbnail_url: str | None
    orientation: Literal["landscape", "portrait", "square"] | None = Field(
        description="Of an enhancement: which way its picture lies, as soon as that is known."
    )
    before_image_url: str | None = Field(description="The uploaded picture, clean, in the enhanced one's frame.")
    enhanced_image_url: str | None
    video_frame_url: str | None = Field(description="The enhanced picture at the exact size of the video.")
    pictures: list[FormatPicture] = Field(description="The picture in each format; empty where there are none.")
    cutout_url: str | None = Field(description="The product alone, a PNG with transparency.")
    background: Background | None = Field(
        description="What the pictures are on: `original` if it could not be replaced."
    )
    notices: list[Notice]
    script: str | None
    storyboard: Storyboard | None = Field(
        description="Of an enhancement: its script as data. Of a video: what it shows, unless that was free text."
    )
    script_draft: str | None = Field(description="The script as far as it is written, while it is.")
    enhancement_id: int | None = Field(description="Of a video or a composition: the enhancement it was made of.")
    formats: list[Format] = Field(description="Of a video: what it comes in, the main one first.")
    format: Format | None = Field(description="Of a video: the first of `formats`; null where none was asked for.")
    template: Template | None = Field(description="Of a video.")
    videos: list[FormatVideo] = Field(description="The clips that are finished, in the order of `formats`.")
    video_url: str | None = Field(description="The first one's, once all are finished.")
    poster_url: str | None = Field(description="A still of the video.")
    usage: list[Purchase]
    error: TaskError | None


class SubmittedTask(Task):
    """A task as its maker gets it: with the token for its stream."""

    stream_token: str
