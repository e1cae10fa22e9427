"""Runway through the real SDK against its fake: what is ordered, what is said of a task, what each trouble costs."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

import pytest

from tasks import errors
from tasks.engines.cloud.downloads import ATTEMPTS
from tasks.engines.cloud.runway import DEFAULT_MODEL, RunwayVideoService
from tasks.engines.protocols import Picture, Shot, VideoOrder
from tasks.engines.video_prices import runway_charge_usd
from tests.failures import failing
from tests.fakes.clip import clip
from tests.fakes.renders import Render
from tests.fakes.runway import FakeRunway
from tests.pictures import jpeg

SHOTS = (
    Shot(0, 2, "The cup stands on a wooden table in morning light.", "Wake up.", "Good morning"),
    Shot(2, 4, "The camera moves in on the glaze.", "Slowly.", ""),
)
LANDSCAPE = Picture(jpeg(1280, 720), "image/jpeg", 1280, 720)
ORDER = VideoOrder(LANDSCAPE, "Wake up. Slowly.", SHOTS, 4, "en")


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeRunway]:
    with FakeRunway() as fake:
        yield fake


@pytest.fixture
def runway(fake: FakeRunway) -> FakeRunway:
    fake.forget()
    return fake


class Make(Protocol):
    """Makes a service with its own settings."""

    def __call__(self, model: str = DEFAULT_MODEL, **options: Any) -> RunwayVideoService: ...


@pytest.fixture(scope="module")
def make(fake: FakeRunway) -> Iterator[Make]:
    made: list[RunwayVideoService] = []

    def make(model: str = DEFAULT_MODEL, **options: Any) -> RunwayVideoService:
        asked: dict[str, Any] = {"timeout_seconds": 5, "pause_seconds": 0.01} | options
        made.append(RunwayVideoService("key_test", model, fake.base_url, **asked))
        return made[-1]

    yield make
    for service in made:
        service.close()


@pytest.fixture(scope="module")
def service(make: Make) -> RunwayVideoService:
    return make()  # its start takes longer than most tests


@pytest.fixture(scope="module")
def impatient(make: Make) -> RunwayVideoService:
    return make(timeout_seconds=1)


def finished(service: RunwayVideoService, job_id: str) -> None:
    deadline = time.monotonic() + 30
    while service.poll(job_id).state != "finished":
        assert time.monotonic() < deadline


# -- what is ordered


def test_a_clip_is_made_of_the_frame_and_the_script(runway: FakeRunway, service: RunwayVideoService) -> None:
    job_id = service.start(ORDER)

    [job] = runway.jobs()
    assert (job.id, job.model, job.seconds, job.width, job.height) == (job_id, "gen4.5", 4, 1280, 720)
    assert job.picture == LANDSCAPE.content
    assert "wooden table" in job.prompt and "moves in on the glaze" in job.prompt
    assert "stays true" in job.prompt
    assert service.poll(job_id).state == "finished"
    assert service.fetch(job_id) == clip(1280, 720, 4)
    assert [bill.id for bill in runway.bills()] == [job_id]


def test_a_portrait_is_asked_for_in_portrait(runway: FakeRunway, service: RunwayVideoService) -> None:
    service.start(replace(ORDER, frame=Picture(jpeg(720, 1280), "image/jpeg", 720, 1280)))

    assert runway.jobs()[0].fields["ratio"] == "720:1280"


@pytest.mark.parametrize(
    ("model", "made_of"),
    [
        ("gen4.5", {4: 4, 8: 8, 12: 10}),
        ("gen4_turbo", {4: 5, 8: 10, 12: 10}),
        ("veo3.1_fast", {4: 4, 8: 8, 12: 8}),
        ("seedance2", {4: 4, 8: 8, 12: 12}),
    ],
)
def test_the_nearest_possible_length_is_made_and_priced(
    runway: FakeRunway, make: Make, model: str, made_of: dict[int, int]
) -> None:
    service = make(model)

    for asked, possible in made_of.items():
        job_id = service.start(replace(ORDER, duration_seconds=asked))
        usage = service.poll(job_id).usage

        assert runway.jobs()[-1].seconds == possible
        assert possible in service.durations_seconds
        assert service.cost_usd(asked) == runway_charge_usd(usage)


def test_ten_seconds_of_the_default_model_cost_a_dollar_and_twenty_cents(service: RunwayVideoService) -> None:
    assert service.cost_usd(12) == Decimal("1.20")


def test_an_unknown_model_has_no_price_and_its_refusal_costs_nothing(runway: FakeRunway, make: Make) -> None:
    service = make("gen9")

    assert service.cost_usd(8) is None
    with pytest.raises(errors.ProviderRejected) as refused:
        service.start(ORDER)
    assert refused.value.bought is False
    assert runway.bills() == []


@pytest.mark.parametrize(
    "script", ["Wörter und Wörter " * 200, "手工烧制的红陶浓缩咖啡杯" * 200, "🏺" * 900, "x" * 5000]
)
def test_a_long_script_is_cut_to_what_runway_takes(
    runway: FakeRunway, service: RunwayVideoService, script: str
) -> None:
    service.start(replace(ORDER, script=script, shots=()))

    prompt = runway.jobs()[0].prompt
    assert 900 < len(prompt.encode("utf-16-le")) // 2 <= 1000
    assert not prompt.endswith("Wör")


def test_a_frame_above_five_megabytes_is_not_sent(runway: FakeRunway, service: RunwayVideoService) -> None:
    frame = Picture(bytes(4_000_000), "image/png", 1280, 720)  # as base64 a third more

    with failing("provider_picture_too_large") as refused:
        service.start(replace(ORDER, frame=frame))

    assert refused.value.bought is False
    assert runway.books.requests() == []


# -- how a task stands


def test_a_task_waits_then_renders_with_its_percent_then_is_finished(
    runway: FakeRunway, service: RunwayVideoService
) -> None:
    runway.next(Render(waiting_seconds=1, waiting_state="THROTTLED", render_seconds=2))
    job_id = service.start(ORDER)

    waiting = service.poll(job_id)
    assert (waiting.state, waiting.percent, waiting.ask_again_seconds) == ("waiting", None, 5.0)
    runway.books.wait_for(lambda: runway.jobs()[0].progress > 0.3)
    running = service.poll(job_id)
    assert running.state == "running" and running.percent is not None and 30 <= running.percent <= 99
    finished(service, job_id)
    done = service.poll(job_id)
    assert (done.percent, done.usage, done.error) == (100, {"credits": 48}, None)
    assert runway_charge_usd(done.usage) == service.cost_usd(4) == Decimal("0.48")


@pytest.mark.parametrize("progress", [True, False])
def test_a_state_nobody_knows_counts_as_running(
    runway: FakeRunway, service: RunwayVideoService, progress: bool
) -> None:
    runway.next(Render(outcome="never", running_state="REFINING", progress=progress))

    state = service.poll(service.start(ORDER))

    assert state.state == "running"
    assert (state.percent is None) is not progress


@pytest.mark.parametrize(
    ("failure_code", "code", "bought", "charged"),
    [
        ("SAFETY.INPUT.IMAGE", "moderation_refused", None, "0.48"),
        ("INPUT_PREPROCESSING.SAFETY.TEXT", "moderation_refused", None, "0.48"),
        ("ASSET.INVALID", "provider_rejected", False, "0"),
        ("INTERNAL.BAD_OUTPUT.CODE01", "video_refused", False, "0"),
        ("THIRD_PARTY.UNAVAILABLE", "video_refused", False, "0"),
        (None, "video_refused", False, "0"),
    ],
)
def test_a_failed_task_says_why_and_what_it_cost(
    runway: FakeRunway,
    service: RunwayVideoService,
    caplog: pytest.LogCaptureFixture,
    failure_code: str | None,
    code: str,
    bought: bool | None,
    charged: str,
) -> None:
    runway.next(Render(outcome="failed", code=failure_code, message="Something in Runway's words"))

    state = service.poll(service.start(ORDER))

    assert state.error is not None
    assert (state.state, state.error.code, state.error.bought) == ("failed", code, bought)
    assert runway_charge_usd(state.usage) == Decimal(charged)
    assert "Something in Runway's words" in caplog.text and str(failure_code or "") in caplog.text
    assert "Runway's words" not in state.error.message


def test_what_was_moderated_and_not_charged_was_surely_not_bought(
    runway: FakeRunway, service: RunwayVideoService
) -> None:
    runway.next(Render(outcome="failed", code="SAFETY.OUTPUT.VIDEO", billed=False))

    state = service.poll(service.start(ORDER))

    assert state.error is not None
    assert (state.error.code, state.error.bought, state.error.retryable) == ("moderation_refused", False, False)


def test_a_task_cancelled_at_the_provider_is_cancelled(runway: FakeRunway, service: RunwayVideoService) -> None:
    runway.next(Render(outcome="cancelled"))

    state = service.poll(service.start(ORDER))

    assert state.state == "cancelled" and state.error is not None
    assert state.usage == {"credits": 0}


def test_a_task_that_runway_does_not_know_has_failed(service: RunwayVideoService) -> None:
    state = service.poll("00000000-0000-0000-0000-000000000000")

    assert (state.state, type(state.error)) == ("failed", errors.VideoExpired)


# -- cancelling


def test_a_cancelled_task_stops(runway: FakeRunway, service: RunwayVideoService) -> None:
    runway.next(Render(outcome="never"))
    job_id = service.start(ORDER)

    service.cancel(job_id)

    assert [job.cancelled_while for job in runway.books.cancelled()] == ["running"]
    assert service.poll(job_id).state == "failed"
    assert len(runway.bills()) == 1  # Runway does not give back what was rendering
    service.cancel(job_id)


def test_a_waiting_task_costs_nothing_when_cancelled(runway: FakeRunway, service: RunwayVideoService) -> None:
    runway.next(Render(waiting_seconds=60))

    service.cancel(service.start(ORDER))

    assert runway.bills() == []


def test_a_cancellation_that_went_wrong_says_so(runway: FakeRunway, service: RunwayVideoService) -> None:
    runway.next(Render(outcome="never", cancels=("500",)))
    job_id = service.start(ORDER)

    with pytest.raises(errors.ProviderBusy):
        service.cancel(job_id)


# -- troubles with the paid call


@pytest.mark.parametrize(
    ("render", "code", "bought"),
    [
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
        (Render("empty", starts_anyway=True), "provider_answer_unusable", None),
        (Render("html"), "provider_answer_unusable", None),
        (Render("no_id", starts_anyway=True), "provider_answer_unusable", None),
    ],
)
def test_a_start_that_failed_says_whether_it_was_bought_and_is_not_repeated(
    runway: FakeRunway,
    service: RunwayVideoService,
    render: Render,
    code: str,
    bought: bool | None,
) -> None:
    runway.next(render)

    with failing(code) as failure:
        service.start(ORDER)

    assert failure.value.bought == bought
    assert len(runway.books.requests("POST")) == 1
    assert len(runway.bills()) == render.starts_anyway


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
def test_a_busy_provider_says_when_to_come_again(
    runway: FakeRunway, service: RunwayVideoService, headers: dict[str, str], seconds: float | None
) -> None:
    runway.next(Render("429", headers=headers))

    with pytest.raises(errors.ProviderBusy) as busy:
        service.start(ORDER)

    assert busy.value.transient
    assert busy.value.wait_seconds == seconds


def test_a_start_without_an_answer_may_have_been_bought(runway: FakeRunway, impatient: RunwayVideoService) -> None:
    runway.next(Render("silence", starts_anyway=True))

    with failing("provider_timeout") as failure:
        impatient.start(ORDER)

    assert failure.value.bought is None
    assert len(runway.bills()) == 1


def test_started_twice_is_billed_twice(runway: FakeRunway, service: RunwayVideoService) -> None:
    service.start(ORDER)
    service.start(ORDER)

    assert len(runway.bills()) == 2


def test_a_provider_out_of_reach_sold_nothing(runway: FakeRunway, service: RunwayVideoService) -> None:
    runway.refuse()
    try:
        for call in (lambda: service.start(ORDER), lambda: service.poll("1"), lambda: service.fetch("1")):
            with failing("provider_unreachable") as failure:
                call()
            assert (failure.value.bought, failure.value.transient) == (False, True)
    finally:
        runway.accept()


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
    runway: FakeRunway, impatient: RunwayVideoService, answer: str, code: str
) -> None:
    runway.next(Render(polls=(answer,), headers={"retry-after": "3"}))
    job_id = impatient.start(ORDER)

    with failing(code) as failure:
        impatient.poll(job_id)

    assert (failure.value.bought, failure.value.transient) == (False, True)
    assert failure.value.wait_seconds == (3 if answer.isdigit() else None)
    assert impatient.poll(job_id).state == "finished"


@pytest.mark.parametrize(("answer", "code"), [("401", "provider_key_wrong"), ("403", "provider_forbidden")])
def test_a_key_that_stopped_working_is_named(
    runway: FakeRunway, service: RunwayVideoService, answer: str, code: str
) -> None:
    runway.next(Render(polls=(answer,)))

    with failing(code):
        service.poll(service.start(ORDER))


def test_a_silent_server_is_not_waited_for_when_it_is_only_asked(runway: FakeRunway, make: Make) -> None:
    """A start or a download may take long; a question holds a worker for nothing."""
    service = make(timeout_seconds=60, poll_timeout_seconds=0.2)
    runway.next(Render(polls=("silence",), cancels=("silence",)))
    job_id = service.start(ORDER)

    for ask in (service.poll, service.cancel):
        asked_at = time.monotonic()
        with failing("provider_unreachable"):
            ask(job_id)
        assert time.monotonic() - asked_at < 20


# -- downloads


@pytest.mark.parametrize("trouble", ["expired", "cut", "truncated", "empty", "html", "500", "429", "404", "hang_up"])
def test_a_download_that_went_wrong_once_is_repeated_with_a_fresh_url(
    runway: FakeRunway, service: RunwayVideoService, trouble: str
) -> None:
    runway.next(Render(downloads=(trouble,)))
    job_id = service.start(ORDER)

    assert service.fetch(job_id) == clip(1280, 720, 4)
    urls = [line for line, _ in runway.books.requests("GET /outputs/")]
    assert len(urls) == len(set(urls)) == 2
    assert len(runway.bills()) == 1


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("expired", "video_expired"),
        ("cut", "provider_unreachable"),
        ("truncated", "provider_unreachable"),
        ("empty", "provider_answer_unusable"),
        ("html", "provider_answer_unusable"),
        ("other_type", "provider_answer_unusable"),
        ("503", "provider_busy"),
    ],
)
def test_a_download_that_always_goes_wrong_is_given_up(
    runway: FakeRunway, service: RunwayVideoService, trouble: str, code: str
) -> None:
    runway.next(Render(always_download=trouble))
    job_id = service.start(ORDER)

    with failing(code):
        service.fetch(job_id)
    assert len(runway.books.requests("GET /outputs/")) == ATTEMPTS


def test_a_video_that_is_too_large_is_left_where_it_is(runway: FakeRunway, service: RunwayVideoService) -> None:
    runway.next(Render(always_download="too_large"))
    job_id = service.start(ORDER)

    with pytest.raises(errors.ProviderAnswerUnusable, match="too large"):
        service.fetch(job_id)

    assert len(runway.books.requests("GET /outputs/")) == 1


def test_a_silent_download_ends(runway: FakeRunway, impatient: RunwayVideoService) -> None:
    runway.next(Render(downloads=("silence",)))

    assert impatient.fetch(impatient.start(ORDER)) == clip(1280, 720, 4)


def test_a_clip_that_is_not_finished_cannot_be_fetched(runway: FakeRunway, service: RunwayVideoService) -> None:
    runway.next(Render(outcome="never"))
    job_id = service.start(ORDER)

    with pytest.raises(errors.ProviderAnswerUnusable):
        service.fetch(job_id)


def test_the_key_goes_to_runway_and_not_to_its_storage(
    runway: FakeRunway, service: RunwayVideoService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    service.fetch(service.start(ORDER))

    for line, headers in runway.books.requests():
        assert ("authorization" in headers) is ("/v1/" in line)
        assert headers.get("x-runway-version", "2024-11-06") == "2024-11-06"
    assert "_jwt" not in caplog.text and "key_test" not in caplog.text
