"""What the database holds, as frozen records: rows become records as soon as they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from .brief import Brief
from .sounds import AUTO
from .storyboard import Storyboard
from .templates import DEFAULT_TEMPLATE

#: a task in one of these is over
TERMINAL = frozenset({"completed", "failed", "cancelled"})


class Record:
    """Something that can be read from a row whose columns have its fields' names."""

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The record of `row`; columns it has no field for are left out."""
        return cls(**{field.name: row[field.name] for field in fields(cls)})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Account(Record):
    """Someone who owns tasks."""

    id: int
    #: lower case; None for a guest
    email: str | None
    #: argon2id; None for a guest
    password_hash: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TaskInput(Record):
    """The user's request."""

    user_description: str
    #: length of the later video
    duration_seconds: int
    #: BCP 47
    language: str
    #: of a video: the script as its user left it
    script: str | None = None
    #: of a video from before there were several: landscape or portrait; None = as the picture is
    format: str | None = None
    #: of a video or a composition: the enhancement it was made of, if any
    enhancement_id: int | None = None
    #: of an enhancement, see `formats.BACKGROUNDS`; photos from before there was a choice kept theirs
    background: str = "original"
    #: of a video: what it shows; None where only the script says so
    storyboard: Storyboard | None = None
    #: of an enhancement: three short fields beside the description, see `Brief`
    product_name: str = ""
    offer: str = ""
    call_to_action: str = ""
    #: of a video, names in `formats.FORMATS`, the main one first
    formats: tuple[str, ...] = ()
    #: of a video, see `templates.TEMPLATES`
    template: str = DEFAULT_TEMPLATE
    #: of a video, see `sounds.VOICE_CHOICES` and `sounds.MUSIC`
    voice: str = AUTO
    music: str = AUTO
    #: of a video of a product: whether it stands on the frame's lower edge
    cut_below: bool = False

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The input that `dataclasses.asdict` made these values of; what is not in them has its default.

        What this version does not know, a newer one has written while it is being deployed; it is left out.
        """
        known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        known["storyboard"] = _storyboard(values.get("storyboard"))
        return cls(**{**known, "formats": tuple(values.get("formats", ()))})

    @property
    def clip_seconds(self) -> int:
        """Of a video: how long its clips in all formats are together."""
        return self.duration_seconds * max(1, len(self.formats))

    @property
    def brief(self) -> Brief:
        """What the script is written from."""
        return Brief(self.user_description, self.product_name, self.offer, self.call_to_action)


@dataclass(frozen=True, slots=True)
class StageState(Record):
    """Where one stage of a task stands."""

    name: str
    #: waiting, running, finished, failed, cancelled
    state: str
    attempt: int
    started_at: datetime | None
    finished_at: datetime | None
    #: what the stage ran with; empty for stages that need none
    model: str = ""


@dataclass(frozen=True, slots=True)
class Purchase(Record):
    """One paid call, as its task shows it."""

    stage: str
    provider: str
    model: str
    #: intended, confirmed, failed (surely not bought), unknown
    state: str
    #: None when the model's price is not known
    estimated_usd: float | None
    cost_usd: float | None
    #: as the provider counted it
    usage: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Task(Record):
    """A task as its owner sees it."""

    id: int
    #: enhancement, video or composition
    kind: str
    #: queued, running, completed, failed, cancelled
    status: str
    input: TaskInput
    #: 0-100, never goes back
    progress: int
    #: 0-9 for a video
    step: int | None
    #: of the last progress row, as are `message` and `last_seq`
    code: str | None
    message: str
    last_seq: int
    attempt: int
    script: str | None
    #: code, message, stage, retryable
    error: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    #: in their order
    stages: tuple[StageState, ...]
    #: media keys by role
    media: dict[str, str]
    purchases: tuple[Purchase, ...]
    #: the script as far as it is written
    script_draft: str | None
    #: 1 = next; None once it runs
    queue_position: int | None
    #: the values inside `message`; None before the first row
    params: dict[str, Any] | None
    #: of an enhancement: landscape, portrait or square; None until it is known
    orientation: str | None
    #: the one its pictures are on; None where there was no choice
    background: str | None
    #: by its user, else empty
    name: str
    #: as its user left it; None until it is written
    storyboard: Storyboard | None
    #: codes of `messages.NOTICES`
    notices: tuple[str, ...]
    #: of an enhancement: whether the photo's lower edge cuts its product
    cut_below: bool
    #: of videos: width and height by role
    video_sizes: dict[str, tuple[int, int]]

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The record of a row of the view `task_details`."""
        values = {field.name: row[field.name] for field in fields(cls)}
        values["input"] = TaskInput.from_json(row["input"])
        values["storyboard"] = _storyboard(row["storyboard"])
        values["notices"] = tuple(row["notices"] or ())
        values["media"] = row["media"] or {}
        values["cut_below"] = bool(row["cut_below"])
        values["video_sizes"] = {role: tuple(size) for role, size in (row["video_sizes"] or {}).items()}
        values["stages"] = tuple(
            _stage(stage, values["status"], values["finished_at"]) for stage in row["stages"] or ()
        )
        values["purchases"] = tuple(Purchase(**purchase) for purchase in row["purchases"] or ())
        return cls(**values)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.status in TERMINAL


@dataclass(frozen=True, slots=True)
class Lease(Record):
    """A task in the hands of one worker, for one attempt."""

    task_id: int
    kind: str
    account_id: int
    input: TaskInput
    #: fences every write of the attempt
    lease_id: UUID
    #: 1 for the first
    attempt: int
    #: what earlier attempts had already reported
    progress: int
    #: 0-9 for a video
    step: int | None
    #: of the last row
    code: str | None
    last_seq: int
    #: whether an earlier attempt has begun a stage, even if it was given back
    begun: bool

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The record of a claimed row of `tasks`."""
        values = {field.name: row[field.name] for field in fields(cls)}
        return cls(**values | {"input": TaskInput.from_json(row["input"])})


@dataclass(frozen=True, slots=True)
class Media(Record):
    """A stored file."""

    key: str
    task_id: int
    #: original, before, enhanced, video_frame, thumbnail
    role: str
    content_type: str
    size_bytes: int
    width: int | None
    height: int | None
    created_at: datetime


def _stage(row: Mapping[str, Any], status: str, ended_at: datetime | None) -> StageState:
    """A stage as its task stands: ending a task from outside leaves its stages as they were."""
    moments = {name: _moment(row[name]) for name in ("started_at", "finished_at")}
    stage = StageState(**{**row, **moments})
    if stage.state == "running" and status in ("cancelled", "failed"):
        return replace(stage, state=status, finished_at=ended_at)
    return stage


def _storyboard(values: Mapping[str, Any] | None) -> Storyboard | None:
    return Storyboard.from_json(values) if values else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
