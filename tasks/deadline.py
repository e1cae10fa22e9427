"""Time limits that run only while this process does.

A worker that was frozen (SIGSTOP, a suspended container) finds that the clock went on without it: Linux's monotonic
clock does. What was slow then was the machine, not the work that is being judged.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import TypeVar

from .errors import LeaseLost

Result = TypeVar("Result")

#: what one look may count at most; callers look more often
LOOK_SECONDS_MAX = 1.0
#: between two looks at a call in flight: also how soon a cancelled task lets go of it
CALL_LOOK_SECONDS = 0.2


class Deadline:
    """A limit of `seconds`, counted from look to look: look at least once a second."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._looked_at = time.monotonic()
        #: what was counted so far
        self.used_seconds = 0.0

    def has_passed(self) -> bool:
        """Whether the time is used up."""
        now = time.monotonic()
        self.used_seconds += min(now - self._looked_at, LOOK_SECONDS_MAX)
        self._looked_at = now
        return self.used_seconds >= self._seconds


class DeadlinePassed(Exception):
    """A call exceeded its deadline."""


def call_within(
    deadline: Deadline,
    call: Callable[[], Result],
    *,
    lost: threading.Event | None = None,
    unwanted: Callable[[Result], None] = lambda result: None,
) -> Result:
    """What `call` returns, or raises; made in a thread that may be left behind, because a blocked read cannot be woken.

    Raises DeadlinePassed after `deadline`, and LeaseLost once `lost` is set. `unwanted` gets what comes after that.
    """
    answer: Future[Result] = Future()

    def answer_the_future() -> None:
        try:
            result = call()
        except BaseException as exc:
            with suppress(InvalidStateError):
                answer.set_exception(exc)
            return
        try:
            answer.set_result(result)
        except InvalidStateError:
            unwanted(result)

    threading.Thread(target=answer_the_future, name="call", daemon=True).start()
    while True:
        try:
            return answer.result(timeout=CALL_LOOK_SECONDS)
        except TimeoutError:
            if answer.done():
                return answer.result()  # it has come in this moment, or the TimeoutError is the call's own
            if lost and lost.is_set() and answer.cancel():
                raise LeaseLost() from None
            if deadline.has_passed() and answer.cancel():
                raise DeadlinePassed() from None
