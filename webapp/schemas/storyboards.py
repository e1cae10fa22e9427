"""Storyboards: as they are shown, sent back, read from a text and written again."""

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .fields import SCRIPT_CHARACTERS_MAX, Duration, Input, Line, Prose, Script
from .notices import Notice

SHOTS_MAX = 24
#: more than anybody asks for
VARIANT_MAX = 1000
#: the difference of two times is not exact
ROUNDING_SECONDS = 0.001


class Shot(BaseModel):
    """One shot of an ad."""

    model_config = ConfigDict(extra="forbid")

    start_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    end_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    picture: Prose = Field("", description="What the camera shows and how it moves.")
    voice_over: Prose = ""
    on_screen_text: Prose = ""


class Storyboard(BaseModel):
    """What an ad shows and says, shot by shot."""

    model_config = ConfigDict(extra="forbid")

    title: Line = ""
    shots: list[Shot]
    offer: Line = ""
    call_to_action: Line = ""


def _playable(storyboard: Storyboard) -> Storyboard:
    """With shots in their order, none over another, and as much text as a script may have."""
    shots = storyboard.shots
    if not 1 <= len(shots) <= SHOTS_MAX:
        raise ValueError(f"must have 1 to {SHOTS_MAX} shots")
    if any(shot.end_seconds <= shot.start_seconds for shot in shots):
        raise ValueError("a shot must end after it starts")
    if any(before.end_seconds > after.start_seconds + ROUNDING_SECONDS for before, after in pairwise(shots)):
        raise ValueError("shots must follow each other")
    if len(storyboard.model_dump_json()) > SCRIPT_CHARACTERS_MAX:
        raise ValueError(f"must have at most {SCRIPT_CHARACTERS_MAX} characters as JSON")
    return storyboard


EditedStoryboard = Annotated[Storyboard, AfterValidator(_playable)]


class StoryboardRequest(Input):
    """A text that is to become a storyboard."""

    text: Script
    duration: Duration = Field(4, description="Length of the ad in seconds; the text's times are fitted to it.")


class StoryboardVersion(Input):
    """Which storyboard is to be written."""

    duration: Duration = Field(4, description="Length of the ad in seconds.")
    variant: int = Field(0, ge=0, le=VARIANT_MAX, description="0, 1, 2 …: each with other lines.")


class StoryboardAnswer(BaseModel):
    """A text as storyboard, and what of it could not be used."""

    storyboard: Storyboard
    notices: list[Notice]
