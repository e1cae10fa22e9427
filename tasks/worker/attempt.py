"""One attempt at a task, as its pipeline sees it: it reports events, keeps stages and holds the lease."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from ..db.outage import retry_while_unavailable
from ..errors import DatabaseUnavailable, LeaseLost
from ..eta import Eta
from ..events import Event
from ..media.store import NewMedia
from ..money.ledger import Receipt
from ..records import Lease, StageState
from .lease_store import LeaseStore
from .progress_writer import Outbox, ProgressWriter

#: shorter estimates are not sent
ETA_SECONDS_MIN = 1.0


class Finish(Protocol):
    """Keeps what a stage leaves: its output, its files, and the receipt of what it bought, in one transaction."""

    def __call__(self, output: dict[str, Any], *media: NewMedia, receipt: Receipt | None = None) -> None: ...


class Snooze(Exception):
    """The task waits for a provider: release it, and come back after a while."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class StageFailed(Exception):
    """A stage of a task failed, by the exception's cause."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        super().__init__(stage)


class Attempt:
    """What a pipeline can do with its task."""

    def __init__(
        self,
        lease: Lease,
        store: LeaseStore,
        writer: ProgressWriter,
        stages: Sequence[str],
        eta: Callable[[Sequence[StageState]], Eta | None],
    ) -> None:
        self.lease = lease
        self._store = store
        self._writer = writer
        self._outbox = Outbox(lease)
        #: set once the lease is lost: engines look at it to stop early
        self.lease_lost = self._outbox.lease_lost
        self._eta = eta
        states = [StageState(name, "waiting", 0, None, None) for name in stages]
        self._outputs: dict[str, dict[str, Any]] = {}
        if lease.begun:
            states, self._outputs = retry_while_unavailable(lambda: store.stages(lease))
        self._stages = {stage.name: stage for stage in states}
        self._finished = {stage.name for stage in states if stage.state == "finished"}
        self._progress = lease.progress
        #: the furthest a video has come, 0-9; other events keep it
        self._step = lease.step

    def report(self, code: str, progress: int, *, step: int | None = None, **params: Any) -> None:
        """Report progress, unless the task has already got as far."""
        if progress > self._progress:
            self._add(code, progress, step, params=params)

    def note(self, code: str, **params: Any) -> None:
        """Report something that does not advance the progress."""
        self._add(code, params=params)

    def preview(self, code: str, progress: int, index: int, media: NewMedia) -> None:
        """Keep a partial picture and show it to watchers; in an outage there is none."""
        with suppress(DatabaseUnavailable):
            key = self._store.save_media(self.lease, media)[media.role]
            self._add(code, progress, params={"number": index + 1}, result={"preview_url": f"/media/{key}"})

    def keep(self, stage: str, output: dict[str, Any], *media: NewMedia) -> None:
        """Keep what a running stage leaves so far, all or none, so that a retry need not make it once more."""
        retry_while_unavailable(lambda: self._store.save_media(self.lease, *media, stage=stage, output=output))

    def draft(self, text: str) -> None:
        """Show watchers the script as far as it is written."""
        with self._writer.adding(self._outbox):
            self._outbox.draft = text

    def resume(self) -> None:
        """Report that an interrupted or retried task continues."""
        if self.lease.code == "task.retried":
            self.note("task.continued")
        elif self.lease.attempt > 1:
            self.note("task.resumed", attempt=self.lease.attempt)

    def complete(self, code: str, result: dict[str, Any], *, step: int | None = None) -> None:
        """End the task with its result."""
        self._add(code, 100, step, status="completed", result=result)
        self.flush()

    def complete_with(self, write: Callable[[Event], None], code: str, result: dict[str, Any]) -> None:
        """End the task with a terminal event that `write` stores, along with what must change at the same moment."""
        self.flush()
        with self._writer.adding(self._outbox, soon=False) as seq:
            event = Event(self.lease.task_id, seq, 100, self._step, code, "completed", result=result)
        retry_while_unavailable(lambda: write(event))

    def fail(self, error: dict[str, Any]) -> None:
        """End the task with its error; it keeps the progress that was reached."""
        self._add("task.failed", status="failed", error=error, params={"reason": error["message"]})
        self.flush()

    def flush(self) -> None:
        """Wait until every event is written; raises LeaseLost."""
        self._writer.flush(self._outbox)

    def snooze(self, seconds: float) -> None:
        """Release the task until it is time to ask its provider again."""
        self.flush()
        retry_while_unavailable(lambda: self._store.snooze(self.lease, seconds))

    def release(self) -> None:
        """Give the task back to the queue, and cancel the work in progress."""
        self._store.release(self.lease)
        self.lease_lost.set()

    def output(self, stage: str) -> dict[str, Any] | None:
        """What a stage left when an earlier attempt finished it."""
        return self._outputs.get(stage) if stage in self._finished else None

    def kept(self, stage: str) -> dict[str, Any]:
        """What a stage left so far when an earlier attempt was interrupted or failed in it."""
        return self._outputs.get(stage, {})

    @contextmanager
    def running(self, name: str, model: str = "", *, restart: bool = True) -> Iterator[Finish]:
        """Mark a stage as running; the block calls what it is given with what the stage leaves.

        A stage that only goes on, without `restart`, keeps the time of its start. An exception inside leaves as
        StageFailed, which names the stage. May be used by two threads at once.
        """
        stage = self._stages[name]
        if restart or stage.state != "running":
            stage = StageState(name, "running", stage.attempt + 1, datetime.now(UTC), None, model)
            self._add_stage(stage)
            self._send_eta(stage)

        def finish(output: dict[str, Any], *media: NewMedia, receipt: Receipt | None = None) -> None:
            finished = replace(stage, state="finished", finished_at=datetime.now(UTC))
            retry_while_unavailable(lambda: self._store.finish_stage(self.lease, finished, output, media, receipt))
            self._send_eta(finished)

        try:
            yield finish
        except (LeaseLost, DatabaseUnavailable, Snooze):
            raise
        except Exception as exc:
            self._add_stage(replace(stage, state="failed", finished_at=datetime.now(UTC)))
            raise StageFailed(name) from exc

    def lease_held(self) -> AbstractContextManager[None]:
        """Renews the lease for as long as a block runs."""
        return self._writer.held(self._outbox)

    def _add(
        self, code: str, progress: int = 0, step: int | None = None, *, status: str = "running", **values: Any
    ) -> None:
        with self._writer.adding(self._outbox) as seq:  # the script is written beside the picture: two may come here
            self._progress = max(self._progress, progress)
            self._step = self._step if step is None else step
            event = Event(self.lease.task_id, seq, self._progress, self._step, code, status, **values)
            self._outbox.events.append(event)

    def _add_stage(self, stage: StageState) -> None:
        with self._writer.adding(self._outbox, soon=False):  # an event follows, and both are one write
            self._outbox.stages.append(stage)

    def _send_eta(self, stage: StageState) -> None:
        self._stages[stage.name] = stage
        eta = self._eta(list(self._stages.values()))
        if eta and eta.high >= ETA_SECONDS_MIN:
            with self._writer.adding(self._outbox, soon=False):
                self._outbox.eta = json.dumps(asdict(eta))
