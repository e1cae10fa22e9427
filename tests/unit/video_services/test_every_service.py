"""What every video service promises: what it orders, how a job stands, and what each failure costs."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from tasks import errors
from tasks.engines.cloud.downloads import ATTEMPTS
from tasks.engines.protocols.picture import Picture
from tests.failures import failing
from tests.fakes.clip import clip
from tests.fakes.renders import Render
from tests.fakes.video_server import VideoFake
from tests.pictures import jpeg, png

from .conftest import Make, Service
from .orders import LANDSCAPE, ORDER, wait_until_finished


def downloads(fake: VideoFake) -> list[str]:
    """The requests for a clip's bytes."""
    lines = [line for line, _ in fake.books.requests("GET ")]
    return [line for line in lines if "/outputs/" in line or line.endswith("/content")]


# -- what is ordered


def test_a_clip_is_made_of_the_frame_and_the_script(fake: VideoFake, service: Service) -> None:
    job_id = service.start(ORDER)

    [job] = fake.jobs()
    assert (job.id, job.model, job.seconds, job.width, job.height) == (job_id, service.model, 4, 1280, 720)
    assert job.picture == LANDSCAPE.content
    assert "wooden table" in job.prompt and "moves in on the glaze" in job.prompt
    assert service.poll(job_id).state == "finished"
    assert service.fetch(job_id) == clip(1280, 720, 4)
    assert [bill.id for bill in fake.bills()] == [job_id]


@pytest.mark.parametrize(("draw", "media_type"), [(jpeg, "image/jpeg"), (png, "image/png")])
def test_a_portrait_is_sent_as_it_is_for_a_clip_in_portrait(
    fake: VideoFake, service: Service, draw: Callable[[int, int], bytes], media_type: str
) -> None:
    frame = Picture(draw(720, 1280), media_type, 720, 1280)

    service.start(replace(ORDER, picture=frame))

    [job] = fake.jobs()
    assert (job.width, job.height, job.picture) == (720, 1280, frame.content)


def test_started_twice_is_billed_twice(fake: VideoFake, service: Service) -> None:
    service.start(ORDER)
    service.start(ORDER)

    assert len(fake.bills()) == 2


# -- how a job stands


def test_a_job_waits_then_renders_with_its_percent_then_is_finished(fake: VideoFake, service: Service) -> None:
    fake.next(Render(waiting_seconds=1, render_seconds=2))
    job_id = service.start(ORDER)

    assert service.poll(job_id).state == "waiting"
    fake.books.wait_for(lambda: fake.jobs()[0].progress > 0.3)
    running = service.poll(job_id)
    assert running.state == "running" and running.percent is not None and 30 <= running.percent <= 99
    wait_until_finished(service, job_id)
    finished = service.poll(job_id)
    assert (finished.percent, finished.error) == (100, None)


def test_a_job_cancelled_at_the_provider_is_cancelled(fake: VideoFake, service: Service) -> None:
    fake.next(Render(outcome="cancelled"))

    state = service.poll(service.start(ORDER))

    assert state.state == "cancelled" and state.error is not None


@pytest.mark.parametrize("job_id", ["00000000-0000-0000-0000-000000000000", "video_0", "../models", "a b?c"])
def test_a_job_that_the_service_does_not_know_has_failed(service: Service, job_id: str) -> None:
    state = service.poll(job_id)

    assert (state.state, type(state.error)) == ("failed", errors.VideoExpired)


# -- failures of the paid call


@pytest.mark.parametrize(
    ("render", "code", "bought"),
    [
        (Render("400"), "provider_rejected", False),
        (Render("401"), "provider_key_wrong", False),
        (Render("402"), "provider_quota_used_up", False),
        (Render("403"), "provider_forbidden", False),
        (Render("404"), "model_gone", False),
        (Render("413"), "provider_picture_too_large", False),
        (Render("429"), "provider_busy", False),
        (Render("503"), "provider_busy", False),
        (Render("no_credits"), "provider_quota_used_up", False),
        (Render("500"), "provider_failed", None),
        (Render("500", starts_anyway=True), "provider_failed", None),
        (Render("502"), "provider_failed", None),
        (Render("504"), "provider_failed", None),
        (Render("hang_up"), "provider_connection_lost", None),
        (Render("hang_up", starts_anyway=True), "provider_connection_lost", None),
        (Render("malformed_json", starts_anyway=True), "provider_answer_unusable", None),
        (Render("empty"), "provider_answer_unusable", None),
        (Render("empty", starts_anyway=True), "provider_answer_unusable", None),
        (Render("html"), "provider_answer_unusable", None),
        (Render("no_id", starts_anyway=True), "provider_answer_unusable", None),
    ],
)
def test_a_start_that_failed_says_whether_it_was_bought_and_is_not_repeated(
    fake: VideoFake, service: Service, render: Render, code: str, bought: bool | None
) -> None:
    fake.next(render)

    with failing(code) as failure:
        service.start(ORDER)

    assert failure.value.bought == bought
    assert len(fake.books.requests("POST")) == 1
    assert len(fake.bills()) == render.starts_anyway


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "-3"}, None),
        ({}, None),
    ],
)
def test_a_busy_service_says_when_to_retry(
    fake: VideoFake, service: Service, headers: dict[str, str], seconds: float | None
) -> None:
    fake.next(Render("429", headers=headers))

    with pytest.raises(errors.ProviderBusy) as busy:
        service.start(ORDER)

    assert busy.value.transient
    assert busy.value.wait_seconds == seconds


def test_a_start_without_an_answer_may_have_been_bought(fake: VideoFake, impatient: Service) -> None:
    fake.next(Render("silence", starts_anyway=True))

    with failing("provider_timeout") as failure:
        impatient.start(ORDER)

    assert failure.value.bought is None
    assert len(fake.bills()) == 1


def test_a_service_out_of_reach_sold_nothing(fake: VideoFake, service: Service) -> None:
    fake.refuse()
    try:
        for call in (lambda: service.start(ORDER), lambda: service.poll("1"), lambda: service.fetch("1")):
            with failing("provider_unreachable") as failure:
                call()
            assert (failure.value.bought, failure.value.transient) == (False, True)
    finally:
        fake.accept()


# -- failures of the free calls


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("429", "provider_busy"),
        ("500", "provider_busy"),
        ("503", "provider_busy"),
        ("hang_up", "provider_unreachable"),
        ("silence", "provider_unreachable"),
        ("malformed_json", "provider_busy"),
        ("empty", "provider_busy"),
        ("html", "provider_busy"),
        ("no_id", "provider_busy"),
    ],
)
def test_a_poll_that_failed_may_be_repeated(fake: VideoFake, impatient: Service, answer: str, code: str) -> None:
    fake.next(Render(polls=(answer,), headers={"retry-after": "3"}))
    job_id = impatient.start(ORDER)

    with failing(code) as failure:
        impatient.poll(job_id)

    assert (failure.value.bought, failure.value.transient) == (False, True)
    assert failure.value.wait_seconds == (3 if answer.isdigit() else None)
    assert impatient.poll(job_id).state == "finished"


@pytest.mark.parametrize(("answer", "code"), [("401", "provider_key_wrong"), ("403", "provider_forbidden")])
def test_a_key_that_stopped_working_is_named(fake: VideoFake, service: Service, answer: str, code: str) -> None:
    fake.next(Render(polls=(answer,)))

    with failing(code):
        service.poll(service.start(ORDER))


def test_a_silent_service_holds_a_worker_only_for_a_start_or_a_download(fake: VideoFake, make: Make) -> None:
    service = make(timeout_seconds=60, poll_timeout_seconds=0.2)
    fake.next(Render(polls=("silence",), cancels=("silence",)))
    job_id = service.start(ORDER)

    for ask in (service.poll, service.cancel):
        asked_at = time.monotonic()
        with failing("provider_unreachable"):
            ask(job_id)
        assert time.monotonic() - asked_at < 20


@pytest.mark.parametrize("answer", ["500", "503"])
def test_a_failed_cancellation_is_an_error(fake: VideoFake, service: Service, answer: str) -> None:
    fake.next(Render(outcome="never", cancels=(answer,)))
    job_id = service.start(ORDER)

    with failing("provider_busy"):
        service.cancel(job_id)


# -- downloads


@pytest.mark.parametrize("trouble", ["cut", "truncated", "empty", "html", "500", "429", "404", "hang_up"])
def test_a_download_that_failed_once_is_repeated(fake: VideoFake, service: Service, trouble: str) -> None:
    fake.next(Render(downloads=(trouble,)))
    job_id = service.start(ORDER)

    assert service.fetch(job_id) == clip(1280, 720, 4)
    assert len(downloads(fake)) == 2
    assert len(fake.bills()) == 1


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("404", "video_expired"),
        ("cut", "provider_unreachable"),
        ("truncated", "provider_unreachable"),
        ("empty", "provider_answer_unusable"),
        ("html", "provider_answer_unusable"),
        ("other_type", "provider_answer_unusable"),
        ("503", "provider_busy"),
    ],
)
def test_a_download_that_always_fails_is_given_up(fake: VideoFake, service: Service, trouble: str, code: str) -> None:
    fake.next(Render(always_download=trouble))
    job_id = service.start(ORDER)

    with failing(code):
        service.fetch(job_id)

    assert len(downloads(fake)) == ATTEMPTS


def test_a_video_that_is_too_large_is_left_where_it_is(fake: VideoFake, service: Service) -> None:
    fake.next(Render(always_download="too_large"))
    job_id = service.start(ORDER)

    with pytest.raises(errors.ProviderAnswerUnusable, match="too large"):
        service.fetch(job_id)

    assert len(downloads(fake)) == 1


def test_a_silent_download_is_repeated(fake: VideoFake, impatient: Service) -> None:
    fake.next(Render(downloads=("silence",)))

    assert impatient.fetch(impatient.start(ORDER)) == clip(1280, 720, 4)
