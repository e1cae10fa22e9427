"""Waiting for a Postgres that is away for a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

from ..deadline import Deadline
from ..errors import DatabaseUnavailable

Answer = TypeVar("Answer")

#: as long as a worker holds a task without renewing its lease: after that, another has it
OUTAGE_SECONDS_MAX = 30
RETRY_SECONDS = 0.5


def retry_while_unavailable(ask: Callable[[], Answer]) -> Answer:
    """What `ask` gets from Postgres, repeated over a short outage; raises DatabaseUnavailable after a longer one."""
    deadline = Deadline(OUTAGE_SECONDS_MAX)
    while True:
        try:
            return ask()
        except DatabaseUnavailable:
            if deadline.has_passed():
                raise
            time.sleep(RETRY_SECONDS)
