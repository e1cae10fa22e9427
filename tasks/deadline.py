"""Time limits that run only while this process does.

A worker that was frozen (SIGSTOP, a suspended container) finds that the clock went on without it: Linux's monotonic
clock does. What was slow then was the machine, not the work that is being judged.
"""

import time

#: what one look may count at most; callers look more often
LOOK_SECONDS_MAX = 1.0


class Deadline:
    """A limit of `seconds`, counted from look to look: look at least once a second."""

    def __init__(self, seconds: float) -> None:
        self._left_seconds = seconds
        self._looked_at = time.monotonic()

    def has_passed(self) -> bool:
        """Whether the time is used up."""
        now = time.monotonic()
        self._left_seconds -= min(now - self._looked_at, LOOK_SECONDS_MAX)
        self._looked_at = now
        return self._left_seconds <= 0
