"""The one schema of the HTTP contract: validation, OpenAPI and the browser's types all come from these models."""

import re
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, Json, StringConstraints

from tasks.brand import MAX_ADDRESS_CHARACTERS, MAX_SHOP_NAME_CHARACTERS
from tasks.brief import (
    MAX_CALL_TO_ACTION_CHARACTERS,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_OFFER_CHARACTERS,
    MAX_PRODUCT_NAME_CHARACTERS,
)

SCRIPT_CHARACTERS_MAX = 10_000
SHOTS_MAX = 24
#: more than anybody asks for
VARIANT_MAX = 1000
#: the difference of two times is not exact
ROUNDING_SECONDS = 0.001
#: as large as the column that counts rows
SEQ_MAX = 2**31 - 1
#: as large as the columns that count accounts and tasks
ID_MAX = 2**63 - 1

#: of tasks that stand on their own, in the history
ListedKind = Literal["enhancement", "video"]
TaskKind = Literal["enhancement", "video", "composition"]
TaskStatus = Literal["queued", "running", "completed", "failed", "cancelled"]
StageState = Literal["waiting", "running", "finished", "failed", "cancelled"]

# RFC 5646, section 2.1: the well-formed language tags (grandfathered ones left out)
LANGUAGE_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)


def _language(tag: str) -> str:
    if not LANGUAGE_TAG.fullmatch(tag):
        raise ValueError("must be a BCP 47 language tag such as en, zh or pt-BR")
    return tag


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    # a form's bytes that are no UTF-8 arrive as U+FFFD: refuse them rather than store something else than was sent
    if "\ufffd" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must be valid Unicode text")
    return text


def _line_breaks(value: object) -> object:
    # a form makes two characters of each
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _whole_number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Text = Annotated[str, AfterValidator(_storable)]
Prose = Annotated[Text, BeforeValidator(_line_breaks)]
Line = Annotated[Text, BeforeValidator(_one_line)]

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
Format = Literal["portrait", "feed", "square", "landscape"]
Template = Literal["calm", "bold", "editorial"]
Background = Literal["studio", "white", "dark", "original"]
Music = Literal["auto", "calm", "bright", "bold", "elegant", "playful", "none"]
Voice = Literal[
    "auto",
    "af_heart",
    "am_michael",
    "zf_xiaoxiao",
    "zm_yunjian",
    "ef_dora",
    "em_alex",
    "ff_siwis",
    "if_sara",
    "im_nicola",
    "pf_dora",
    "pm_alex",
    "jf_alpha",
    "jm_kumo",
    "none",
]
Duration = Annotated[Literal[4, 8, 12], BeforeValidator(_whole_number)]
#: of videos, in seconds
DURATIONS = (4, 8, 12)


def _different(formats: list[Any]) -> list[Any]:
    if len(set(formats)) < len(formats):
        raise ValueError("must not name a format twice")
    return formats


Formats = Annotated[list[Format], Field(min_length=1, max_length=4), AfterValidator(_different)]
Script = Annotated[Prose, Field(max_length=SCRIPT_CHARACTERS_MAX)]


class Input(BaseModel):
    """What a caller sends: unknown fields are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


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


class EnhancementForm(Input):
    """The fields beside `file` of an enhancement's multipart form."""

    user_description: Annotated[Prose, Field(max_length=MAX_DESCRIPTION_CHARACTERS)] = Field(
        "", description="What the ad should say about the product."
    )
    duration: Duration = Field(4, description="Length of the later video in seconds.")
    language: Annotated[str, Field(max_length=35), AfterValidator(_language)] = Field(
        "en", description="BCP 47 tag of the script's language."
    )
    product_name: Annotated[Line, Field(max_length=MAX_PRODUCT_NAME_CHARACTERS)] = Field(
        "", description="Shown word for word, as are the next two."
    )
    offer: Annotated[Line, Field(max_length=MAX_OFFER_CHARACTERS)] = Field(
        "", description="Price, discount, until when, code."
    )
    call_to_action: Annotated[Line, Field(max_length=MAX_CALL_TO_ACTION_CHARACTERS)] = Field(
        "", description="Where to buy."
    )
    background: Background = Field(
        "studio", description="What the product is set on; `original` leaves the photo as it is, only retouched."
    )


FORMATS_MEAN = "One clip each, the first is `video_url`. By default one, portrait or landscape as the picture is."
TEMPLATE_MEANS = "How local clips look and move, by default `calm`."
VOICE_MEANS = "Who speaks in local clips; `auto`, and a voice of another language, is the script's language's first."
MUSIC_MEANS = "The mood of local clips' music; `auto` takes one by the task."


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
    language: Annotated[str, Field(max_length=35), AfterValidator(_language)] = "en"
    formats: Formats | None = Field(None, description=FORMATS_MEAN + " Send the field once for each.")
    format: Literal["landscape", "portrait"] | None = Field(None, deprecated=True, description="Use `formats`.")
    template: Template | None = Field(None, description=TEMPLATE_MEANS)
    voice: Voice = Field("auto", description=VOICE_MEANS)
    music: Music = Field("auto", description=MUSIC_MEANS)


class CompositionRequest(Input):
    """What the product of a finished enhancement shall be set on."""

    background: Background = Field(description="`original` brings the photo back as it was, retouched.")


class StoryboardRequest(Input):
    """A text that is to become a storyboard."""

    text: Script
    duration: Duration = Field(4, description="Length of the ad in seconds; the text's times are fitted to it.")


class StoryboardVersion(Input):
    """Which storyboard is to be written."""

    duration: Duration = Field(4, description="Length of the ad in seconds.")
    variant: int = Field(0, ge=0, le=VARIANT_MAX, description="0, 1, 2 …: each with other lines.")


class TaskChange(Input):
    """What its user changes of a task; what is not sent stays as it is."""

    name: Annotated[Line, Field(max_length=MAX_PRODUCT_NAME_CHARACTERS)] = Field("", description="Empty: none.")
    storyboard: EditedStoryboard | None = Field(
        None, description="null: as it was written. It may be of any length that videos have."
    )


class BrandNames(Input):
    """A shop's names and colours; what is left out is emptied."""

    shop_name: Annotated[Line, Field(max_length=MAX_SHOP_NAME_CHARACTERS)] = ""
    address: Annotated[Line, Field(max_length=MAX_ADDRESS_CHARACTERS)] = Field(
        "", description="A street, a town or a web address, shown as it is."
    )
    colour: Colour | None = Field(None, description="`#rrggbb`; null: taken from the product.")
    accent_colour: Colour | None = None


class LogoForm(Input):
    """Nothing beside `file`."""


class Credentials(Input):
    """E-mail and password of an account; a password that is too short for one is wrong like any other."""

    email: EmailStr
    password: Annotated[Text, StringConstraints(max_length=200)]


class NewCredentials(Credentials):
    """E-mail and password that an account shall have."""

    password: Annotated[Text, StringConstraints(min_length=8, max_length=200)]


class RefreshRequest(Input):
    """The refresh token of the last answer; each works once."""

    refresh_token: str = Field(max_length=4000)


class StreamQuery(BaseModel):
    """How a stream is opened by clients that cannot set headers."""

    last_event_id: int = Field(0, ge=0, le=SEQ_MAX, description="Resume after this seq.")


class HistoryQuery(BaseModel):
    """Which tasks to list."""

    limit: int = Field(20, ge=1, le=100)
    cursor: Id | None = Field(None, description="`next_cursor` of the page before.")
    kind: ListedKind | None = None


class EstimateQuery(BaseModel):
    """What is to be estimated."""

    kind: ListedKind = "enhancement"
    duration: Duration = 4


class MediaQuery(BaseModel):
    """A signed link's parameters."""

    expires: str = ""
    signature: str = ""
    download: bool = False


class Account(BaseModel):
    """Who is signed in; a guest has no e-mail address."""

    id: int
    email: str | None
    guest: bool
    created_at: datetime


class Session(BaseModel):
    """Tokens of a signed-in account."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in_seconds: int = Field(description="Life of the access token.")
    account: Account


class Stage(BaseModel):
    """One stage of a task's work."""

    name: str
    state: StageState
    attempt: int
    model: str = Field(description="What the stage runs with; empty for stages that need none.")
    started_at: datetime | None
    finished_at: datetime | None


class EtaSeconds(BaseModel):
    """How long it probably still takes, by how long it took the last times."""

    low: float
    high: float
    longer_than_usual: bool = Field(description="It takes longer than nine of ten did; the range is no promise.")


class TaskError(BaseModel):
    """Why a task failed."""

    code: str
    message: str
    stage: str | None
    retryable: bool


class Purchase(BaseModel):
    """One paid call of a task."""

    stage: str
    provider: str
    model: str
    state: Literal["intended", "confirmed", "failed", "unknown"] = Field(
        description="failed: surely not bought; unknown: it may have been."
    )
    estimated_usd: float | None = Field(description="null: the price of this model is not known.")
    cost_usd: float | None
    usage: dict[str, Any] | None = Field(description="As the provider counted it.")


class EstimateItem(BaseModel):
    """What one stage will probably cost."""

    stage: str
    model: str
    cost_usd: float | None = Field(description="0: nothing is bought; null: the price is not known.")


class Estimate(BaseModel):
    """What a task will probably cost, and what may still be spent today (UTC)."""

    total_usd: float | None = Field(description="null when the price of a stage is not known.")
    items: list[EstimateItem]
    spent_today_usd: float = Field(description="Including what your active tasks will probably spend.")
    daily_limit_usd: float | None = Field(description="null: no limit.")
    prices_date: str


class FormatPicture(BaseModel):
    """The picture in one format."""

    format: Format
    url: str
    width: int
    height: int


class FormatVideo(BaseModel):
    """The clip in one format."""

    format: Format
    url: str
    poster_url: str | None = Field(description="Its first frame, for clips made here.")
    width: int
    height: int


class Notice(BaseModel):
    """What a user should know of a result, and is no error."""

    code: str
    message: str
    params: dict[str, Any] = Field(
        default_factory=dict, description="The values inside the message, for translation by code."
    )


class StoryboardAnswer(BaseModel):
    """A text as storyboard, and what of it could not be used."""

    storyboard: Storyboard
    notices: list[Notice]


class Brand(BaseModel):
    """What your clips are dressed in."""

    shop_name: str
    address: str
    colour: str | None
    accent_colour: str | None
    logo_url: str | None = Field(description="A data URL: the logo as it was uploaded.")


class Task(BaseModel):
    """A task: the same resource in the answer to an upload, in polling, in history and in the stream's snapshot."""

    id: int
    kind: TaskKind
    status: TaskStatus
    progress: int = Field(ge=0, le=100)
    step: int | None = Field(description="0-9 for a video, null for an enhancement.")
    code: str | None = Field(description="Code of the last progress message, for translation.")
    message: str
    params: dict[str, Any] = Field(description="The values inside the message, as in its row.")
    seq: int = Field(description="seq of the last progress row; 0 before the first.")
    queue_position: int | None = Field(description="1 = next; null once it runs.")
    eta_seconds: EtaSeconds | None
    attempt: int
    stages: list[Stage]
    name: str = Field(description="Given by its user, else empty.")
    user_description: str
    product_name: str
    offer: str
    call_to_action: str
    duration: int
    language: str
    status_url: str
    stream_url: str
    cancel_url: str
    retry_url: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    preview_url: str | None
    thumbnail_url: str | None
    orientation: Literal["landscape", "portrait", "square"] | None = Field(
        description="Of an enhancement: which way its picture lies, as soon as that is known."
    )
    before_image_url: str | None = Field(description="The uploaded picture, clean, in the enhanced one's frame.")
    enhanced_image_url: str | None
    video_frame_url: str | None = Field(description="The enhanced picture at the exact size of the video.")
    pictures: list[FormatPicture] = Field(description="The picture in each format; empty where there are none.")
    cutout_url: str | None = Field(description="The product alone, a PNG with transparency.")
    background: Background | None = Field(
        description="What the pictures are on: `original` if it could not be replaced."
    )
    notices: list[Notice]
    script: str | None
    storyboard: Storyboard | None = Field(
        description="Of an enhancement: its script as data. Of a video: what it shows, unless that was free text."
    )
    script_draft: str | None = Field(description="The script as far as it is written, while it is.")
    enhancement_id: int | None = Field(description="Of a video or a composition: the enhancement it was made of.")
    formats: list[Format] = Field(description="Of a video: what it comes in, the main one first.")
    format: Format | None = Field(description="Of a video: the first of `formats`; null where none was asked for.")
    template: Template | None = Field(description="Of a video.")
    videos: list[FormatVideo] = Field(description="The clips that are finished, in the order of `formats`.")
    video_url: str | None = Field(description="The first one's, once all are finished.")
    poster_url: str | None = Field(description="A still of the video.")
    usage: list[Purchase]
    error: TaskError | None


class SubmittedTask(Task):
    """A task as its maker gets it: with the token for its stream."""

    stream_token: str


class StreamToken(BaseModel):
    """Opens the stream of one task, and nothing else."""

    stream_token: str
    expires_in_seconds: int


class TaskPage(BaseModel):
    """One page of history, newest first."""

    tasks: list[Task]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")


class ProgressEvent(BaseModel):
    """The data of a default (unnamed) stream event: one durable progress row.

    The last one also carries the result or the error.
    """

    task_id: int
    seq: int
    progress: int
    step: int | None
    code: str
    message: str
    status: TaskStatus
    ts: float = Field(description="Seconds since the epoch.")
    params: dict[str, Any] = Field(description="The values inside the message, for translation by code.")
    preview_url: str | None = None
    enhanced_image_url: str | None = None
    before_image_url: str | None = None
    video_frame_url: str | None = None
    thumbnail_url: str | None = None
    script: str | None = None
    video_url: str | None = None
    poster_url: str | None = None
    error: TaskError | None = None


class ScriptEvent(BaseModel):
    """The data of a `script` event: the script grows, or is changed, from `offset` on."""

    offset: int = Field(description="In characters (code points).")
    text: str


class ErrorDetail(BaseModel):
    """What went wrong: `code` for programs, `message` for people."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str


class ErrorAnswer(BaseModel):
    """Every error has this form."""

    error: ErrorDetail


class Check(BaseModel):
    """One thing readiness depends on."""

    ok: bool
    detail: str


class Readiness(BaseModel):
    """Whether this process can serve: 200 when `ready`, else 503."""

    ready: bool
    checks: dict[str, Check]


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
