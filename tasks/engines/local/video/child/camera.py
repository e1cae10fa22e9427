"""Where the camera looks: one path through all shots that never jumps, jerks or leaves the picture."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .....media.photo import Size

Box = tuple[float, float, float, float]

#: the opening glides along the picture, close enough to have room for it
OPENING_ZOOM = 1.1
#: in between: a closer look
CLOSE_ZOOM = 1.24
#: with one shot there is time for one slow push towards the product
PUSH_ZOOM = 1.14
#: part of the free room that the glides use
REACH = 0.8
#: the last shot comes to rest before its text goes
REST = 0.88


class View(NamedTuple):
    """How the camera stands: how near, and where between the picture's edges (-1 to 1)."""

    #: logarithm of the zoom, since equal factors look like equal steps
    nearness: float
    across: float
    down: float

    def box(self, size: Size) -> Box:
        """Left, top, right, bottom of what is seen of a picture."""
        part = math.exp(-max(0.0, self.nearness))
        left = (1 - part) * (1 + self.across) / 2
        top = (1 - part) * (1 + self.down) / 2
        return left * size.width, top * size.height, (left + part) * size.width, (top + part) * size.height


class Camera:
    """A path: opening glide, closer looks from one side to the other, and at the end the whole picture at rest."""

    def __init__(
        self, starts_seconds: Sequence[float], duration_seconds: float, size: Size, focus: tuple[float, float]
    ) -> None:
        """`focus` is where there is most to see, each between -1 and 1."""
        last = starts_seconds[-1]
        times = [*starts_seconds, last + (duration_seconds - last) * REST]
        views = _views(len(starts_seconds), size.width >= size.height, focus)
        self._axes = [_Curve(times, values) for values in zip(*views, strict=True)]

    def box(self, seconds: float, size: Size) -> Box:
        """What the camera sees of a picture of this size."""
        return View(*(axis.at(seconds) for axis in self._axes)).box(size)


def _views(shots: int, is_wide: bool, focus: tuple[float, float]) -> list[View]:
    """Where the camera stands when each shot begins, and at the end."""
    across, down = focus
    if shots == 1:
        return [View(0, across, down), View(math.log(PUSH_ZOOM), across, down)]
    opening, close = math.log(OPENING_ZOOM), math.log(CLOSE_ZOOM)
    # from left to right over a wide picture, upwards along a high one
    views = [View(opening, -REACH, down) if is_wide else View(opening, across, REACH)]
    for shot in range(1, shots):
        side = REACH if shot % 2 else -REACH
        near = opening + (close - opening) * (0.2 if shots == 2 else min(1, shot / 2))
        views.append(View(near, _between(across, side), down) if is_wide else View(near, across, _between(down, -side)))
    return [*views, View(0, 0, 0)]


def _between(focus: float, side: float) -> float:
    return max(-1.0, min(1.0, 0.4 * focus + 0.6 * side))


class _Curve:
    """A smooth line through points: level at both ends and where it turns, no overshoot (Fritsch and Carlson)."""

    def __init__(self, times: Sequence[float], values: Sequence[float]) -> None:
        self._times, self._values = times, values
        rises = [
            (values[place + 1] - values[place]) / (times[place + 1] - times[place]) for place in range(len(times) - 1)
        ]
        inner = [
            2 * before * after / (before + after) if before * after > 0 else 0.0 for before, after in pairwise(rises)
        ]
        self._slopes = [0.0, *inner, 0.0]

    def at(self, time: float) -> float:
        if time >= self._times[-1]:
            return self._values[-1]
        place = max(index for index, start in enumerate(self._times) if start <= max(time, self._times[0]))
        length = self._times[place + 1] - self._times[place]
        part = (time - self._times[place]) / length
        start, end = self._values[place : place + 2]
        leaving, coming = (slope * length for slope in self._slopes[place : place + 2])
        return (
            (1 + 2 * part) * (1 - part) ** 2 * start
            + part * (1 - part) ** 2 * leaving
            + part**2 * (3 - 2 * part) * end
            + part**2 * (part - 1) * coming
        )
