"""How near the picture is and how far to the side, at every moment of a clip: one smooth line through its scenes."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from . import Scene
from .motion import Curve, arriving
from .templates import Template

#: the cover is this much nearer, and settles in so many seconds
SETTLE, SETTLE_SECONDS = 0.045, 1.1
#: of a scene, that the movements at its two cuts may take together
MOST_MOVING = 0.8
SPRING_SECONDS = 0.7


class View(NamedTuple):
    """How the picture is seen."""

    #: 1 at rest
    zoom: float
    #: sideways, in parts of its room's width
    sway: float
    #: 0 to 1 as the end card comes
    closing: float


class Camera:
    """The views of a clip's scenes, and the ways between them."""

    def __init__(self, scenes: Sequence[Scene], template: Template) -> None:
        self._template = template
        self._cuts = [scene.start_seconds for scene in scenes[1:]]
        times: list[float] = []
        zooms: list[float] = []
        sways: list[float] = []
        closings: list[float] = []
        for place, (scene, zoom, sway) in enumerate(zip(scenes, *_targets(scenes, template), strict=True)):
            length = scene.end_seconds - scene.start_seconds
            before = min(template.move_seconds, MOST_MOVING * length) / 2 if place else 0.0
            after = min(template.move_seconds, MOST_MOVING * length) / 2 if place + 1 < len(scenes) else 0.0
            times += [scene.start_seconds + before, scene.end_seconds - after]
            zooms += [zoom, zoom * (1 + template.drift * length)]
            sways += [sway, sway * 1.15]
            closings += [float(scene.kind == "end" and place > 0)] * 2
        self._zoom, self._sway, self._closing = (Curve(times, values) for values in (zooms, sways, closings))

    @property
    def most_zoom(self) -> float:
        """The nearest view."""
        return max(*self._zoom.values) * (1 + self._template.overshoot + SETTLE)

    def at(self, seconds: float) -> View:
        """The view at a time."""
        zoom = self._zoom.at(seconds) * (1 + SETTLE * (1 - arriving(seconds / SETTLE_SECONDS)))
        for cut in self._cuts:
            if 0 < (since := seconds - cut) < SPRING_SECONDS:
                part = since / SPRING_SECONDS
                zoom *= 1 + self._template.overshoot * math.sin(2 * math.pi * part) * (1 - part) ** 2
        return View(zoom, self._sway.at(seconds), self._closing.at(seconds))


def _targets(scenes: Sequence[Scene], template: Template) -> tuple[list[float], list[float]]:
    zooms, sways = [], []
    reasons = 0
    for scene in scenes:
        if scene.kind == "reason":
            zooms.append(template.reason_zooms[reasons % len(template.reason_zooms)])
            sways.append(template.sway * (1 if reasons % 2 == 0 else -1))
            reasons += 1
        else:
            zooms.append({"hook": template.hook_zoom, "offer": template.offer_zoom}.get(scene.kind, template.end_zoom))
            sways.append(0.0)
    return zooms, sways
