"""Calls to video services that drip: each ends in its time, and leaves no thread behind."""

import threading
from collections.abc import Callable

import pytest

from tasks.engines.cloud.bounded import BoundedVideoService
from tests.failures import failing
from tests.fakes.renders import Render
from tests.fakes.video_server import VideoFake
from tests.processes import wait_until

from .conftest import Make
from .orders import ORDER


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
    fake: VideoFake,
    make: Make,
    trouble: Callable[[str], Render],
    call: Callable[[BoundedVideoService, str], object],
    drip: str,
) -> None:
    service = BoundedVideoService(make(timeout_seconds=20, deadline_seconds=1), 1, 1)
    fake.next(trouble(drip))
    job_id = service.start(ORDER)

    with failing("provider_unreachable"):
        call(service, job_id)

    wait_until(lambda: not {"call", "request-deadline"} & {thread.name for thread in threading.enumerate()}, 30)
