"""At the start of a worker: are the configured models there, and for how long?"""

import logging
import threading
from collections.abc import Callable

import dramatiq

from ..db.pool import Database
from ..errors import LimelightError

logger = logging.getLogger(__name__)

SUBJECT = "models"


class ModelCheck(dramatiq.Middleware):
    """Asks the provider once, in a thread, and leaves a notice if a model is gone or going."""

    def __init__(self, db: Database, ask: Callable[[], list[str]]) -> None:
        self._db = db
        self._ask = ask

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        threading.Thread(target=self._check, name="model-check", daemon=True).start()

    def _check(self) -> None:
        try:
            found = self._ask()
        except LimelightError as exc:
            found = [f"the models could not be asked for: {exc.message}"]
        try:
            for notice in found:
                logger.warning("models: %s", notice)
            if found:
                self._db.rows("set_notice", subject=SUBJECT, detail="; ".join(found))
            else:
                self._db.rows("clear_notice", subject=SUBJECT)
        except LimelightError as exc:
            logger.warning("the notice about models could not be kept: %s", exc.message)
