"""The one actor: a message carries a task's id, the runner does the rest."""

import dramatiq

from ..broker import ACTOR, QUEUE
from .runner import Runner


class ReleaseOnShutdown(dramatiq.Middleware):
    """Requeues what a stopping worker could not finish in its grace period."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        self._runner.release_all()


def declare(broker: dramatiq.Broker, runner: Runner) -> None:
    """Let `broker`'s worker run a task for each message."""
    broker.add_middleware(ReleaseOnShutdown(runner))

    @dramatiq.actor(broker=broker, actor_name=ACTOR, queue_name=QUEUE)
    def run_task(task_id: int) -> None:
        runner.run(task_id)
