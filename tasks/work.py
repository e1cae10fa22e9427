"""One attempt at a task, as its pipeline sees it: rows to report, stages to keep, a lease that is held meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .errors import DatabaseUnavailable, LeaseLost
from .eta import Eta
from .leases import LEASE_SECONDS, LeasedStore
from .media import NewMedia
from .records import Claim, StageState

if TYPE_CHECKING:
    from .ledger import Receipt

Written = TypeVar("Written")
Answer = TypeVar("Answer")

#: less than this is not worth telling
ETA_SECONDS_MIN = 1.0

#: far more often than the lease needs: this is also how soon a cancelled task lets go of its engine
RENEW_SECONDS = 3


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
        stages: Sequence[str],
        eta: Callable[[Sequence[StageState]], Eta | None],
    ) -> None:
        self.claim = claim
        self._store = store
        self._eta = eta
        states = [StageState(name, "waiting", 0, None, None) for name in stages]
        self._outputs: dict[str, dict[str, Any]] = {}
        if claim.last_seq:
            states, self._outputs = outlast(lambda: store.stages(claim))
        self._stages = {stage.name: stage for stage in states}
        self._lock = threading.Lock()
        self._last_seq = claim.last_seq
        #: the rows of this attempt, for a crash of Postgres may take back what was not flushed yet
        self._rows: list[tuple[str, int, dict[str, Any]]] = []
        self._progress = claim.progress
        self._draft = ""
        #: the furthest a video has come, 0-9; rows that tell something else keep it
        self._step = claim.step
        #: set once the lease is lost: engines look at it to stop early
        self.lost = threading.Event()

    def report(self, code: str, progress: int, *, step: int | None = None, **params: Any) -> None:
        """Write a progress row, unless the task has already got as far."""
        if progress > self._progress:
            self._progress = progress
            self._step = step if step is not None else self._step
            self._report(code, progress, params=params)

    def note(self, code: str, **params: Any) -> None:
        """Write a row that tells something without moving the progress."""
        self._report(code, 0, params=params)

    def preview(self, code: str, progress: int, index: int, media: NewMedia) -> None:
        """Keep a partial picture and write its row, in which watchers find it."""
        key = self._outlast(lambda: self._store.keep(self.claim, media))
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
            self._report("task.resumed", self.claim.progress, params={"attempt": self.claim.attempt})

    def complete(self, code: str, script: str | None, result: dict[str, Any], *, step: int | None = None) -> None:
        """Write the terminal row, with its result."""
        self._step = step
        self._report(code, 100, status="completed", script=script, params={}, result=result)

    def fail(self, error: dict[str, Any]) -> None:
        """Write the terminal row, with its error; the row keeps the progress that was reached."""
        self._report("task.failed", 0, status="failed", error=error, params={"reason": error["message"]})

    def set_aside(self, seconds: float) -> None:
        """Let go of the task until somebody else is asked again."""
        self._outlast(lambda: self._store.set_aside(self.claim, seconds))

    def release(self) -> None:
        """Give the task back to the queue, and let go of what is under way."""
        self._store.release(self.claim)
        self.lost.set()

    def output(self, stage: str) -> dict[str, Any] | None:
        """What a stage left when an earlier attempt finished it."""
        return self._outputs.get(stage)

    @contextmanager
    def running(self, stage: str, model: str = "", *, anew: bool = True) -> Iterator[Finish]:
        """Mark a stage as running; the block calls what it is given with what the stage leaves.

        A stage that only goes on, not `anew`, keeps the time of its start.

        What goes wrong inside leaves as StageFailed, which names the stage. May be used by two threads at once.
        """
        if anew or self._stages[stage].state != "running":
            self._outlast(lambda: self._store.start_stage(self.claim, stage, model))
            self._tell_eta(stage, state="running", model=model, started_at=datetime.now(UTC))

        def finish(output: dict[str, Any], *media: NewMedia, receipt: "Receipt | None" = None) -> None:
            self._outlast(lambda: self._store.finish_stage(self.claim, stage, output, media, receipt))
            self._tell_eta(stage, state="finished")

        try:
            yield finish
        except (LeaseLost, DatabaseUnavailable, SetAside):
            raise
        except Exception as exc:
            self._outlast(lambda: self._store.fail_stage(self.claim, stage))
            raise StageFailed(stage) from exc

    @contextmanager
    def lease_held(self) -> Iterator[None]:
        """Renew the lease for as long as the block runs."""
        done = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(done,), name=f"lease-{self.claim.id}", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()

    def _keep(self, done: threading.Event) -> None:
        wait_seconds = RENEW_SECONDS
        while not done.wait(wait_seconds):
            try:
                self._store.renew(self.claim)
                wait_seconds = RENEW_SECONDS
            except DatabaseUnavailable:
                wait_seconds = 1
            except LeaseLost:
                self.lost.set()
                return

    def _tell_eta(self, stage: str, **changes: Any) -> None:
        self._stages[stage] = replace(self._stages[stage], **changes)
        with suppress(DatabaseUnavailable):  # what is only told is not worth an attempt
            eta = self._eta(list(self._stages.values()))
            if eta and eta.high >= ETA_SECONDS_MIN:
                self._store.tell(self.claim, "eta", asdict(eta))

    def _report(self, code: str, progress: int, **values: Any) -> None:
        with self._lock:  # the script is written beside the picture, and both may have something to say
            self._rows.append((code, progress, values | {"step": self._step}))
            while self._last_seq < self.claim.last_seq + len(self._rows):
                code, progress, values = self._rows[self._last_seq - self.claim.last_seq]
                self._write(code, progress, values)

    def _write(self, code: str, progress: int, values: dict[str, Any]) -> None:
        """Write the row that follows the last one."""
        try:
            outlast(lambda: self._store.report(self.claim, code, progress, after_seq=self._last_seq, **values))
            self._last_seq += 1
        except LeaseLost:
            # or it was written just before the connection broke, or others before it were lost in a crash
            try:
                self._last_seq = outlast(lambda: self._store.last_seq(self.claim))
            except LeaseLost:
                self.lost.set()
                raise

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
    deadline = time.monotonic() + LEASE_SECONDS
    while True:
        try:
            return ask()
        except DatabaseUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
