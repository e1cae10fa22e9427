"""Any `/v1/videos` server: odd states, odd errors, and each server's own way to stop a job."""

from dataclasses import replace

import pytest

from tasks import errors
from tasks.engines.cloud.videos_api import VideosApiService
from tests.failures import failing
from tests.fakes.renders import Render
from tests.fakes.videos import FakeVideos

from .conftest import Make, Service
from .orders import ORDER


@pytest.fixture(scope="module")
def engine() -> str:
    """The service to test."""
    return "videos-api"


def test_the_nearest_length_that_the_server_makes_is_asked_for(fake: FakeVideos, make: Make) -> None:
    service = make(durations_seconds=(4, 8))

    service.start(replace(ORDER, duration_seconds=12))

    assert fake.jobs()[0].seconds == 8


def test_a_server_without_a_key_gets_some_key(fake: FakeVideos) -> None:
    service = VideosApiService("", "wan-3", fake.base_url)
    service.start(ORDER)
    service.close()

    assert len(fake.jobs()) == 1


def test_a_clip_has_no_known_price(service: Service) -> None:
    assert service.cost_usd(8) is None


def test_what_the_server_refuses_to_show_was_not_bought(fake: FakeVideos, service: Service) -> None:
    fake.next(Render("moderated"))

    with failing("moderation_refused") as refused:
        service.start(ORDER)

    assert refused.value.bought is False
    assert (len(fake.books.requests("POST")), fake.bills()) == (1, [])


def test_a_waiting_job_is_polled_when_the_server_says(fake: FakeVideos, service: Service) -> None:
    fake.next(Render(waiting_seconds=60, poll_after_ms=1500))

    state = service.poll(service.start(ORDER))

    assert (state.state, state.percent, state.ask_again_seconds) == ("waiting", 0, 1.5)


@pytest.mark.parametrize(
    ("status", "state"),
    [("pending", "waiting"), ("submitted", "waiting"), ("processing", "running"), ("in-progress", "running"),
     ("RUNNING", "running"), ("upscaling", "running"), ("succeeded", "finished"), ("cancelled", "cancelled"),
     ("canceled", "cancelled"), ("expired", "failed"), ("error", "failed")],
)  # fmt: skip
def test_names_that_other_servers_give_their_states_are_understood(
    fake: FakeVideos, service: Service, status: str, state: str
) -> None:
    fake.next(Render(outcome="never", running_state=status, progress=False))

    found = service.poll(service.start(ORDER))

    assert found.state == state
    assert found.percent == (100 if state == "finished" else None)
    assert found.ask_again_seconds is None
    assert (found.error is not None) is (state in ("failed", "cancelled"))
    assert status != "expired" or type(found.error) is errors.VideoExpired


@pytest.mark.parametrize(
    ("server_code", "code", "bought"),
    [
        ("moderation_blocked", "moderation_refused", None),
        ("content_policy_violation", "moderation_refused", None),
        ("sentinel_safety_block", "moderation_refused", None),
        ("insufficient_quota", "provider_quota_used_up", False),
        ("server_error", "video_refused", False),
        (None, "video_refused", False),
    ],
)
def test_a_failed_job_says_why(
    fake: FakeVideos,
    service: Service,
    caplog: pytest.LogCaptureFixture,
    server_code: str | None,
    code: str,
    bought: bool | None,
) -> None:
    fake.next(Render(outcome="failed", code=server_code, message="In the server's words"))

    state = service.poll(service.start(ORDER))

    assert state.error is not None
    assert (state.state, state.error.code, state.error.bought) == ("failed", code, bought)
    assert "In the server's words" in caplog.text


@pytest.mark.parametrize("refused", [(), ("405",), ("400",), ("409",)])
def test_a_job_is_stopped_in_the_way_the_server_knows(
    fake: FakeVideos, service: Service, refused: tuple[str, ...]
) -> None:
    fake.next(Render(outcome="never", cancels=refused))
    job_id = service.start(ORDER)

    service.cancel(job_id)

    assert [job.id for job in fake.books.cancelled()] == [job_id]
    assert len(fake.books.requests("POST /v1/videos/")) == len(refused)
    assert fake.bills() == []
    service.cancel(job_id)  # a second time it is simply gone


def test_a_job_that_the_server_lets_nobody_stop_is_an_error(fake: FakeVideos, service: Service) -> None:
    fake.next(Render(outcome="never", cancels=("405", "405")))
    job_id = service.start(ORDER)

    with failing("provider_rejected"):
        service.cancel(job_id)
