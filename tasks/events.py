"""An event: one step of a task, as it is written, sent and shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time as now
from typing import Any

from .messages import MESSAGES
from .records import TERMINAL, Record

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

#: of events that show a partial picture
PREVIEW_CODES = frozenset({"enhance.partial"})


@dataclass(frozen=True, slots=True)
class ProgressRow(Record):
    """An event as it is stored and sent."""

    task_id: int
    #: 1, 2, 3 … without gaps
    seq: int
    #: the task's, from this event on
    status: str
    code: str
    #: seconds since the epoch
    time: float
    #: JSON
    event: str

    @property
    def terminal(self) -> bool:
        """Whether the task is over with it."""
        return self.status in TERMINAL

    @property
    def preview(self) -> bool:
        """Whether it shows a partial picture."""
        return self.code in PREVIEW_CODES


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a task, before it is stored."""

    task_id: int
    seq: int
    #: 0-100, never goes back
    progress: int
    #: 0-9 for a video
    step: int | None
    #: of MESSAGES
    code: str
    #: the task's, from this event on
    status: str = "running"
    #: the values inside the message
    params: Mapping[str, Any] = field(default_factory=dict)
    #: what there is to see: URLs, and the script
    result: Mapping[str, Any] = field(default_factory=dict)
    #: code, message, stage, retryable
    error: Mapping[str, Any] | None = None
    #: seconds since the epoch
    time: float = field(default_factory=now)

    @property
    def message(self) -> str:
        """The message in English."""
        return MESSAGES[self.code].format(**self.params)

    def to_json(self) -> str:
        """The event as streams send it."""
        event = {
            "task_id": self.task_id,
            "seq": self.seq,
            "progress": self.progress,
            "step": self.step,
            "code": self.code,
            "message": self.message,
            "status": self.status,
            "ts": self.time,
            "params": self.params,
        }
        if self.error is not None:
            event["error"] = self.error
        return _encode({**event, **self.result})

    def columns(self) -> dict[str, Any]:
        """The fields of its ProgressRow."""
        return {
            "task_id": self.task_id,
            "seq": self.seq,
            "status": self.status,
            "code": self.code,
            "time": self.time,
            "event": self.to_json(),
        }
