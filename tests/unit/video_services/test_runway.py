"""Runway alone: its models, lengths and prices, its failure codes, and what it charges for."""

import logging
from dataclasses import replace
from decimal import Decimal

import pytest

from tasks.brief import Brief
from tasks.engines.cloud.downloads import ATTEMPTS
from tasks.engines.protocols.model_names import PRODUCT_AD
from tasks.engines.protocols.picture import Picture
from tasks.engines.video_prices import runway_charge_usd
from tasks.errors import ProviderAnswerUnusable
from tasks.formats import FORMATS
from tests.failures import failing
from tests.fakes.clip import clip
from tests.fakes.renders import Render
from tests.fakes.runway import FakeRunway
from tests.pictures import jpeg

from .conftest import Make, Service
from .orders import ORDER


@pytest.fixture(scope="module")
def engine() -> str:
    """The service to test."""
    return "runway"


def test_the_clip_is_to_stay_true_to_the_product(fake: FakeRunway, service: Service) -> None:
    service.start(ORDER)

    assert "stays true" in fake.jobs()[0].prompt


def test_a_product_ad_gets_the_picture_and_all_that_its_shop_says(fake: FakeRunway, make: Make) -> None:
    service = make(PRODUCT_AD)
    brief = Brief("Hand-thrown in small batches.", "Morning Mug", "$24", "mugs.example")
    size = FORMATS["portrait"]
    picture = Picture(jpeg(*size), "image/jpeg", *size)

    job_id = service.start(replace(ORDER, picture=picture, size=size, duration_seconds=12, brief=brief))
    usage = service.poll(job_id).usage

    [job] = fake.jobs()
    assert (job.seconds, job.width, job.height, job.picture) == (12, *size, picture.content)
    assert job.fields["audio"] is True
    assert all(words in job.fields["productInfo"] for words in ("Morning Mug", "Hand-thrown", "$24"))
    assert all(words in job.prompt for words in ("“Wake up.”", "on a wooden table", "mugs.example", "stays true"))
    assert service.cost_usd(12) is None, "no list names its price"
    assert runway_charge_usd(usage) == Decimal("3.60"), "its task does, when it ends"
    assert service.fetch(job_id) == clip(*size, 12)


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
    fake: FakeRunway, make: Make, model: str, made_of: dict[int, int]
) -> None:
    service = make(model)

    for asked, possible in made_of.items():
        job_id = service.start(replace(ORDER, duration_seconds=asked))
        usage = service.poll(job_id).usage

        assert fake.jobs()[-1].seconds == possible
        assert possible in service.durations_seconds
        assert service.cost_usd(asked) == runway_charge_usd(usage)


def test_ten_seconds_of_the_default_model_cost_a_dollar_and_twenty_cents(service: Service) -> None:
    assert service.cost_usd(12) == Decimal("1.20")


def test_an_unknown_model_has_no_price_and_its_refusal_costs_nothing(fake: FakeRunway, make: Make) -> None:
    service = make("gen9")

    assert service.cost_usd(8) is None
    with failing("provider_rejected") as refused:
        service.start(ORDER)
    assert refused.value.bought is False
    assert fake.bills() == []


@pytest.mark.parametrize(
    "script", ["Wörter und Wörter " * 200, "手工烧制的红陶浓缩咖啡杯" * 200, "🏺" * 900, "x" * 5000]
)
def test_a_long_script_is_cut_to_what_runway_takes(fake: FakeRunway, service: Service, script: str) -> None:
    service.start(replace(ORDER, script=script, shots=()))

    prompt = fake.jobs()[0].prompt
    assert 900 < len(prompt.encode("utf-16-le")) // 2 <= 1000
    assert not prompt.endswith("Wör")


def test_a_frame_above_five_megabytes_is_not_sent(fake: FakeRunway, service: Service) -> None:
    frame = Picture(bytes(4_000_000), "image/png", 1280, 720)  # as base64 a third more

    with failing("provider_picture_too_large") as refused:
        service.start(replace(ORDER, picture=frame))

    assert refused.value.bought is False
    assert fake.books.requests() == []


def test_a_throttled_task_waits(fake: FakeRunway, service: Service) -> None:
    fake.next(Render(waiting_seconds=60, waiting_state="THROTTLED"))

    state = service.poll(service.start(ORDER))

    assert (state.state, state.percent, state.ask_again_seconds) == ("waiting", None, 5.0)


@pytest.mark.parametrize(("outcome", "credits"), [("succeeded", 48), ("cancelled", 0)])
def test_a_task_that_ended_says_what_it_cost(fake: FakeRunway, service: Service, outcome: str, credits: int) -> None:
    fake.next(Render(outcome=outcome))

    usage = service.poll(service.start(ORDER)).usage

    assert usage == {"credits": credits}
    assert runway_charge_usd(usage) == Decimal(credits) / 100
    assert service.cost_usd(4) == Decimal("0.48")


@pytest.mark.parametrize("progress", [True, False])
def test_a_state_nobody_knows_counts_as_running(fake: FakeRunway, service: Service, progress: bool) -> None:
    fake.next(Render(outcome="never", running_state="REFINING", progress=progress))

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
    fake: FakeRunway,
    service: Service,
    caplog: pytest.LogCaptureFixture,
    failure_code: str | None,
    code: str,
    bought: bool | None,
    charged: str,
) -> None:
    fake.next(Render(outcome="failed", code=failure_code, message="Something in Runway's words"))

    state = service.poll(service.start(ORDER))

    assert state.error is not None
    assert (state.state, state.error.code, state.error.bought) == ("failed", code, bought)
    assert runway_charge_usd(state.usage) == Decimal(charged)
    assert "Something in Runway's words" in caplog.text and str(failure_code or "") in caplog.text
    assert "Runway's words" not in state.error.message


def test_what_was_moderated_and_not_charged_was_surely_not_bought(fake: FakeRunway, service: Service) -> None:
    fake.next(Render(outcome="failed", code="SAFETY.OUTPUT.VIDEO", billed=False))

    state = service.poll(service.start(ORDER))

    assert state.error is not None
    assert (state.error.code, state.error.bought, state.error.retryable) == ("moderation_refused", False, False)


def test_a_cancelled_task_stops(fake: FakeRunway, service: Service) -> None:
    fake.next(Render(outcome="never"))
    job_id = service.start(ORDER)

    service.cancel(job_id)

    assert [job.cancelled_while for job in fake.books.cancelled()] == ["running"]
    assert service.poll(job_id).state == "failed"
    assert len(fake.bills()) == 1  # Runway does not give back what was rendering
    service.cancel(job_id)


def test_a_waiting_task_costs_nothing_when_cancelled(fake: FakeRunway, service: Service) -> None:
    fake.next(Render(waiting_seconds=60))

    service.cancel(service.start(ORDER))

    assert fake.bills() == []


@pytest.mark.parametrize("trouble", ["expired", "cut"])
def test_a_download_is_repeated_with_a_fresh_url(fake: FakeRunway, service: Service, trouble: str) -> None:
    fake.next(Render(downloads=(trouble,)))

    assert service.fetch(service.start(ORDER)) == clip(1280, 720, 4)

    urls = [line for line, _ in fake.books.requests("GET /outputs/")]
    assert len(urls) == len(set(urls)) == 2


def test_a_url_that_is_always_expired_is_given_up(fake: FakeRunway, service: Service) -> None:
    fake.next(Render(always_download="expired"))

    with failing("video_expired"):
        service.fetch(service.start(ORDER))

    assert len(fake.books.requests("GET /outputs/")) == ATTEMPTS


def test_a_clip_that_is_not_finished_cannot_be_fetched(fake: FakeRunway, service: Service) -> None:
    fake.next(Render(outcome="never"))
    job_id = service.start(ORDER)

    with pytest.raises(ProviderAnswerUnusable):
        service.fetch(job_id)


def test_the_key_goes_to_runway_and_not_to_its_storage(
    fake: FakeRunway, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    service.fetch(service.start(ORDER))

    for line, headers in fake.books.requests():
        assert ("authorization" in headers) is ("/v1/" in line)
        assert headers.get("x-runway-version", "2024-11-06") == "2024-11-06"
    assert "_jwt" not in caplog.text and "key_test" not in caplog.text
