"""The video, readable top to bottom as its ten steps: 0 queued, 1 started … 9 completed.

A renderer works here, under the lease. A service works elsewhere: between two polls the task is snoozed and holds
neither a thread nor a lease.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NoReturn

from ..accounts import AccountStore
from ..db.outage import retry_while_unavailable
from ..engines.protocols.picture import Picture
from ..engines.protocols.sound_engines import SoundMaker, SoundOrder, Soundtrack
from ..engines.protocols.video_engines import Clip, JobState, VideoOrder, VideoRenderer, VideoService
from ..engines.scripts.reading import parsed_shots
from ..errors import (
    EngineFailed,
    PictureUnusable,
    ProviderAnswerUnusable,
    ProviderError,
    ProviderRefused,
    VideoExpired,
)
from ..formats import FORMATS, ORIGINAL, clip_format
from ..media.photo import Photo, Size, probe
from ..media.store import MediaStore, NewMedia
from ..money.jobs import Job, Jobs
from ..money.ledger import Order
from ..plans import VIDEO_STAGES
from ..records import Media, TaskInput
from ..storyboard import Shot
from .attempt import Attempt, Snooze
from .files import media_file

#: progress at the first and last percent of the rendering
RENDERING_FROM, RENDERING_TO = 25, 85
#: between two questions when the provider names no time
POLL_SECONDS = 5.0
#: bounds for what the provider asks
POLL_SECONDS_MIN, POLL_SECONDS_MAX = 2.0, 30.0

#: a renderer's percents become rows this often
REPORT_SECONDS = 0.5

#: a clip can do without
LOGO_BROKEN = "logo_broken"

#: no retry will fetch the clip
LOST_FOR_GOOD = (ProviderAnswerUnusable, VideoExpired)
SERVICE_CHANGED = (
    "The service that was making this video is not used here any more, and it is not known whether it was paid for. "
    "Try again to start a new one."
)

#: makes a picture for a clip of this size of a photo
Framing = Callable[[Photo, Size], Picture]
#: makes a clip of a service's bytes: size, length and poster are read from them
Opening = Callable[[bytes], Clip]


class VideoPipeline:
    """Turns an enhanced picture, or an upload, and a script into a clip."""

    stages = VIDEO_STAGES
    parallel_stage = ""

    def __init__(
        self,
        media: MediaStore,
        accounts: AccountStore,
        jobs: Jobs,
        engine: VideoRenderer | VideoService,
        framed: Framing,
        opened: Opening,
        sizes: Mapping[str, Size],
        deadline_seconds: float,
        sound: SoundMaker | None = None,
    ) -> None:
        self._media = media
        self._accounts = accounts
        self._jobs = jobs
        self._engine = engine
        self._framed = framed
        self._opened = opened
        self._sizes = sizes
        self._deadline_seconds = deadline_seconds
        self._sound = sound
        self._renders = threading.Lock()

    @property
    def models(self) -> dict[str, str]:
        """The model of each stage that has one."""
        return {"render": self._engine.model}

    def run(self, attempt: Attempt) -> None:
        """Run what earlier attempts have not finished; raises Snooze while a service is at work."""
        attempt.report("video.started", 5, step=1)
        self._prepare(attempt)
        clip = self._render(attempt)
        self._save(attempt, clip)
        keys = self._kept(attempt)
        # videos from before there were several formats have no format in their files' names
        first = self._formats(attempt)[0]
        video, poster = (f"/media/{keys.get(f'{name}_{first}') or keys[name]}" for name in ("video", "poster"))
        urls = {"video_url": video, "poster_url": poster, "thumbnail_url": poster}
        attempt.complete("video.completed", urls, step=9)

    # -- 2 loading the picture · 3 checking the script · 4 preparing the first frame

    def _prepare(self, attempt: Attempt) -> None:
        if attempt.output("prepare") is not None:
            return
        asked = attempt.lease.input
        with attempt.running("prepare") as finish:
            attempt.report("video.picture_loading", 10, step=2)
            photo = probe(self._stored(attempt, "original")[1])
            attempt.report("video.script_checking", 15, step=3)
            shots, first = _shots(asked), self._formats(attempt)[0]
            size = self._sizes[first]
            attempt.report("video.frame_preparing", 20, step=4, size=str(size))
            output: dict[str, Any] = {"shots": [asdict(shot) for shot in shots]}
            if asked.background != ORIGINAL:  # a product, which is drawn as it is
                picture = Picture(photo.content, f"image/{photo.format.lower()}", photo.width, photo.height)
                files = []
            else:
                picture = self._framed(photo, size)
                files = [media_file("video_frame", picture)]
            if isinstance(self._engine, VideoRenderer):
                output["notices"] = list(self._engine.notices(_order(asked, picture, size)))
            finish(output, *files)

    def _formats(self, attempt: Attempt) -> tuple[str, ...]:
        """What to make, the main one first."""
        asked = attempt.lease.input
        if asked.formats or asked.format:
            return asked.formats or (asked.format or "",)
        # from before the web process decided it
        return (clip_format(probe(self._stored(attempt, "original")[1]).orientation.name),)

    def _picture(self, attempt: Attempt) -> Picture:
        """What the clips are made of."""
        role = "video_frame" if attempt.lease.input.background == ORIGINAL else "original"
        media, content = self._stored(attempt, role)
        return Picture(content, media.content_type, media.width or 0, media.height or 0)

    def _kept(self, attempt: Attempt) -> dict[str, str]:
        """The keys of the task's files by role."""
        return retry_while_unavailable(lambda: self._media.keys(attempt.lease.task_id))

    def _stored(self, attempt: Attempt, role: str) -> tuple[Media, bytes]:
        return retry_while_unavailable(lambda: self._media.of_task(attempt.lease.task_id, role))

    # -- 5 sent to the engine · 6 rendering · 7 downloading

    def _render(self, attempt: Attempt) -> Clip | None:
        """The clip of a service, or None when it has been kept already."""
        if attempt.output("render") is not None:
            return None
        if isinstance(self._engine, VideoRenderer):
            self._render_here(attempt, self._engine)
            return None
        with attempt.running("render", self._engine.model, restart=False) as finish:
            job = self._finished_job(attempt, self._engine)
            attempt.report("video.downloading", 88, step=7)
            clip = self._fetch(attempt, self._engine, job)
            files = NewMedia("video", clip.content, "video/mp4", clip.width, clip.height)
            finish({"duration_seconds": clip.duration_seconds}, files, receipt=job.receipt)
        return clip

    def _render_here(self, attempt: Attempt, renderer: VideoRenderer) -> None:
        """Render each format that no earlier attempt has kept."""
        # one at a time: a render takes every core and 500 MB; the others leave their threads to other tasks
        if not self._renders.acquire(blocking=False):
            raise Snooze(POLL_SECONDS_MIN)
        try:
            with attempt.running("render", renderer.model) as finish:
                attempt.report("video.submitted", RENDERING_FROM, step=5, model=renderer.model)
                asked, formats, kept = attempt.lease.input, self._formats(attempt), self._kept(attempt)
                picture = self._picture(attempt)
                brand = retry_while_unavailable(lambda: self._accounts.brand(attempt.lease.account_id))
                logo = retry_while_unavailable(lambda: self._accounts.logo(attempt.lease.account_id))
                missing = [name for name in formats if f"video_{name}" not in kept]
                soundtrack = self._soundtrack(attempt, kept)
                notices = list(soundtrack.notices)
                with _opened_file(soundtrack.wav) as sound:
                    for name in missing:
                        told = _Percents(attempt, formats.index(name), len(formats))
                        order = replace(_order(asked, picture, FORMATS[name]), brand=brand, logo=logo, sound=sound)
                        try:
                            clip = renderer.render(order, told, attempt.lease_lost.is_set)
                        except PictureUnusable as exc:
                            if exc.code != LOGO_BROKEN:
                                raise
                            logo = None
                            notices = [*dict.fromkeys([*notices, LOGO_BROKEN])]
                            clip = renderer.render(replace(order, logo=None), told, attempt.lease_lost.is_set)
                        video = NewMedia(f"video_{name}", clip.content, "video/mp4", clip.width, clip.height)
                        attempt.keep("render", {"notices": notices}, video, media_file(f"poster_{name}", clip.poster))
                attempt.report("video.downloading", 88, step=7)
                finish({"clip_seconds": asked.duration_seconds * len(missing), "notices": notices})
        finally:
            self._renders.release()

    def _soundtrack(self, attempt: Attempt, kept: dict[str, str]) -> Soundtrack:
        """The same for all formats; neither voice nor mix is made twice."""
        asked, notices = attempt.lease.input, tuple(attempt.kept("render").get("notices", ()))
        if "sound" in kept:
            return Soundtrack(self._stored(attempt, "sound")[1], notices)
        if not self._sound:
            return Soundtrack(None)
        order = SoundOrder(
            _shots(asked), asked.duration_seconds, asked.language, asked.voice, asked.music, attempt.lease.task_id
        )
        if "voice" in kept:
            voice = Soundtrack(self._stored(attempt, "voice")[1], notices)
        else:
            voice = self._sound.voice(order, attempt.lease_lost.is_set)
            self._keep_sound(attempt, "voice", voice)
        mixed = Soundtrack(self._sound.mix(order, voice.wav, attempt.lease_lost.is_set), voice.notices)
        self._keep_sound(attempt, "sound", mixed)
        return mixed

    def _keep_sound(self, attempt: Attempt, role: str, sound: Soundtrack) -> None:
        if sound.wav:
            attempt.keep("render", {"notices": list(sound.notices)}, NewMedia(role, sound.wav, "audio/wav"))

    def _finished_job(self, attempt: Attempt, service: VideoService) -> Job:
        """The job under way, once it has finished; raises Snooze until then."""
        job = self._jobs.open(attempt, "render")
        if job is None:
            self._start_job(attempt, service)
            raise Snooze(POLL_SECONDS_MIN)
        if job.provider != service.provider:
            self._outwait(job)
        try:
            state = service.poll(job.job_id)
        except ProviderError as exc:  # only the answer was lost, the job continues
            state = JobState("running", ask_again_seconds=exc.wait_seconds or POLL_SECONDS_MAX)
        if state.state == "finished":
            job.usage = state.usage
            job.cost_usd = job.cost_usd if state.cost_usd is None else state.cost_usd
            return job
        if state.state in ("failed", "cancelled"):
            error = state.error or ProviderRefused("video_refused")
            self._jobs.failed(job, error, state.usage, state.cost_usd)
            raise error
        if state.percent is not None:
            _rendering(attempt, state.percent)
        if job.age_seconds > self._deadline_seconds:
            self._jobs.abandon(job, service, "video_too_slow")
            raise ProviderError("video_too_slow")
        raise Snooze(min(POLL_SECONDS_MAX, max(POLL_SECONDS_MIN, state.ask_again_seconds or POLL_SECONDS)))

    def _outwait(self, job: Job) -> NoReturn:
        """Leave a job to the service that was configured when it began, which may come back before the deadline."""
        if job.age_seconds < self._deadline_seconds:
            raise Snooze(POLL_SECONDS_MAX)
        error = ProviderError("purchase_unknown", SERVICE_CHANGED)
        self._jobs.failed(job, error, None, None)
        raise error

    def _start_job(self, attempt: Attempt, service: VideoService) -> None:
        picture = self._picture(attempt)
        order = _order(attempt.lease.input, picture, Size(picture.width, picture.height))
        ordered = Order(
            "render",
            service.provider,
            service.model,
            (order.script, str(order.duration_seconds), order.picture.content),
            service.cost_usd(order.duration_seconds),
        )
        self._jobs.start(attempt, ordered, service, lambda: service.start(order))
        attempt.report("video.submitted", RENDERING_FROM, step=5, model=service.model)

    def _fetch(self, attempt: Attempt, service: VideoService, job: Job) -> Clip:
        """The finished clip; a failed download costs nothing and is repeated until the deadline."""
        try:
            return self._opened(service.fetch(job.job_id))
        except (ProviderError, EngineFailed) as exc:
            if job.age_seconds < self._deadline_seconds and not isinstance(exc, LOST_FOR_GOOD):
                raise Snooze(getattr(exc, "wait_seconds", None) or POLL_SECONDS_MAX) from exc
            self._jobs.lost(job, exc)
            raise

    # -- 8 saving video and poster

    def _save(self, attempt: Attempt, clip: Clip | None) -> None:
        if attempt.output("save") is not None:
            return
        with attempt.running("save") as finish:
            attempt.report("video.saving", 92, step=8)
            if isinstance(self._engine, VideoRenderer) and "video" not in self._kept(attempt):
                finish({})  # each poster was kept with its clip
                return
            if clip is None:
                clip = self._opened(self._stored(attempt, "video")[1])
            finish({}, media_file("poster", clip.poster))


def _shots(asked: TaskInput) -> tuple[Shot, ...]:
    """The storyboard's, else those that the script's text has."""
    return asked.storyboard.shots if asked.storyboard else parsed_shots(asked.script or "", asked.duration_seconds)


def _order(asked: TaskInput, picture: Picture, size: Size) -> VideoOrder:
    told = asked.storyboard
    return VideoOrder(
        picture=picture,
        script=asked.script or "",
        shots=_shots(asked),
        duration_seconds=asked.duration_seconds,
        language=asked.language,
        size=size,
        template=asked.template,
        background=asked.background,
        cut_below=asked.cut_below,
        title=told.title if told else "",
        offer=told.offer if told else "",
        call_to_action=told.call_to_action if told else "",
        brief=asked.brief,
    )


@contextmanager
def _opened_file(content: bytes | None) -> Iterator[Path | None]:
    """A path at which children find the content while this process holds it: without a name, nothing is left behind."""
    if content is None:
        yield None
        return
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        yield Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")


class _Percents:
    """Reports how far a clip is, one of several, every now and then."""

    def __init__(self, attempt: Attempt, done: int, count: int) -> None:
        self._attempt, self._done, self._count = attempt, done, count
        self._reported_at = 0.0

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self._reported_at >= REPORT_SECONDS:
            self._reported_at = time.monotonic()
            _rendering(self._attempt, (100 * self._done + percent) // self._count)


def _rendering(attempt: Attempt, percent: int) -> None:
    progress = RENDERING_FROM + (RENDERING_TO - RENDERING_FROM) * max(0, min(percent, 100)) // 100
    attempt.report("video.rendering", progress, step=6, percent=percent)
