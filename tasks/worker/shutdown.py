"""What a worker lets go of when it stops."""

from collections.abc import Callable

import dramatiq


class CallAtShutdown(dramatiq.Middleware):
    """Calls back once, when the last task is over. A worker ends without running `atexit`: it is a fork."""

    def __init__(self, *closes: Callable[[], None]) -> None:
        self._closes = closes

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """The worker's threads have ended."""
        for close in self._closes:
            close()
