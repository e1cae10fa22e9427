"""How far the rendering is, as rows of the task."""

import time

from ..attempt import Attempt

#: progress at the first and last percent of the rendering
RENDERING_FROM, RENDERING_TO = 25, 85
#: a renderer's percents become rows this often
REPORT_SECONDS = 0.5


def report_submitted(attempt: Attempt, model: str) -> None:
    """Report that the engine has its order."""
    attempt.report("video.submitted", RENDERING_FROM, step=5, model=model)


def report_rendering(attempt: Attempt, percent: int) -> None:
    """Report how far the rendering is, 0-100."""
    progress = RENDERING_FROM + (RENDERING_TO - RENDERING_FROM) * max(0, min(percent, 100)) // 100
    attempt.report("video.rendering", progress, step=6, percent=percent)


class Percents:
    """Reports how far a clip is, one of several, every now and then."""

    def __init__(self, attempt: Attempt, done: int, count: int) -> None:
        self._attempt, self._done, self._count = attempt, done, count
        self._reported_at = 0.0

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self._reported_at >= REPORT_SECONDS:
            self._reported_at = time.monotonic()
            report_rendering(self._attempt, (100 * self._done + percent) // self._count)
