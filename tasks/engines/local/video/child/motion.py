"""How things move: eases, and smooth lines through points in time."""

import math
from collections.abc import Sequence
from itertools import pairwise


def arriving(part: float) -> float:
    """From 0 to 1, fast at first, then settling (exponential ease-out)."""
    part = min(1.0, max(0.0, part))
    return (1 - math.exp(-6 * part)) / (1 - math.exp(-6))


def springing(part: float, overshoot: float) -> float:
    """From 0 to 1, beyond it by about `overshoot`, and back to it."""
    part = min(1.0, max(0.0, part))
    return 1 - (1 - part) ** 3 + overshoot * 3.4 * math.sin(math.pi * part) * part * (1 - part)


class Curve:
    """A smooth line through points: level at both ends and where it turns, no overshoot (Fritsch and Carlson)."""

    def __init__(self, times: Sequence[float], values: Sequence[float]) -> None:
        self._times, self.values = times, values
        rises = [
            (after[1] - before[1]) / (after[0] - before[0])
            for before, after in pairwise(zip(times, values, strict=True))
        ]
        inner = [
            2 * before * after / (before + after) if before * after > 0 else 0.0 for before, after in pairwise(rises)
        ]
        self._slopes = [0.0, *inner, 0.0]

    def at(self, time: float) -> float:
        """The value at a time; before the first point the first value, after the last the last."""
        if time >= self._times[-1]:
            return self.values[-1]
        time = max(time, self._times[0])
        place = max(index for index, start in enumerate(self._times[:-1]) if start <= time)
        length = self._times[place + 1] - self._times[place]
        part = (time - self._times[place]) / length
        start, end = self.values[place : place + 2]
        leaving, coming = (slope * length for slope in self._slopes[place : place + 2])
        return (
            (1 + 2 * part) * (1 - part) ** 2 * start
            + part * (1 - part) ** 2 * leaving
            + part**2 * (3 - 2 * part) * end
            + part**2 * (part - 1) * coming
        )
