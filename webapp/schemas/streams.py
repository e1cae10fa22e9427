"""Streams: how one is opened, and the events that it brings."""

from typing import Any

from pydantic import BaseModel, Field

from .tasks import TaskError, TaskStatus

#: as large as the column that counts rows
SEQ_MAX = 2**31 - 1


class StreamQuery(BaseModel):
    """How a stream is opened by clients that cannot set headers."""

    last_event_id: int = Field(0, ge=0, le=SEQ_MAX, description="Resume after this seq.")


class StreamToken(BaseModel):
    """Opens the stream of one task, and nothing else."""

    stream_token: str
    expires_in_seconds: int


class ProgressEvent(BaseModel):
    """The data of a default (unnamed) stream event: one durable progress row.

    The last one also carries the result or the error.
    """

    task_id: int
    seq: int
    progress: int
    step: int | None
    code: str
    message: str
    status: TaskStatus
    ts: float = Field(description="Seconds since the epoch.")
    params: dict[str, Any] = Field(description="The values inside the message, for translation by code.")
    preview_url: str | None = None
    enhanced_image_url: str | None = None
    before_image_url: str | None = None
    video_frame_url: str | None = None
    thumbnail_url: str | None = None
    script: str | None = None
    video_url: str | None = None
    poster_url: str | None = None
    error: TaskError | None = None


class ScriptEvent(BaseModel):
    """The data of a `script` event: the script grows, or is changed, from `offset` on."""

    offset: int = Field(description="In characters (code points).")
    text: str
