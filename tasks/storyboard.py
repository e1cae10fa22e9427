"""What an ad shows and says, shot by shot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Shot:
    """One shot of the ad; times in seconds from its beginning."""

    start_seconds: float
    end_seconds: float
    picture: str
    voice_over: str
    on_screen_text: str


@dataclass(frozen=True, slots=True)
class Storyboard:
    """The shots of an ad in their order, and what the ad is about."""

    title: str
    shots: tuple[Shot, ...]
    offer: str
    call_to_action: str

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The storyboard that `dataclasses.asdict` made these values of."""
        return cls(**{**values, "shots": tuple(Shot(**shot) for shot in values["shots"])})
