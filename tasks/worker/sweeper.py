"""The sweeper: in every worker, one at a time, it re-sends tasks whose message or worker was lost."""

import logging
import math
import threading
import time
from collections.abc import Callable

import dramatiq

from ..broker import Queue
from ..errors import DatabaseUnavailable
from ..store import Store

logger = logging.getLogger(__name__)

#: well below a lease, so that a dead worker's task waits for little more than its lease
SWEEP_SECONDS = 5
FORGET_SECONDS = 3600
#: a longer pause between two sweeps means that the process was frozen
FROZEN_SECONDS = 3 * SWEEP_SECONDS


class Sweeper(dramatiq.Middleware):
    """Sweeps in threads of its own for as long as the worker lives."""

    def __init__(self, store: Store, abandon_orphans: Callable[[], None], retention_days: int) -> None:
        self._store = store
        self._abandon_orphans = abandon_orphans
        self._retention_days = retention_days
        self._forgot_at = -math.inf
        self._stopping = threading.Event()

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        queue = Queue(broker)
        # orphans have their own thread, so that a silent provider does not delay lost tasks; they run between two
        # sweeps, so that one connection serves both
        for name, sweep, later_seconds in (
            ("sweeper", lambda: self._sweep(queue), 0.0),
            ("orphans", self._abandon_orphans, SWEEP_SECONDS / 2),
        ):
            threading.Thread(target=self._repeat, args=(sweep, later_seconds), name=name, daemon=True).start()

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        self._stopping.set()

    def _repeat(self, sweep: Callable[[], None], later_seconds: float) -> None:
        self._stopping.wait(later_seconds)
        while True:
            asleep_since = time.monotonic()
            if self._stopping.wait(SWEEP_SECONDS):
                return
            if time.monotonic() - asleep_since > FROZEN_SECONDS:
                continue  # this process was frozen: let it renew its own leases first
            try:
                sweep()
            except DatabaseUnavailable:
                logger.warning("the sweep waits for the database")
            except Exception:
                logger.exception("the sweep failed; it goes on")

    def _sweep(self, queue: Queue) -> None:
        for task_id in self._store.sweep():
            logger.info("task %s: found waiting or abandoned, sent again", task_id)
            queue.send(task_id)
        self._forget_media()

    def _forget_media(self) -> None:
        if time.monotonic() - self._forgot_at > FORGET_SECONDS:
            self._forgot_at = time.monotonic()
            self._store.delete_expired_media(self._retention_days)
