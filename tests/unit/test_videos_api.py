"""Any `/v1/videos` server through the real `openai` client against a fake: odd states, odd errors, and no warnings."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

import pytest

from tasks import errors
from tasks.engines.cloud import downloads
from tasks.engines.cloud.downloads import ATTEMPTS, collected, is_whole_mp4, repeated
from tasks.engines.cloud.videos_api import VideosApiService
from tasks.engines.protocols import Picture, Shot, VideoOrder
from tests.failures import failing
from tests.fakes.clip import clip
from tests.fakes.renders import Render
from tests.fakes.videos import FakeVideos
from tests.pictures import jpeg, png

# the client's own video methods warn at each call: they would fail every test here
pytestmark = pytest.mark.filterwarnings("error::DeprecationWarning")

SHOTS = (Shot(0, 4, "The cup turns slowly on a wooden table.", "Good morning.", "Good morning"),)
ORDER = VideoOrder(Picture(jpeg(1280, 720), "image/jpeg", 1280, 720), "Good morning.", SHOTS, 8, "en")


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeVideos]:
    with FakeVideos() as fake:
        yield fake


@pytest.fixture
def videos(fake: FakeVideos) -> FakeVideos:
    fake.forget()
    return fake


class Make(Protocol):
    """Makes a service with its own settings."""

    def __call__(self, model: str = "wan-3", **options: Any) -> VideosApiService: ...


@pytest.fixture(scope="module")
def make(fake: FakeVideos) -> Iterator[Make]:
    made: list[VideosApiService] = []

    def make(model: str = "wan-3", **options: Any) -> VideosApiService:
        asked: dict[str, Any] = {"timeout_seconds": 5, "pause_seconds": 0.01} | options
        made.append(VideosApiService("sk-test", model, fake.base_url, **asked))
        return made[-1]

    yield make
    for service in made:
        service.close()


@pytest.fixture(scope="module")
def service(make: Make) -> VideosApiService:
    return make()  # its start takes longer than most tests


@pytest.fixture(scope="module")
def impatient(make: Make) -> VideosApiService:
    return make(timeout_seconds=1)


# -- what is ordered


def test_a_clip_is_made_of_the_frame_and_the_script(videos: FakeVideos, service: VideosApiService) -> None:
    job_id = service.start(ORDER)

    [job] = videos.jobs()
    assert (job.id, job.model, job.seconds, job.width, job.height) == (job_id, "wan-3", 8, 1280, 720)
    assert job.picture == ORDER.frame.content
    assert "turns slowly on a wooden table" in job.prompt
    assert service.poll(job_id).state == "finished"
    assert service.fetch(job_id) == clip(1280, 720, 8)
    assert [bill.id for bill in videos.bills()] == [job_id]
    assert service.cost_usd(8) is None


def test_a_portrait_png_is_sent_as_it_is(videos: FakeVideos, service: VideosApiService) -> None:
    service.start(replace(ORDER, frame=Picture(png(720, 1280), "image/png", 720, 1280)))

    assert videos.jobs()[0].fields["size"] == "720x1280"
    assert videos.jobs()[0].picture == png(720, 1280)


def test_the_nearest_length_that_the_server_makes_is_asked_for(videos: FakeVideos, make: Make) -> None:
    service = make(durations_seconds=(4, 8))

    service.start(replace(ORDER, duration_seconds=12))

    assert videos.jobs()[0].seconds == 8


def test_a_server_without_a_key_gets_some_key(videos: FakeVideos) -> None:
    service = VideosApiService("", "wan-3", videos.base_url)
    service.start(ORDER)
    service.close()

    assert len(videos.jobs()) == 1


# -- how a job stands


def test_a_job_waits_then_renders_with_its_percent_then_is_finished(
    videos: FakeVideos, service: VideosApiService
) -> None:
    videos.next(Render(waiting_seconds=1, render_seconds=2, poll_after_ms=1500))
    job_id = service.start(ORDER)

    waiting = service.poll(job_id)
    assert (waiting.state, waiting.percent, waiting.ask_again_seconds) == ("waiting", 0, 1.5)
    videos.books.wait_for(lambda: videos.jobs()[0].progress > 0.3)
    running = service.poll(job_id)
    assert running.state == "running" and running.percent is not None and 30 <= running.percent <= 99
    deadline = time.monotonic() + 30
    while service.poll(job_id).state != "finished":
        assert time.monotonic() < deadline
    assert service.poll(job_id).percent == 100


@pytest.mark.parametrize(
    ("status", "state"),
    [("pending", "waiting"), ("submitted", "waiting"), ("processing", "running"), ("in-progress", "running"),
     ("RUNNING", "running"), ("upscaling", "running"), ("succeeded", "finished"), ("cancelled", "cancelled"),
     ("canceled", "cancelled"), ("expired", "failed"), ("error", "failed")],
)  # fmt: skip
def test_names_that_other_servers_give_their_states_are_understood(
    videos: FakeVideos, service: VideosApiService, status: str, state: str
) -> None:
    videos.next(Render(outcome="never", running_state=status, progress=False))

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
    videos: FakeVideos,
    service: VideosApiService,
    caplog: pytest.LogCaptureFixture,
    server_code: str | None,
    code: str,
    bought: bool | None,
) -> None:
    videos.next(Render(outcome="failed", code=server_code, message="In the server's words"))

    state = service.poll(service.start(ORDER))

    assert state.error is not None
    assert (state.state, state.error.code, state.error.bought) == ("failed", code, bought)
    assert "In the server's words" in caplog.text


def test_a_job_the_server_does_not_know_has_failed(service: VideosApiService) -> None:
    for job_id in ("video_0", "../models", "a b?c"):
        state = service.poll(job_id)

        assert (state.state, type(state.error)) == ("failed", errors.VideoExpired)


# -- cancelling


@pytest.mark.parametrize("refused", [(), ("405",), ("400",), ("409",)])
def test_a_job_is_stopped_in_the_way_the_server_knows(
    videos: FakeVideos, service: VideosApiService, refused: tuple[str, ...]
) -> None:
    videos.next(Render(outcome="never", cancels=refused))
    job_id = service.start(ORDER)

    service.cancel(job_id)

    assert [job.id for job in videos.books.cancelled()] == [job_id]
    assert len(videos.books.requests("POST /v1/videos/")) == len(refused)
    assert videos.bills() == []
    service.cancel(job_id)  # a second time it is simply gone


@pytest.mark.parametrize(
    ("answers", "code"),
    [(("405", "405"), "provider_rejected"), (("503",), "provider_busy")],
)
def test_a_cancellation_that_went_wrong_says_so(
    videos: FakeVideos, service: VideosApiService, answers: tuple[str, ...], code: str
) -> None:
    videos.next(Render(outcome="never", cancels=answers))
    job_id = service.start(ORDER)

    with failing(code):
        service.cancel(job_id)


# -- troubles with the paid call


@pytest.mark.parametrize(
    ("render", "code", "bought"),
    [
        (Render("400"), "provider_rejected", False),
        (Render("401"), "provider_key_wrong", False),
        (Render("403"), "provider_forbidden", False),
        (Render("404"), "model_gone", False),
        (Render("429"), "provider_busy", False),
        (Render("no_credits"), "provider_quota_used_up", False),
        (Render("moderated"), "moderation_refused", False),
        (Render("503"), "provider_busy", False),
        (Render("500", starts_anyway=True), "provider_failed", None),
        (Render("502"), "provider_failed", None),
        (Render("hang_up"), "provider_connection_lost", None),
        (Render("hang_up", starts_anyway=True), "provider_connection_lost", None),
        (Render("malformed_json", starts_anyway=True), "provider_answer_unusable", None),
        (Render("html"), "provider_answer_unusable", None),
        (Render("empty"), "provider_answer_unusable", None),
        (Render("no_id", starts_anyway=True), "provider_answer_unusable", None),
    ],
)
def test_a_start_that_failed_says_whether_it_was_bought_and_is_not_repeated(
    videos: FakeVideos,
    service: VideosApiService,
    render: Render,
    code: str,
    bought: bool | None,
) -> None:
    videos.next(render)

    with failing(code) as failure:
        service.start(ORDER)

    assert failure.value.bought == bought
    assert len(videos.books.requests("POST")) == 1
    assert len(videos.bills()) == render.starts_anyway


@pytest.mark.parametrize("headers", [{"retry-after": "7"}, {}])
def test_a_busy_server_says_when_to_come_again(
    videos: FakeVideos, service: VideosApiService, headers: dict[str, str]
) -> None:
    videos.next(Render("429", headers=headers))

    with pytest.raises(errors.ProviderBusy) as busy:
        service.start(ORDER)

    assert busy.value.wait_seconds == (7 if headers else None)


def test_a_start_without_an_answer_may_have_been_bought(videos: FakeVideos, impatient: VideosApiService) -> None:
    videos.next(Render("silence", starts_anyway=True))

    with failing("provider_timeout") as failure:
        impatient.start(ORDER)

    assert failure.value.bought is None
    assert len(videos.bills()) == 1


def test_a_server_out_of_reach_sold_nothing(videos: FakeVideos, service: VideosApiService) -> None:
    videos.refuse()
    try:
        for call in (lambda: service.start(ORDER), lambda: service.poll("1"), lambda: service.fetch("1")):
            with failing("provider_unreachable"):
                call()
    finally:
        videos.accept()


# -- troubles with the free ones


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
def test_a_poll_that_failed_may_be_repeated(
    videos: FakeVideos, impatient: VideosApiService, answer: str, code: str
) -> None:
    videos.next(Render(polls=(answer,), headers={"retry-after": "3"}))
    job_id = impatient.start(ORDER)

    with failing(code) as failure:
        impatient.poll(job_id)

    assert (failure.value.bought, failure.value.transient) == (False, True)
    assert impatient.poll(job_id).state == "finished"


def test_a_silent_server_is_not_waited_for_when_it_is_only_asked(videos: FakeVideos, make: Make) -> None:
    """A start or a download may take long; a question holds a worker for nothing."""
    service = make(timeout_seconds=60, poll_timeout_seconds=0.2)
    videos.next(Render(polls=("silence",), cancels=("silence",)))
    job_id = service.start(ORDER)

    for ask in (service.poll, service.cancel):
        asked_at = time.monotonic()
        with failing("provider_unreachable"):
            ask(job_id)
        assert time.monotonic() - asked_at < 20


# -- downloads


@pytest.mark.parametrize("trouble", ["cut", "truncated", "empty", "html", "500", "429", "404", "hang_up"])
def test_a_download_that_went_wrong_once_is_repeated(
    videos: FakeVideos, service: VideosApiService, trouble: str
) -> None:
    videos.next(Render(downloads=(trouble,)))
    job_id = service.start(ORDER)

    assert service.fetch(job_id) == clip(1280, 720, 8)
    assert len(videos.books.requests("/content")) == 2
    assert len(videos.bills()) == 1


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("404", "video_expired"),
        ("cut", "provider_unreachable"),
        ("truncated", "provider_unreachable"),
        ("empty", "provider_answer_unusable"),
        ("html", "provider_answer_unusable"),
        ("503", "provider_busy"),
    ],
)
def test_a_download_that_always_goes_wrong_is_given_up(
    videos: FakeVideos, service: VideosApiService, trouble: str, code: str
) -> None:
    videos.next(Render(always_download=trouble))
    job_id = service.start(ORDER)

    with failing(code):
        service.fetch(job_id)
    assert len(videos.books.requests("/content")) == ATTEMPTS


def test_a_video_that_is_too_large_is_left_where_it_is(videos: FakeVideos, service: VideosApiService) -> None:
    videos.next(Render(always_download="too_large"))
    job_id = service.start(ORDER)

    with pytest.raises(errors.ProviderAnswerUnusable, match="too large"):
        service.fetch(job_id)

    assert len(videos.books.requests("/content")) == 1


def test_a_video_that_does_not_say_how_large_it_is_is_cut_off_at_the_limit() -> None:
    taken = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"\0\0\0\x18ftyp" + bytes(1016)

    with pytest.raises(errors.ProviderAnswerUnusable, match="too large"):
        collected({"content-type": "video/mp4"}, endless(), bytes_max=10 * 1024)
    assert len(taken) == 11


def test_a_download_that_took_long_is_left_to_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "REPEAT_SECONDS", 0)
    attempts = []

    def cut() -> bytes:
        attempts.append(1)
        raise errors.ProviderBusy("provider_unreachable")

    with failing("provider_unreachable"):
        repeated(cut, pause_seconds=0)
    assert len(attempts) == 1


def test_only_a_whole_mp4_is_one() -> None:
    whole = clip(1280, 720, 4)

    assert is_whole_mp4(whole)
    assert not any(is_whole_mp4(whole[:length]) for length in range(0, len(whole), 7))
    assert not is_whole_mp4(whole + b"\0\0\0\x01")
    assert not is_whole_mp4(whole[: whole.index(b"moov") - 4])
