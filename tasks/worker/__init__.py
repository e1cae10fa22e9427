"""The worker: runs tasks. `dramatiq tasks.worker:make_broker` calls the entry point once in each process."""

import multiprocessing
import os
import signal
import sys
import threading

import dramatiq

from ..errors import SettingsError
from ..settings import Settings


def make_broker() -> None:
    """Set Dramatiq's broker up from the environment; a wrong setting stops the start with a sentence."""
    if master := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(master,), name="master", daemon=True).start()
    from .bootstrap import worker_broker  # only here: tests and tools import this package without a worker

    try:
        dramatiq.set_broker(worker_broker(Settings.from_env()))
    except SettingsError as exc:
        sys.exit(f"Limelight cannot start: {exc.message}")


def _end_with(master: multiprocessing.process.BaseProcess) -> None:
    """Stop if Dramatiq's main process was killed: restarting that starts another worker."""
    master.join()
    os.kill(os.getpid(), signal.SIGTERM)
