"""Each service beside its fake: the tests run for all services, unless their module names one as `engine`."""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from tasks.engines.cloud.runway import DEFAULT_MODEL, RunwayVideoService
from tasks.engines.cloud.videos_api import VideosApiService
from tests.fakes.runway import FakeRunway
from tests.fakes.video_server import VideoFake
from tests.fakes.videos import FakeVideos

Service = RunwayVideoService | VideosApiService


class Make(Protocol):
    """Makes a service with these settings."""

    def __call__(self, model: str = "", **options: Any) -> Service: ...


@pytest.fixture(scope="module", params=["runway", "videos-api"])
def engine(request: pytest.FixtureRequest) -> str:
    """The service to test, by its name in VIDEO_ENGINE."""
    return str(request.param)


@pytest.fixture(scope="module")
def provider(engine: str) -> Iterator[VideoFake]:
    """The fake provider of the module's tests; `fake` is the one to use."""
    with FakeRunway() if engine == "runway" else FakeVideos() as provider:
        yield provider


@pytest.fixture
def fake(provider: VideoFake) -> VideoFake:
    """The fake provider, which remembers nothing."""
    provider.forget()
    return provider


@pytest.fixture(scope="module")
def make(provider: VideoFake) -> Iterator[Make]:
    """Makes services of the provider."""
    made: list[Service] = []

    def make(model: str = "", **options: Any) -> Service:
        settings: dict[str, Any] = {"timeout_seconds": 5, "pause_seconds": 0.01} | options
        if isinstance(provider, FakeRunway):
            made.append(RunwayVideoService("key_test", model or DEFAULT_MODEL, provider.base_url, **settings))
        else:
            made.append(VideosApiService("sk-test", model or "wan-3", provider.base_url, **settings))
        return made[-1]

    yield make
    for service in made:
        service.close()


@pytest.fixture(scope="module")
def service(make: Make) -> Service:
    """The service with the usual settings; its start takes longer than most tests."""
    return make()


@pytest.fixture(scope="module")
def impatient(make: Make) -> Service:
    """The service, with a second for each call."""
    return make(timeout_seconds=1)
