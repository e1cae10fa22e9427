"""The one frozen `Settings`, the only reader of the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from .errors import SettingsError

ENGINES = ("local", "openai", "instant")
#: Runway's own recommendation: any whole length up to 10 s
RUNWAY_MODEL = "gen4.5"
VIDEO_ENGINES = ("local", "runway", "videos-api", "instant")
SPEECH_ENGINES = ("local", "none")
IMAGE_QUALITIES = ("low", "medium", "high", "xhigh", "max", "auto")
#: HMAC-SHA256 wants a key as long as its digest
SECRET_KEY_BYTES_MIN = 32

Value = TypeVar("Value")


@dataclass(frozen=True)
class Settings:
    """The operator's settings, read once at the start of a process."""

    #: Postgres connection string
    database_url: str
    #: signs access, refresh and stream tokens and media links; at least 32 bytes
    secret_key: str
    #: picture engine: `local`, `openai`, or `instant` (no work; benchmarks and tests); `openai` when its key is set
    image_engine: str = "local"
    #: script engine: the same choices
    script_engine: str = "local"
    #: OpenAI's key; without it nothing is bought there
    openai_api_key: str = field(default="", repr=False)
    #: another server that speaks OpenAI's protocol; OpenAI's own by default
    openai_base_url: str = ""
    #: model that enhances pictures; the faster one of the current pair
    image_model: str = "gpt-image-2.6-flare"
    #: how much work the image model puts into a picture, and what it costs
    image_quality: str = "medium"
    #: model that writes scripts and sees the picture
    script_model: str = "gpt-6-luna"
    #: video engine: `local`, `runway`, `videos-api`, or `instant`; the cloud engine whose key is set, else `local`
    video_engine: str = "local"
    #: Runway's key
    runwayml_api_secret: str = field(default="", repr=False)
    #: another server that speaks Runway's protocol; Runway's own by default
    runwayml_base_url: str = ""
    #: a server that speaks OpenAI's `/v1/videos` protocol, with its version: https://host/v1
    videos_base_url: str = ""
    #: that server's key
    videos_api_key: str = field(default="", repr=False)
    #: model that makes videos; of `runway` by default a fast one, of `videos-api` it must be named
    video_model: str = ""
    #: who speaks in clips: `local`, or `none`, which saves a worker up to 450 MB
    speech_engine: str = "local"
    #: how long a provider may work on one video before it is given up
    video_deadline_minutes: int = 30
    #: whether products are cut out of their photos, which takes a worker up to 550 MB more
    cut_out: bool = True
    #: how many threads cut out, and how many frames are made at once; with 1 a worker takes less memory, and more time
    cut_out_threads: int = 2
    #: files of tasks that have been over for so many days are removed; 0 = kept
    media_retention_days: int = 0
    #: how long a provider may be silent, and how long we try to reach it
    provider_timeout_seconds: int = 120
    #: how long one call may take in all, however busily it answers
    image_deadline_seconds: int = 600
    script_deadline_seconds: int = 300
    #: to start a video at a service, and to download it
    video_call_deadline_seconds: int = 300
    #: for a free question: how a video stands, that it is to stop, which models there are
    poll_deadline_seconds: int = 60
    #: how often a paid call whose outcome is not known may be retried automatically
    rebuy_unknown: int = 1
    #: US dollars that one user may spend a day (UTC); 0 = no limit
    daily_spend_limit_usd: Decimal = Decimal(0)
    #: US dollars that all users together may spend a day (UTC); 0 = no limit
    daily_spend_limit_total_usd: Decimal = Decimal(0)
    #: whether a visitor may start without an account
    guests_allowed: bool = True
    #: whether `?token=` of a stream takes an access token beside a stream token
    stream_accepts_access_token: bool = True
    #: tasks of one user that may be queued or running at once; 0 = no limit
    max_active_tasks_per_user: int = 20
    #: streams that one web process holds open; each takes an open file; 0 = no limit
    max_streams: int = 15_000
    #: streams of one user per web process (a browser opens one for all its tabs); 0 = no limit
    max_streams_per_user: int = 100
    #: requests of one user (or address) per minute and web process; 0 = no limit
    max_requests_per_minute: int = 600
    #: log-ins, registrations and guests of one address per minute and web process; 0 = no limit
    max_sign_ins_per_minute: int = 30
    #: proxies in front of the web process whose X-Forwarded-* headers are believed
    trusted_proxies: int = 0
    #: Postgres connections of one process's pool (the stream's LISTEN connection comes on top)
    database_pool_size: int = 3

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check every setting; raises SettingsError with a sentence that names the variable."""
        key = environ.get("OPENAI_API_KEY", "").strip()
        settings = cls(
            database_url=_database_url(environ),
            secret_key=_secret(environ, "SECRET_KEY"),
            image_engine=_one_of(environ, "IMAGE_ENGINE", ENGINES, "openai" if key else cls.image_engine),
            script_engine=_one_of(environ, "SCRIPT_ENGINE", ENGINES, "openai" if key else cls.script_engine),
            openai_api_key=key,
            openai_base_url=environ.get("OPENAI_BASE_URL", "").strip(),
            image_model=environ.get("IMAGE_MODEL", "").strip() or cls.image_model,
            image_quality=_one_of(environ, "IMAGE_QUALITY", IMAGE_QUALITIES, cls.image_quality),
            script_model=environ.get("SCRIPT_MODEL", "").strip() or cls.script_model,
            video_engine=_one_of(environ, "VIDEO_ENGINE", VIDEO_ENGINES, _video_engine(environ)),
            runwayml_api_secret=environ.get("RUNWAYML_API_SECRET", "").strip(),
            runwayml_base_url=environ.get("RUNWAYML_BASE_URL", "").strip(),
            videos_base_url=environ.get("VIDEOS_BASE_URL", "").strip(),
            videos_api_key=environ.get("VIDEOS_API_KEY", "").strip(),
            video_model=environ.get("VIDEO_MODEL", "").strip(),
            speech_engine=_one_of(environ, "SPEECH_ENGINE", SPEECH_ENGINES, cls.speech_engine),
            video_deadline_minutes=_count(environ, "VIDEO_DEADLINE_MINUTES", cls.video_deadline_minutes, minimum=1),
            cut_out=_flag(environ, "CUT_OUT", cls.cut_out),
            cut_out_threads=_count(environ, "CUT_OUT_THREADS", cls.cut_out_threads, minimum=1),
            media_retention_days=_count(environ, "MEDIA_RETENTION_DAYS", cls.media_retention_days),
            provider_timeout_seconds=_count(environ, "PROVIDER_TIMEOUT_SECONDS", cls.provider_timeout_seconds, 1),
            image_deadline_seconds=_count(environ, "IMAGE_DEADLINE_SECONDS", cls.image_deadline_seconds, 1),
            script_deadline_seconds=_count(environ, "SCRIPT_DEADLINE_SECONDS", cls.script_deadline_seconds, 1),
            video_call_deadline_seconds=_count(
                environ, "VIDEO_CALL_DEADLINE_SECONDS", cls.video_call_deadline_seconds, 1
            ),
            poll_deadline_seconds=_count(environ, "POLL_DEADLINE_SECONDS", cls.poll_deadline_seconds, 1),
            rebuy_unknown=_count(environ, "REBUY_UNKNOWN", cls.rebuy_unknown),
            daily_spend_limit_usd=_dollars(environ, "DAILY_SPEND_LIMIT_USD"),
            daily_spend_limit_total_usd=_dollars(environ, "DAILY_SPEND_LIMIT_TOTAL_USD"),
            guests_allowed=_flag(environ, "GUESTS_ALLOWED", cls.guests_allowed),
            stream_accepts_access_token=_flag(environ, "STREAM_ACCEPTS_ACCESS_TOKEN", cls.stream_accepts_access_token),
            max_active_tasks_per_user=_count(environ, "MAX_ACTIVE_TASKS_PER_USER", cls.max_active_tasks_per_user),
            max_streams=_count(environ, "MAX_STREAMS", cls.max_streams),
            max_streams_per_user=_count(environ, "MAX_STREAMS_PER_USER", cls.max_streams_per_user),
            max_requests_per_minute=_count(environ, "MAX_REQUESTS_PER_MINUTE", cls.max_requests_per_minute),
            max_sign_ins_per_minute=_count(environ, "MAX_SIGN_INS_PER_MINUTE", cls.max_sign_ins_per_minute),
            trusted_proxies=_count(environ, "TRUSTED_PROXIES", cls.trusted_proxies),
            database_pool_size=_count(environ, "DATABASE_POOL_SIZE", cls.database_pool_size, minimum=2),
        )
        if "openai" in (settings.image_engine, settings.script_engine) and not key:
            raise SettingsError(
                message="OPENAI_API_KEY is not set, but an engine is `openai`: set the key, or use `local`."
            )
        return _with_video_engine(settings)


def _video_engine(environ: Mapping[str, str]) -> str:
    """The cloud engine that is set up, else the local one."""
    if environ.get("RUNWAYML_API_SECRET", "").strip():
        return "runway"
    return "videos-api" if environ.get("VIDEOS_BASE_URL", "").strip() else "local"


def _with_video_engine(settings: Settings) -> Settings:
    """Check that the video engine has what it needs."""
    if settings.video_engine == "runway":
        if not settings.runwayml_api_secret:
            raise SettingsError(message="RUNWAYML_API_SECRET is not set, but VIDEO_ENGINE is `runway`: set the key.")
        return replace(settings, video_model=settings.video_model or RUNWAY_MODEL)
    if settings.video_engine == "videos-api":
        for name, value in (("VIDEOS_BASE_URL", settings.videos_base_url), ("VIDEO_MODEL", settings.video_model)):
            if not value:
                raise SettingsError(message=f"{name} is not set, but VIDEO_ENGINE is `videos-api`, which needs it.")
    return settings


def database_url(environ: Mapping[str, str] = os.environ) -> str:
    """The connection string alone, for the release step, which needs no secret."""
    return _database_url(environ)


def _database_url(environ: Mapping[str, str]) -> str:
    url = _required(environ, "DATABASE_URL", "a Postgres connection string")
    # Heroku-style hosts still hand out the scheme that libpq calls an alias and SQLAlchemy refuses
    return url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url


def _required(environ: Mapping[str, str], name: str, what: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise SettingsError(message=f"{name} is not set: it must be {what}.")
    return value


def _secret(environ: Mapping[str, str], name: str) -> str:
    what = f"a random text of at least {SECRET_KEY_BYTES_MIN} bytes"
    value = _required(environ, name, what)
    if len(value.encode()) < SECRET_KEY_BYTES_MIN:
        raise SettingsError(message=f"{name} is too short: it must be {what}.")
    return value


def _parsed(environ: Mapping[str, str], name: str, default: Value, parse: Callable[[str], Value], what: str) -> Value:
    raw = environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return parse(raw)
    except (KeyError, ValueError):
        raise SettingsError(message=f"{name} is {raw!r}: it must be {what}.") from None


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    return _parsed(environ, name, default, {c: c for c in choices}.__getitem__, "one of " + ", ".join(choices))


def _flag(environ: Mapping[str, str], name: str, default: bool) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return _parsed(environ, name, default, lambda raw: words[raw.lower()], "true or false")


def _dollars(environ: Mapping[str, str], name: str) -> Decimal:
    def parse(raw: str) -> Decimal:
        try:
            value = Decimal(raw)
        except InvalidOperation:
            raise ValueError(raw) from None
        if not value.is_finite() or value < 0:
            raise ValueError(raw)
        return value

    return _parsed(environ, name, Decimal(0), parse, "an amount of US dollars such as 2.50, or 0 for no limit")


def _count(environ: Mapping[str, str], name: str, default: int, minimum: int = 0) -> int:
    def parse(raw: str) -> int:
        if (value := int(raw)) < minimum:
            raise ValueError(raw)
        return value

    return _parsed(environ, name, default, parse, f"a whole number, at least {minimum}")
