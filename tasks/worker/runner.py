"""Runs one task for an actor: claims it, runs its pipeline, and turns what happens into the task's end."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..broker import Queue
from ..errors import DatabaseUnavailable, FilesRemoved, LeaseLost, LimelightError, MediaNotFound
from ..eta import Eta, StageHistory, remaining
from ..messages import failure
from ..records import Lease, StageState
from .attempt import Attempt, Snooze, StageFailed
from .lease_store import LeaseStore
from .progress_writer import ProgressWriter

logger = logging.getLogger(__name__)


class Pipeline(Protocol):
    """The stages of one kind of task."""

    @property
    def stages(self) -> Sequence[str]:
        """Their names, in order."""

    @property
    def parallel_stage(self) -> str:
        """The stage that runs at the same time as those after the first."""

    @property
    def models(self) -> Mapping[str, str]:
        """The model of each stage that has one."""

    def run(self, attempt: Attempt) -> None:
        """Run what earlier attempts have not finished."""


class Runner:
    """Runs tasks by id and never raises: the outcome is in the task's row."""

    def __init__(
        self, store: LeaseStore, queue: Queue, stage_history: StageHistory, pipelines: Mapping[str, Pipeline]
    ) -> None:
        self._store = store
        self._writer = ProgressWriter(store)
        self._queue = queue
        self._stage_history = stage_history
        self._pipelines = pipelines
        self._attempts: set[Attempt] = set()

    def run(self, task_id: int) -> None:
        """Run the task, unless it is finished or another worker holds it."""
        try:
            if lease := self._store.claim(task_id):
                pipeline = self._pipelines[lease.kind]
                attempt = self._attempt(lease, pipeline)
                self._attempts.add(attempt)
                try:
                    with attempt.lease_held():
                        self._run(attempt, pipeline)
                finally:
                    self._attempts.discard(attempt)
        except LeaseLost:
            logger.info("task %s: cancelled, or taken over by another worker", task_id)
        except DatabaseUnavailable:
            logger.warning("task %s: the database went away; the sweep will bring the task back", task_id)
        except Exception:
            logger.exception("task %s: could not be run; the sweep will bring it back", task_id)

    def release_all(self) -> None:
        """Requeue tasks that could not be finished before the worker stops; they keep their attempts."""
        for attempt in list(self._attempts):
            try:
                attempt.release()
                logger.info("task %s: given back, the worker stops", attempt.lease.task_id)
            except (LeaseLost, DatabaseUnavailable):
                pass  # it has ended, or the sweep will find it

    def _attempt(self, lease: Lease, pipeline: Pipeline) -> Attempt:
        def eta(stages: Sequence[StageState]) -> Eta | None:
            history, clip_seconds = self._stage_history.latest(), lease.input.clip_seconds
            return remaining(stages, pipeline.models, pipeline.parallel_stage, history, clip_seconds)

        return Attempt(lease, self._store, self._writer, pipeline.stages, eta)

    def _run(self, attempt: Attempt, pipeline: Pipeline) -> None:
        try:
            attempt.resume()
            pipeline.run(attempt)
        except Snooze as exc:
            attempt.snooze(exc.seconds)
            self._queue.send(attempt.lease.task_id, delay_seconds=exc.seconds)
        except StageFailed as exc:
            attempt.fail(_error(attempt, exc.__cause__ or exc, exc.stage))
        except MediaNotFound as exc:  # between two stages: what an earlier one kept is gone
            attempt.fail(_error(attempt, exc, pipeline.stages[0]))


def _error(attempt: Attempt, cause: BaseException, stage: str) -> dict[str, Any]:
    if isinstance(cause, MediaNotFound):
        cause = FilesRemoved()
    if not isinstance(cause, LimelightError):
        logger.error("task %s: stage %s failed", attempt.lease.task_id, stage, exc_info=cause)
        cause = LimelightError("internal_error")
    return failure(cause, stage)
