"""Which engine the settings choose. Each is imported only when it is chosen: most bring a library of their own."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import OpenAI


from ..media.photo import Photo, Size
from ..settings import Settings
from .pictures.packshots import PackshotMaker
from .pictures.processes import PictureProcesses
from .protocols.picture import Picture
from .protocols.picture_engines import PictureEngine
from .protocols.script_engines import ScriptEngine
from .protocols.sound_engines import SoundMaker, SpeechEngine
from .protocols.video_engines import VideoRenderer, VideoService

#: a renderer sees no more of a photo's longer side, even where it looks closer
RENDERED_PIXELS = 2400


def picture_engine(settings: Settings, pictures: PictureProcesses, packshots: PackshotMaker) -> PictureEngine:
    """The engine that enhances pictures."""
    if settings.image_engine == "openai":
        from .cloud.openai.images import OpenAIPictureEngine

        client = _client(settings, settings.image_deadline_seconds)
        return OpenAIPictureEngine(client, pictures, packshots, settings.image_model, settings.image_quality)
    if settings.image_engine == "instant":
        from .local.instant import InstantPictureEngine

        return InstantPictureEngine()
    return local_picture_engine(pictures, packshots)


def local_picture_engine(pictures: PictureProcesses, packshots: PackshotMaker) -> PictureEngine:
    """The engine that needs no key: it also changes the backgrounds of what other engines made."""
    from .local.picture_engine import LocalPictureEngine

    return LocalPictureEngine(pictures, packshots)


def script_engine(settings: Settings, pictures: PictureProcesses) -> ScriptEngine:
    """The engine that writes scripts."""
    if settings.script_engine == "openai":
        from .cloud.openai.scripts import OpenAIScriptEngine

        return OpenAIScriptEngine(_client(settings, settings.script_deadline_seconds), pictures, settings.script_model)
    if settings.script_engine == "instant":
        from .local.instant import InstantScriptEngine

        return InstantScriptEngine()
    from .local.script_engine import LocalScriptEngine

    return LocalScriptEngine(pictures)


def video_engine(settings: Settings, ffmpeg: str) -> VideoRenderer | VideoService:
    """The engine that makes videos."""
    if settings.video_engine == "runway":
        from .cloud.runway import RunwayVideoService

        return _bounded(
            settings,
            RunwayVideoService(
                settings.runwayml_api_secret,
                settings.video_model,
                base_url=settings.runwayml_base_url or None,
                timeout_seconds=settings.provider_timeout_seconds,
                deadline_seconds=settings.video_call_deadline_seconds,
            ),
        )
    if settings.video_engine == "videos-api":
        from .cloud.videos_api import VideosApiService

        return _bounded(
            settings,
            VideosApiService(
                settings.videos_api_key,
                settings.video_model,
                settings.videos_base_url,
                timeout_seconds=settings.provider_timeout_seconds,
                deadline_seconds=settings.video_call_deadline_seconds,
            ),
        )
    if settings.video_engine == "instant":
        from .local.instant_video import InstantVideoRenderer

        return InstantVideoRenderer()
    from .local.video.renderer import LocalVideoRenderer

    return LocalVideoRenderer(ffmpeg)


def speech_engine(settings: Settings) -> SpeechEngine | None:
    """The engine that speaks in clips; None where voices are turned off. `close` it when the worker stops."""
    if settings.speech_engine == "none":
        return None
    from .local.sound.speech.process import LocalSpeechEngine

    return LocalSpeechEngine()


def sound_maker(settings: Settings, ffmpeg: str, speech: SpeechEngine | None) -> SoundMaker | None:
    """What makes the sound of clips; None where they are not rendered here."""
    if settings.video_engine != "local":
        return None
    from .local.sound.soundtrack import SoundtrackMaker

    return SoundtrackMaker(ffmpeg, speech)


def framing(settings: Settings, pictures: PictureProcesses) -> Callable[[Photo, Size], Picture]:
    """The function that makes a video's picture of a photo: exactly a service's frame, or what a renderer moves."""
    if settings.video_engine == "instant":
        return lambda photo, _: Picture(photo.content, "image/jpeg", photo.width, photo.height)
    if settings.video_engine == "local":
        return lambda photo, _: pictures.prepare(photo, Size(RENDERED_PIXELS, RENDERED_PIXELS))
    return pictures.adopt


def model_notices(settings: Settings, models: Sequence[str]) -> Callable[[], list[str]]:
    """The check of the models that are bought from OpenAI."""
    if not models:
        return list
    from .cloud.openai.models import model_notices

    return lambda: model_notices(_client(settings, settings.poll_deadline_seconds), models, datetime.now(UTC).date())


def _bounded(settings: Settings, service: VideoService) -> VideoService:
    from .cloud.bounded import BoundedVideoService

    return BoundedVideoService(service, settings.video_call_deadline_seconds, settings.poll_deadline_seconds)


def _client(settings: Settings, deadline_seconds: float) -> "OpenAI":
    from .cloud.openai.calls import make_client

    return make_client(
        settings.openai_api_key,
        settings.openai_base_url or None,
        settings.provider_timeout_seconds,
        deadline_seconds,
    )
