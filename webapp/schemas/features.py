"""What this deployment offers."""

from typing import Literal

from pydantic import BaseModel, Field

from .choices import Format, Music, Template, Voice


class OfferedVoice(BaseModel):
    """Somebody who speaks one language."""

    id: Voice
    language: str = Field(description="The main part of a BCP 47 tag.")
    name: str
    kind: Literal["female", "male"]


class Features(BaseModel):
    """What this deployment offers, so that a page shows no button that cannot work."""

    guests_allowed: bool
    video: bool = Field(description="Whether an enhancement can be turned into a video.")
    video_formats: list[Format] = Field(description="What a video can come in; services make one at a time.")
    video_templates: list[Template] = Field(description="Empty: a service decides how videos look.")
    video_voices: list[OfferedVoice] = Field(description="A language's first is its default. Empty: nobody speaks.")
    video_music: list[Music] = Field(description="The first is the default. Empty: a service decides what is heard.")
    languages: list[str] = Field(description="What scripts are written in here, as BCP 47 tags; another is a notice.")
