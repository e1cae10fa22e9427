"""Runs one task for an actor: claims it, lets its pipeline work, and turns whatever happens into its end."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ..broker import Queue
from ..errors import (
    DatabaseUnavailable,
    FilesRemoved,
    InternalError,
    LeaseLost,
    LimelightError,
    MediaNotFound,
    PictureBroken,
    PictureTooSlow,
)
from ..eta import Eta, Times, remaining
from ..messages import failure
from ..records import Claim, StageState
from .attempt import SetAside, StageFailed, Work
from .lease_store import LeasedStore
from .progress_writer import Journal

logger = logging.getLogger(__name__)

#: the same input would fail in the same way again
FINAL = (FilesRemoved, PictureBroken, PictureTooSlow)


class Pipeline(Protocol):
    """The stages of one kind of task."""

    @property
    def stages(self) -> Sequence[str]:
        """Their names, in order."""
        ...

    @property
    def beside(self) -> str:
        """The stage that runs at the same time as those after the first."""
        ...

    @property
    def models(self) -> Mapping[str, str]:
        """The model of each stage that has one."""
        ...

    def run(self, work: Work) -> None:
        """Do what earlier attempts have left to do."""
        ...


class Runner:
    """Runs tasks by id and never raises: the task's row carries what became of it."""

    def __init__(self, store: LeasedStore, queue: Queue, times: Times, pipelines: Mapping[str, Pipeline]) -> None:
        self._store = store
        self._journal = Journal(store)
        self._queue = queue
        self._times = times
        self._pipelines = pipelines
        self._at_work: set[Work] = set()

    def run(self, task_id: int) -> None:
        """Run the task, unless it is finished or another worker holds it."""
        try:
            if claim := self._store.claim(task_id):
                pipeline = self._pipelines[claim.kind]
                work = self._work(claim, pipeline)
                self._at_work.add(work)
                try:
                    with work.lease_held():
                        self._attempt(work, pipeline)
                finally:
                    self._at_work.discard(work)
        except LeaseLost:
            logger.info("task %s: cancelled, or taken over by another worker", task_id)
        except DatabaseUnavailable:
            logger.warning("task %s: the database went away; the sweep will bring the task back", task_id)
        except Exception:
            logger.exception("task %s: could not be run; the sweep will bring it back", task_id)

    def release_all(self) -> None:
        """Give back what could not be finished before the worker stops; that is no failed attempt."""
        for work in list(self._at_work):
            try:
                work.release()
                logger.info("task %s: given back, the worker stops", work.claim.id)
            except (LeaseLost, DatabaseUnavailable):
                pass  # it has ended, or the sweep will find it

    def _work(self, claim: Claim, pipeline: Pipeline) -> Work:
        def eta(stages: Sequence[StageState]) -> Eta | None:
            return remaining(stages, pipeline.models, pipeline.beside, self._times.history())

        return Work(claim, self._store, self._journal, pipeline.stages, eta)

    def _attempt(self, work: Work, pipeline: Pipeline) -> None:
        try:
            work.resume()
            pipeline.run(work)
        except SetAside as exc:
            work.set_aside(exc.seconds)
            self._queue.send(work.claim.id, delay_seconds=exc.seconds)
        except StageFailed as exc:
            work.fail(_error(work, exc.__cause__ or exc, exc.stage))
        except MediaNotFound as exc:  # between two stages: what an earlier one kept is gone
            work.fail(_error(work, exc, pipeline.stages[0]))


def _error(work: Work, cause: BaseException, stage: str) -> dict[str, Any]:
    if isinstance(cause, MediaNotFound):
        cause = FilesRemoved()
    if not isinstance(cause, LimelightError):
        logger.error("task %s: stage %s failed", work.claim.id, stage, exc_info=cause)
        cause = InternalError()
    return failure(cause, stage, retryable=getattr(cause, "retryable", not isinstance(cause, FINAL)))
