"""Clips that are rendered here, by a pipeline with a renderer that fails on purpose: what is kept, and what is said."""

from collections.abc import Callable
from unittest.mock import Mock

import pytest

from tasks.accounts import AccountStore
from tasks.brand import Logo
from tasks.broker import Queue
from tasks.db.pool import Database
from tasks.engines.protocols.model_names import LOCAL_MODEL
from tasks.engines.protocols.picture import Picture
from tasks.engines.protocols.sound_engines import SoundOrder, Soundtrack
from tasks.engines.protocols.video_engines import Clip, VideoOrder
from tasks.errors import EngineFailed, PictureUnusable
from tasks.eta import StageHistory
from tasks.formats import FORMATS
from tasks.media.store import MediaStore, NewMedia
from tasks.money.jobs import Jobs
from tasks.plans import VIDEO_STAGES
from tasks.records import Task
from tasks.store import NewTask, Store
from tasks.worker.lease_store import LeaseStore
from tasks.worker.runner import Runner
from tasks.worker.video.pipeline import VideoPipeline
from tests.pictures import jpeg

PICTURE = Picture(jpeg(), "image/jpeg", 300, 200)
INPUT = {"user_description": "", "duration_seconds": 4, "language": "en", "formats": ["portrait", "square"]}


class Renderer:
    """Renders what it is asked for, unless `failure` says otherwise."""

    model = LOCAL_MODEL

    def __init__(self) -> None:
        self.orders: list[VideoOrder] = []
        self.failure: Callable[[VideoOrder], Exception | None] = lambda order: None

    def notices(self, order: VideoOrder) -> tuple[str, ...]:
        return ()

    def render(self, order: VideoOrder, on_percent: Callable[[int], None], cancelled: Callable[[], bool]) -> Clip:
        self.orders.append(order)
        if failure := self.failure(order):
            raise failure
        return Clip(b"a clip", *order.size, 4.0, PICTURE)

    def rendered(self) -> list[tuple[object, bool]]:
        """The size of each clip, and whether it has sound."""
        return [(order.size, order.sound is not None) for order in self.orders]


class Sound:
    """Speaks, and mixes unless its composer is killed."""

    def __init__(self) -> None:
        self.voices, self.mixes = 0, 0
        self.composer_is_killed = False

    def voice(self, order: SoundOrder, cancelled: Callable[[], bool]) -> Soundtrack:
        self.voices += 1
        return Soundtrack(b"a voice", ("voice_line_shortened",))

    def mix(self, order: SoundOrder, voice: bytes | None, cancelled: Callable[[], bool]) -> bytes:
        if self.composer_is_killed:
            raise EngineFailed()
        self.mixes += 1
        assert voice == b"a voice"
        return b"a wav"


class Studio:
    """A worker's video pipeline, and an account with a logo that orders a video in two formats."""

    def __init__(self, database: Database) -> None:
        media, accounts = MediaStore(database), AccountStore(database)
        self.store, self.renderer = Store(database, media), Renderer()
        self.sound = Sound()
        pipeline = VideoPipeline(
            *(media, accounts, Mock(spec=Jobs), self.renderer, lambda photo, size: PICTURE, Mock(), FORMATS, 60),
            self.sound,
        )
        leases, queue = LeaseStore(database), Mock(spec=Queue)
        self._runner = Runner(leases, queue, StageHistory(database), {"video": pipeline})
        self.account_id = accounts.add(None, None).id
        accounts.save_logo(self.account_id, Logo(b"a logo", "image/png", 1, 1))
        original = NewMedia("original", jpeg(), "image/jpeg", 300, 200)
        new = NewTask("video", INPUT, VIDEO_STAGES, (), original, b"", None)
        self.task_id = self.store.submit(self.account_id, new)[0].id

    def run(self) -> Task:
        self._runner.run(self.task_id)
        return self.store.task(self.account_id, self.task_id)

    def retry(self) -> Task:
        self.store.retry(self.account_id, self.task_id)
        return self.run()


@pytest.fixture
def studio(database: Database) -> Studio:
    return Studio(database)


def test_a_retry_repeats_what_failed_alone_and_keeps_the_notices_of_the_sound(studio: Studio) -> None:
    # Given a video whose second format failed after the sound and the first were made
    portrait, square = FORMATS["portrait"], FORMATS["square"]
    studio.renderer.failure = lambda order: EngineFailed() if order.size == square else None
    assert studio.run().status == "failed"

    # When it is tried again
    studio.renderer.failure = lambda order: None
    task = studio.retry()

    # Then only the second is made again, with the same sound, of which the user still reads
    assert (task.status, task.notices) == ("completed", ("voice_line_shortened",))
    assert studio.renderer.rendered() == [(portrait, True), (square, True), (square, True)]
    assert (studio.sound.voices, studio.sound.mixes) == (1, 1)


def test_a_killed_composer_does_not_cost_the_voice(studio: Studio) -> None:
    studio.sound.composer_is_killed = True
    assert studio.run().status == "failed"

    studio.sound.composer_is_killed = False
    task = studio.retry()

    assert (task.status, task.notices) == ("completed", ("voice_line_shortened",))
    assert (studio.sound.voices, studio.sound.mixes) == (1, 1)


def test_a_broken_logo_costs_the_logo_and_not_the_clip(studio: Studio) -> None:
    studio.renderer.failure = lambda order: PictureUnusable("logo_broken") if order.logo else None

    task = studio.run()

    assert (task.status, task.notices) == ("completed", ("voice_line_shortened", "logo_broken"))
    # it is tried once
    assert [order.logo is not None for order in studio.renderer.orders] == [True, False, False]


def test_a_broken_picture_fails_the_clip(studio: Studio) -> None:
    studio.renderer.failure = lambda order: PictureUnusable("picture_broken")

    task = studio.run()

    assert task.status == "failed" and task.error and task.error["code"] == "picture_broken"
