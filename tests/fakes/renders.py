"""Video jobs at a fake provider: what becomes of each, what it costs, and the books of all of them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition
from typing import Any
from uuid import uuid4

#: answers that are no status: each request to a job can be told to get one of them, or a status as "429"
ANSWERS: Mapping[str, str] = {
    "ok": "what was asked for",
    "silence": "nothing at all until released, or until the client goes",
    "drip": "blanks that never become JSON or a video, until released or the client goes",
    "drip_head": "headers that never come to an end, until released or the client goes",
    "hang_up": "the connection is closed hard when the request has been read",
    "malformed_json": "200 with JSON that ends too soon",
    "html": "200 with a page, as something in between might send",
    "empty": "200 with no body",
    "no_id": "200 with JSON that lacks what matters (create, poll)",
    "cut": "the connection is closed hard in the middle of the answer",
    "truncated": "a proper answer with half a video (download)",
    "expired": "403 as storage answers for a URL that is too old (download)",
    "too_large": "a video that claims to have 300 MB (download)",
    "other_type": "the video under a type that is none (download)",
    "no_credits": "no money left, in the words of the provider (create)",
    "moderated": "refused at once, in the words of the provider (create)",
}


@dataclass(frozen=True, slots=True)
class Render:
    """What becomes of one job; as JSON it is an object with these fields."""

    #: of ANSWERS, or a status
    create: str = "ok"
    #: whether the job starts though the answer to `create` was another than "ok"
    starts_anyway: bool = False
    waiting_seconds: float = 0
    render_seconds: float = 0
    #: succeeded, failed, cancelled, or never: it renders for ever
    outcome: str = "succeeded"
    code: str | None = None
    message: str = "An unexpected error occurred."
    #: shown instead of the provider's own names
    waiting_state: str | None = None
    running_state: str | None = None
    finished_state: str | None = None
    #: whether it says how far it has come
    progress: bool = True
    #: `openai-poll-after-ms`
    poll_after_ms: int | None = None
    #: for the first requests of each kind, one after the other; then all is well
    polls: tuple[str, ...] = ()
    downloads: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    #: instead of "all is well"
    always_download: str = "ok"
    #: more headers of refusals, such as `retry-after`
    headers: Mapping[str, str] = field(default_factory=dict)
    #: overrides whether it is billed
    billed: bool | None = None

    def __post_init__(self) -> None:
        for answer in (self.create, *self.polls, *self.downloads, *self.cancels, self.always_download):
            if answer not in ANSWERS and not answer.isdigit():
                raise ValueError(f"no such answer: {answer}")

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Render":
        """Of a control request; raises TypeError, ValueError."""
        fields: dict[str, Any] = {
            name: tuple(told) if isinstance(told, list) else told for name, told in values.items()
        }
        return cls(**fields)


@dataclass(slots=True)
class Job:
    """One job, from its start on."""

    number: int
    prompt: str
    model: str
    seconds: int
    width: int
    height: int
    picture: bytes
    #: as they came
    fields: Mapping[str, Any]
    render: Render
    id: str = field(default_factory=lambda: str(uuid4()))
    #: seconds since the epoch
    started_at: float = field(default_factory=time.time)
    #: when somebody cancelled or deleted it, and what it was doing then
    cancelled_at: float | None = None
    cancelled_while: str | None = None
    #: how often each was asked for
    counts: dict[str, int] = field(default_factory=lambda: {"poll": 0, "download": 0, "cancel": 0})

    @property
    def state(self) -> str:
        """waiting, running, succeeded, failed, cancelled."""
        if self.cancelled_at is not None:
            return "cancelled"
        age = time.time() - self.started_at
        if age < self.render.waiting_seconds:
            return "waiting"
        if self.render.outcome == "never" or age < self.render.waiting_seconds + self.render.render_seconds:
            return "running"
        return self.render.outcome

    @property
    def progress(self) -> float:
        """0-1, of the rendering."""
        rendering = time.time() - self.started_at - self.render.waiting_seconds
        return max(0.0, min(rendering / (self.render.render_seconds or 60), 0.99))

    def next_answer(self, kind: str) -> str:
        """How to answer the next poll, download or cancel."""
        told = {"poll": self.render.polls, "download": self.render.downloads, "cancel": self.render.cancels}[kind]
        number = self.counts[kind]
        self.counts[kind] = number + 1
        if number < len(told):
            return told[number]
        return self.render.always_download if kind == "download" else "ok"

    def cancel(self) -> None:
        """Somebody wants it no more."""
        self.cancelled_while, self.cancelled_at = self.state, time.time()

    def to_json(self) -> dict[str, Any]:
        """The job as `GET /jobs` shows it."""
        shown = ("number", "id", "model", "seconds", "prompt", "started_at", "state", "cancelled_while", "counts")
        return {name: getattr(self, name) for name in shown}


class Books:
    """Thread-safe. A mark is a text: what is told for it holds only for jobs whose prompt contains it."""

    def __init__(self, moderated_is_billed: bool, cancelled_is_billed: bool) -> None:
        self._moderated_is_billed = moderated_is_billed
        self._cancelled_is_billed = cancelled_is_billed
        self._changed = Condition()
        self._jobs: list[Job] = []
        self._requests: list[tuple[str, Mapping[str, str]]] = []
        self._next: list[tuple[str, Render]] = []
        self._always: dict[str, Render] = {}

    def next(self, *renders: Render, marked: str = "") -> None:
        """What becomes of the next jobs, one after the other."""
        with self._changed:
            self._next += [(marked, render) for render in renders]

    def always(self, render: Render, marked: str = "") -> None:
        """What becomes of every job that nothing was queued for; the longest mark wins."""
        with self._changed:
            self._always[marked] = render

    def forget(self) -> None:
        """Begin anew: no jobs, no bills, nothing told."""
        with self._changed:
            self._jobs, self._requests, self._next, self._always = [], [], [], {}

    def jobs(self, marked: str = "") -> list[Job]:
        """The jobs that were started, in order."""
        with self._changed:
            return [job for job in self._jobs if marked in job.prompt]

    def bills(self, marked: str = "") -> list[Job]:
        """The jobs that cost something by now."""
        return [job for job in self.jobs(marked) if self.is_billed(job)]

    def cancelled(self, marked: str = "") -> list[Job]:
        """The jobs that somebody cancelled or deleted."""
        return [job for job in self.jobs(marked) if job.cancelled_at is not None]

    def requests(self, containing: str = "") -> list[tuple[str, Mapping[str, str]]]:
        """Method with path, and headers in lower case, of every request so far."""
        with self._changed:
            return [request for request in self._requests if containing in request[0]]

    def wait_for(self, fact: Callable[[], bool], timeout_seconds: float = 10) -> None:
        """Wait until `fact` holds; raises TimeoutError."""
        deadline = time.monotonic() + timeout_seconds
        with self._changed:
            while not fact():  # time alone changes jobs, so it is looked at now and then
                if time.monotonic() > deadline:
                    raise TimeoutError("the provider's books did not come to that")
                self._changed.wait(0.02)

    def is_billed(self, job: Job) -> bool:
        """Whether the provider charges for it, as things stand."""
        state = job.cancelled_while or job.state
        if job.render.billed is not None:
            return job.render.billed
        if state == "failed":
            return self._moderated_is_billed and "SAFETY" in (job.render.code or "")
        return state == "succeeded" or (self._cancelled_is_billed and job.cancelled_while == "running")

    # -- what the server writes

    def receive(self, line: str, headers: Mapping[str, str]) -> None:
        """Enter a request."""
        with self._changed:
            self._requests.append((line, headers))
            self._changed.notify_all()

    def told(self, prompt: str) -> Render:
        """What is to become of a job with this prompt."""
        with self._changed:
            for index, (mark, render) in enumerate(self._next):
                if mark in prompt:
                    del self._next[index]
                    return render
            marks = [mark for mark in self._always if mark in prompt]
            return self._always[max(marks, key=len)] if marks else Render()

    def start(self, **values: Any) -> Job:
        """Enter a job."""
        with self._changed:
            job = Job(number=len(self._jobs) + 1, **values)
            self._jobs.append(job)
            self._changed.notify_all()
            return job

    def find(self, job_id: str) -> Job | None:
        """The job with this id."""
        return next((job for job in self.jobs() if job.id == job_id), None)
