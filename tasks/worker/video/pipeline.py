"""The video, readable top to bottom as its ten steps: 0 queued, 1 started … 9 completed.

A renderer works here, under the lease. A service works elsewhere: between two polls the task is snoozed and holds
neither a thread nor a lease.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from ...accounts import AccountStore
from ...engines.protocols.picture import Picture
from ...engines.protocols.sound_engines import SoundMaker
from ...engines.protocols.video_engines import Clip, VideoRenderer, VideoService
from ...formats import ORIGINAL, clip_format
from ...media.photo import Photo, Size, probe
from ...media.store import MediaStore, NewMedia
from ...money.jobs import Jobs
from ...plans import VIDEO_STAGES
from ..attempt import Attempt
from ..files import media_file, stored_file, stored_keys
from .order import order_shots, video_order
from .progress import report_submitted
from .rendering import Rendering
from .service import Opening, ServiceJobs

#: makes a picture for a clip of this size of a photo
Framing = Callable[[Photo, Size], Picture]


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
        self._engine = engine
        self._framed = framed
        self._opened = opened
        self._sizes = sizes
        self._maker = (
            Rendering(media, accounts, engine, sound)
            if isinstance(engine, VideoRenderer)
            else ServiceJobs(media, jobs, engine, opened, deadline_seconds)
        )

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
            photo = self._photo(attempt)
            attempt.report("video.script_checking", 15, step=3)
            shots, first = order_shots(asked), self._formats(attempt)[0]
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
                output["notices"] = list(self._engine.notices(video_order(asked, picture, size)))
            finish(output, *files)

    def _formats(self, attempt: Attempt) -> tuple[str, ...]:
        """What to make, the main one first."""
        asked = attempt.lease.input
        if asked.formats or asked.format:
            return asked.formats or (asked.format or "",)
        # from before the web process decided it
        return (clip_format(self._photo(attempt).orientation.name),)

    def _photo(self, attempt: Attempt) -> Photo:
        return probe(stored_file(self._media, attempt.lease.task_id, "original")[1])

    def _kept(self, attempt: Attempt) -> dict[str, str]:
        """The keys of the task's files by role."""
        return stored_keys(self._media, attempt.lease.task_id)

    # -- 5 sent to the engine · 6 rendering · 7 downloading

    def _render(self, attempt: Attempt) -> Clip | None:
        """The clip of a service, or None when it has been kept already."""
        if attempt.output("render") is not None:
            return None
        if isinstance(self._maker, Rendering):
            self._render_here(attempt, self._maker)
            return None
        return self._render_elsewhere(attempt, self._maker)

    def _render_here(self, attempt: Attempt, rendering: Rendering) -> None:
        model, duration_seconds = self._engine.model, attempt.lease.input.duration_seconds
        with rendering.turn(), attempt.running("render", model) as finish:
            report_submitted(attempt, model)
            count, notices = rendering.render(attempt, self._formats(attempt))
            attempt.report("video.downloading", 88, step=7)
            finish({"clip_seconds": duration_seconds * count, "notices": notices})

    def _render_elsewhere(self, attempt: Attempt, jobs: ServiceJobs) -> Clip:
        with attempt.running("render", self._engine.model, restart=False) as finish:
            job = jobs.finished_job(attempt)
            attempt.report("video.downloading", 88, step=7)
            clip = jobs.fetch(job)
            files = NewMedia("video", clip.content, "video/mp4", clip.width, clip.height)
            finish({"duration_seconds": clip.duration_seconds}, files, receipt=job.receipt)
        return clip

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
                clip = self._opened(stored_file(self._media, attempt.lease.task_id, "video")[1])
            finish({}, media_file("poster", clip.poster))
