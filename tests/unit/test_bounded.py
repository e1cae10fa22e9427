"""Calls to video services that drip: each ends in its time, and none is left behind for ever."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from tasks.engines.cloud.bounded import BoundedVideoService
from tasks.engines.cloud.runway import RunwayVideoService
from tasks.engines.cloud.videos_api import VideosApiService
from tests.failures import failing
from tests.fakes.renders import Render
from tests.fakes.runway import FakeRunway
from tests.fakes.video_server import VideoFake
from tests.fakes.videos import FakeVideos
from tests.processes import wait_until

from .test_runway import ORDER


@pytest.fixture(params=["runway", "videos-api"])
def fake_and_service(request: pytest.FixtureRequest) -> Iterator[tuple[VideoFake, BoundedVideoService]]:
    """A fake provider, and its service with a second for each call."""
    limits: dict[str, Any] = {"timeout_seconds": 20.0, "deadline_seconds": 1.0, "pause_seconds": 0.01}
    with FakeRunway() if request.param == "runway" else FakeVideos() as fake:
        service = (
            RunwayVideoService("key_test", base_url=fake.base_url, **limits)
            if isinstance(fake, FakeRunway)
            else VideosApiService("sk-test", "wan-3", fake.base_url, **limits)
        )
        with closing(service):
            yield fake, BoundedVideoService(service, 1, 1)


@pytest.mark.parametrize("drip", ["drip", "drip_head"])
@pytest.mark.parametrize(
    ("trouble", "call"),
    [
        (lambda drip: Render(polls=(drip,)), lambda service, job_id: service.poll(job_id)),
        (lambda drip: Render(cancels=(drip,)), lambda service, job_id: service.cancel(job_id)),
        (lambda drip: Render(always_download=drip), lambda service, job_id: service.fetch(job_id)),
    ],
    ids=["poll", "cancel", "fetch"],
)
def test_a_call_that_drips_ends_in_its_time_and_leaves_no_thread_behind(
    fake_and_service: tuple[VideoFake, BoundedVideoService],
    trouble: Callable[[str], Render],
    call: Callable[[BoundedVideoService, str], object],
    drip: str,
) -> None:
    fake, service = fake_and_service
    fake.next(trouble(drip))
    job_id = service.start(ORDER)

    with failing("provider_unreachable"):
        call(service, job_id)

    wait_until(lambda: not {"call", "request-deadline"} & {thread.name for thread in threading.enumerate()}, 30)
