"""One attempt at a task, as its pipeline sees it: rows to report, stages to keep, a lease that is held meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..deadline import Deadline
from ..errors import DatabaseUnavailable, LeaseLost
from ..eta import Eta
from ..media.store import NewMedia
from ..messages import MESSAGES, event_body
from ..records import Claim, StageState
from .lease_store import LEASE_SECONDS, LeasedStore, Report
from .progress_writer import Journal, Page

if TYPE_CHECKING:
    from ..money.ledger import Receipt

Written = TypeVar("Written")
Answer = TypeVar("Answer")

#: less than this is not worth telling
ETA_SECONDS_MIN = 1.0


class Finish(Protocol):
    """Keeps what a stage leaves: its output, its files, and the receipt of what it bought, in one transaction."""

    def __call__(self, output: dict[str, Any], *media: NewMedia, receipt: "Receipt | None" = None) -> None: ...


class SetAside(Exception):
    """The task waits for somebody else: let go of it, and come back after a while."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class StageFailed(Exception):
    """A stage of a task failed; its cause is what went wrong."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        super().__init__(stage)


class Work:
    """What a pipeline may do with the task it was given."""

    def __init__(
        self,
        claim: Claim,
        store: LeasedStore,
        journal: Journal,
        stages: Sequence[str],
        eta: Callable[[Sequence[StageState]], Eta | None],
    ) -> None:
        self.claim = claim
        self._store = store
        self._journal = journal
        self._page = Page(claim)
        self._eta = eta
        states = [StageState(name, "waiting", 0, None, None) for name in stages]
        self._outputs: dict[str, dict[str, Any]] = {}
        if claim.begun:
            states, self._outputs = outlast(lambda: store.stages(claim))
        self._stages = {stage.name: stage for stage in states}
        self._lock = threading.Lock()
        self._progress = claim.progress
        self._draft = ""
        #: the furthest a video has come, 0-9; rows that tell something else keep it
        self._step = claim.step
        #: set once the lease is lost: engines look at it to stop early
        self.lost = self._page.lost

    def report(self, code: str, progress: int, *, step: int | None = None, **params: Any) -> None:
        """Write a progress row, unless the task has already got as far."""
        if progress > self._progress:
            self._report(code, progress, step=step, params=params)

    def note(self, code: str, **params: Any) -> None:
        """Write a row that tells something without moving the progress."""
        self._report(code, params=params)

    def preview(self, code: str, progress: int, index: int, media: NewMedia) -> None:
        """Keep a partial picture and write its row, in which watchers find it; in an outage there is none."""
        with suppress(DatabaseUnavailable):
            with self._journal.paused(self._page):
                key = self._store.keep(self.claim, media)
            self._report(code, progress, params={"number": index + 1}, result={"preview_url": f"/media/{key}"})

    def draft(self, text: str) -> None:
        """Show watchers the script as far as it is written; an outage of Postgres does not stop the writing."""
        pairs = zip(self._draft, text, strict=False)
        shorter = min(len(self._draft), len(text))
        offset = next((place for place, (old, new) in enumerate(pairs) if old != new), shorter)
        if text != self._draft:
            with suppress(DatabaseUnavailable):
                self._store.draft(self.claim, text, offset)
                self._draft = text

    def resume(self) -> None:
        """Tell the watchers that an interrupted or retried task goes on."""
        if self.claim.code == "task.retried":
            self.note("task.continued")
        elif self.claim.attempt > 1:
            self.note("task.resumed", attempt=self.claim.attempt)

    def complete(self, code: str, script: str | None, result: dict[str, Any], *, step: int | None = None) -> None:
        """Write the terminal row, with its result."""
        self._report(code, 100, step=step, status="completed", script=script, params={}, result=result)
        self.settle()

    def fail(self, error: dict[str, Any]) -> None:
        """Write the terminal row, with its error; the row keeps the progress that was reached."""
        self._report("task.failed", status="failed", error=error, params={"reason": error["message"]})
        self.settle()

    def settle(self) -> None:
        """Wait until every row is written; raises LeaseLost."""
        self._journal.settle(self._page)

    def set_aside(self, seconds: float) -> None:
        """Let go of the task until somebody else is asked again."""
        self.settle()
        self._outlast(lambda: self._store.set_aside(self.claim, seconds))

    def release(self) -> None:
        """Give the task back to the queue, and let go of what is under way."""
        self._store.release(self.claim)
        self.lost.set()

    def output(self, stage: str) -> dict[str, Any] | None:
        """What a stage left when an earlier attempt finished it."""
        return self._outputs.get(stage)

    @contextmanager
    def running(self, name: str, model: str = "", *, anew: bool = True) -> Iterator[Finish]:
        """Mark a stage as running; the block calls what it is given with what the stage leaves.

        A stage that only goes on, not `anew`, keeps the time of its start.

        What goes wrong inside leaves as StageFailed, which names the stage. May be used by two threads at once.
        """
        stage = self._stages[name]
        if anew or stage.state != "running":
            stage = StageState(name, "running", stage.attempt + 1, datetime.now(UTC), None, model)
            self._outlast(lambda: self._store.start_stage(self.claim, stage))
            self._tell_eta(stage)

        def finish(output: dict[str, Any], *media: NewMedia, receipt: "Receipt | None" = None) -> None:
            finished = replace(stage, state="finished", finished_at=datetime.now(UTC))
            with self._journal.paused(self._page, LEASE_SECONDS):
                self._outlast(lambda: self._store.finish_stage(self.claim, finished, output, media, receipt))
            self._tell_eta(finished)

        try:
            yield finish
        except (LeaseLost, DatabaseUnavailable, SetAside):
            raise
        except Exception as exc:
            failed = replace(stage, state="failed", finished_at=datetime.now(UTC))
            self._outlast(lambda: self._store.fail_stage(self.claim, failed))
            raise StageFailed(name) from exc

    def lease_held(self) -> AbstractContextManager[None]:
        """Renews the lease for as long as a block runs."""
        return self._journal.held(self._page)

    def _tell_eta(self, stage: StageState) -> None:
        self._stages[stage.name] = stage
        with suppress(DatabaseUnavailable):  # what is only told is not worth an attempt
            eta = self._eta(list(self._stages.values()))
            if eta and eta.high >= ETA_SECONDS_MIN:
                self._store.tell(self.claim, "eta", asdict(eta))

    def _report(
        self,
        code: str,
        progress: int = 0,
        *,
        step: int | None = None,
        status: str = "running",
        script: str | None = None,
        error: dict[str, Any] | None = None,
        params: dict[str, Any],
        result: dict[str, Any] | None = None,
    ) -> None:
        message = MESSAGES[code].format(**params)
        body = event_body(code, message, status, params, error=error, **result or {})
        with self._lock:  # the script is written beside the picture, and both may have something to say
            self._progress = max(self._progress, progress)
            self._step = self._step if step is None else step
            report = Report(code, message, self._progress, self._step, body, status, script, error)
            self._journal.add(self._page, report)

    def _outlast(self, write: Callable[[], Written]) -> Written | None:
        """Repeat a fenced write over a short outage of Postgres.

        A repeat that finds nothing to write was committed the first time, just before the connection broke; if it
        was the lease that went, the next write finds out.
        """
        repeated = False

        def try_to_write() -> Written | None:
            nonlocal repeated
            try:
                return write()
            except DatabaseUnavailable:
                repeated = True
                raise
            except LeaseLost:
                if repeated:
                    return None
                self.lost.set()
                raise

        return outlast(try_to_write)


def outlast(ask: Callable[[], Answer]) -> Answer:
    """What `ask` gets from Postgres, repeated over an outage that is shorter than a lease."""
    deadline = Deadline(LEASE_SECONDS)
    while True:
        try:
            return ask()
        except DatabaseUnavailable:
            if deadline.has_passed():
                raise
            time.sleep(0.5)
