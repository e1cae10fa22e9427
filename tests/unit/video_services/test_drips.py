"""Calls to video services that drip: each ends in its time, and leaves no thread behind."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tasks.engines.cloud.bounded import BoundedVideoService
from tests.failures import failing
from tests.fakes.renders import Render
from tests.fakes.video_server import VideoFake
from tests.processes import wait_until

from .conftest import Make
from .orders import ORDER


def test_calls_that_drip_end_in_their_time_and_leave_no_thread_behind(fake: VideoFake, make: Make) -> None:
    service = BoundedVideoService(make(timeout_seconds=20, deadline_seconds=1), 1, 1)
    calls: list[Callable[[], object]] = []
    for drip in ("drip", "drip_head"):
        for call, trouble in (
            (service.poll, Render(polls=(drip,))),
            (service.cancel, Render(cancels=(drip,))),
            (service.fetch, Render(always_download=drip)),
        ):
            fake.next(trouble)
            calls.append(partial(call, service.start(ORDER)))

    def unreachable(call: Callable[[], object]) -> None:
        with failing("provider_unreachable"):
            call()

    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(unreachable, calls))

    wait_until(lambda: not {"call", "request-deadline"} & {thread.name for thread in threading.enumerate()}, 30)
