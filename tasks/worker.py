"""The worker's entry point: `dramatiq tasks.worker:make_broker` calls it once in each process."""

import sys

import dramatiq

from .bootstrap import worker_broker
from .errors import SettingsError
from .settings import Settings


def make_broker() -> None:
    """Set Dramatiq's broker up from the environment; a wrong setting stops the start with a sentence."""
    try:
        dramatiq.set_broker(worker_broker(Settings.from_env()))
    except SettingsError as exc:
        sys.exit(f"Limelight cannot start: {exc.message}")
