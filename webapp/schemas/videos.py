"""Videos: what is asked for, of an enhancement or of a picture and a script."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, Json

from .choices import Format, Music, Template, Voice
from .fields import Duration, Id, Input, Language, Script
from .storyboards import EditedStoryboard

FORMATS_MEAN = "One clip each, the first is `video_url`. By default one, portrait or landscape as the picture is."
TEMPLATE_MEANS = "How local clips look and move, by default `calm`."
VOICE_MEANS = "Who speaks in local clips; `auto`, and a voice of another language, is the script's language's first."
MUSIC_MEANS = "The mood of local clips' music; `auto` takes one by the task."


def _different(formats: list[Any]) -> list[Any]:
    if len(set(formats)) < len(formats):
        raise ValueError("must not name a format twice")
    return formats


Formats = Annotated[list[Format], Field(min_length=1, max_length=4), AfterValidator(_different)]


class VideoRequest(Input):
    """A video of a finished enhancement."""

    enhancement_id: Id
    duration: Duration = Field(4, description="Length of the clip in seconds.")
    script: Script | None = Field(None, description="As its user left it; by default the enhancement's.")
    storyboard: EditedStoryboard | None = Field(None, description="Instead of `script`: the same as data.")
    formats: Formats | None = Field(None, description=FORMATS_MEAN)
    format: Literal["landscape", "portrait"] | None = Field(None, deprecated=True, description="Use `formats`.")
    template: Template | None = Field(None, description=TEMPLATE_MEANS)
    voice: Voice = Field("auto", description=VOICE_MEANS)
    music: Music = Field("auto", description=MUSIC_MEANS)


class VideoForm(Input):
    """The fields beside `file` of a video's multipart form."""

    script: Script = Field("", description="What the ad says; shots with time codes get their texts at their times.")
    storyboard: Json[EditedStoryboard] | None = Field(
        None, description="Instead of `script`: the same as data, a `Storyboard` as JSON."
    )
    duration: Duration = Field(4, description="Length of the clip in seconds.")
    language: Language = "en"
    formats: Formats | None = Field(None, description=FORMATS_MEAN + " Send the field once for each.")
    format: Literal["landscape", "portrait"] | None = Field(None, deprecated=True, description="Use `formats`.")
    template: Template | None = Field(None, description=TEMPLATE_MEANS)
    voice: Voice = Field("auto", description=VOICE_MEANS)
    music: Music = Field("auto", description=MUSIC_MEANS)
