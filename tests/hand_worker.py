"""A worker that goes as far as a test says, through the product's own lease store."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tasks.db.pool import Database
from tasks.errors import EngineFailed
from tasks.media.store import MediaStore, NewMedia
from tasks.messages import failure
from tasks.plans import ENHANCEMENT_STAGES
from tasks.worker.attempt import Attempt, StageFailed
from tasks.worker.lease_store import LeaseStore
from tasks.worker.progress_writer import ProgressWriter

#: a short run: its rows before the terminal one
ROWS = (("task.started", 5), ("image.reading", 10), ("orientation.detecting", 20), ("resize.started", 55))


class HandAttempt(Attempt):
    """An attempt whose rows are written when a call returns."""

    def report(self, code: str, progress: int, *, step: int | None = None, **params: Any) -> None:
        """Write a progress row."""
        super().report(code, progress, step=step, **params)
        self.flush()

    def note(self, code: str, **params: Any) -> None:
        """Write a row that tells something."""
        super().note(code, **params)
        self.flush()


class HandWorker:
    """Takes tasks that no real worker is there to take."""

    def __init__(self, database: Database) -> None:
        self._media = MediaStore(database)
        self._store = LeaseStore(database)
        self._writer = ProgressWriter(self._store)

    def take(self, task_id: int) -> HandAttempt:
        """Claim a task; what to report, and when, is up to the test."""
        lease = self._store.claim(task_id)
        assert lease, "somebody else has this task"
        return HandAttempt(lease, self._store, self._writer, ENHANCEMENT_STAGES, lambda _: None)

    def start(self, task_id: int) -> HandAttempt:
        """Claim a task and write the rows of ROWS."""
        attempt = self.take(task_id)
        for code, progress in ROWS:
            attempt.report(code, progress)
        return attempt

    def complete(self, attempt: Attempt) -> None:
        """Keep a picture and a script, and write the terminal row."""
        with attempt.running("enhance") as finish:
            finish({}, NewMedia("enhanced", b"a picture", "image/jpeg", 48, 32))
        key = self._media.keys(attempt.lease.task_id)["enhanced"]
        script = "A script."
        attempt.complete("task.completed", {"enhanced_image_url": f"/media/{key}", "script": script})

    def fail(self, attempt: Attempt, stage: str = "enhance") -> None:
        """Let a stage fail, in a way that may be tried again."""
        with suppress(StageFailed), attempt.running(stage):
            raise EngineFailed()
        attempt.fail(failure(EngineFailed(), stage))


@contextmanager
def hand_worker(database_url: str) -> Iterator[HandWorker]:
    """A worker on this database."""
    database = Database(database_url, pool_size=2)
    database.open()
    try:
        yield HandWorker(database)
    finally:
        database.close()
