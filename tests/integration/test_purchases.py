"""What is bought when nothing fails: once, side by side, and never more than the limits allow."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.client import Client, body_of, refusal_of
from tests.conftest import OpenShop
from tests.fakes.behaviours import Behaviour
from tests.pictures import BROKEN_LATE
from tests.processes import wait_until
from tests.shop import ENDPOINTS, Shop, new_mark

SILENT = Behaviour("silence")
#: seconds: longer than any test holds a call
VERY_PATIENT = "60"


def test_picture_and_script_are_bought_side_by_side(open_shop: OpenShop) -> None:
    shop = open_shop(PROVIDER_TIMEOUT_SECONDS=VERY_PATIENT)
    task = shop.submitted(enhance=SILENT, script=SILENT)

    # neither is answered, and both are at work: one does not wait for the other
    shop.provider.wait_for(lambda: shop.bought(task) == {"enhance": 1, "script": 1})
    assert all(bill.finished_at is None for bill in shop.provider.bills(marked=task["user_description"]))
    shop.provider.release()

    assert shop.ended(task)["status"] == "completed"
    assert shop.bought(task) == {"enhance": 1, "script": 1}


def test_a_photo_that_cannot_be_read_is_not_sent_anywhere(shop: Shop) -> None:
    photo = BROKEN_LATE["JPEG without pixels"]()

    task = shop.ended(shop.client.submitted(photo, user_description=new_mark()))

    assert task["error"]["code"] == "picture_broken" and not task["error"]["retryable"]
    assert shop.states(task, "enhance") == shop.states(task, "script") == ["failed"]
    assert shop.provider.requests(marked=task["user_description"]) == []


def test_a_cancelled_task_lets_go_of_its_call_and_says_what_it_may_have_cost(open_shop: OpenShop) -> None:
    shop = open_shop(PROVIDER_TIMEOUT_SECONDS=VERY_PATIENT)
    task = shop.submitted(enhance=SILENT)
    wait_until(lambda: shop.states(task, "script") == ["confirmed"] and shop.bought(task)["enhance"], 30)

    cancelled = body_of(shop.client.post(task["cancel_url"]), 200)

    assert cancelled["status"] == "cancelled"
    wait_until(lambda: shop.states(task, "enhance") == ["unknown"], 10)
    assert shop.bought(task) == {"enhance": 1, "script": 1}
    told = {usage["stage"]: usage for usage in shop.client.task(task["id"])["usage"]}
    assert told["script"]["cost_usd"] > 0
    assert told["enhance"]["state"] == "unknown" and told["enhance"]["estimated_usd"] > 0
    assert shop.codes(task)[-1] == "task.cancelled"


def test_a_model_whose_price_is_not_known_costs_nobody_knows_what(open_shop: OpenShop) -> None:
    shop = open_shop(IMAGE_MODEL="gpt-image-9")
    shop.provider.offer("gpt-image-9", "gpt-6-luna")

    task = shop.ended(shop.submitted())

    [picture] = shop.ledger(task, "enhance")
    assert (picture["state"], picture["cost_usd"], picture["estimated_usd"]) == ("confirmed", None, None)
    assert picture["usage"]["output_tokens"] > 0
    assert body_of(shop.client.get("/ai/estimate"), 200)["total_usd"] is None


@contextmanager
def guests(shop: Shop, count: int) -> Iterator[list[Client]]:
    """So many users."""
    with ExitStack() as signed_in:
        yield [signed_in.enter_context(shop.site.guest()) for _ in range(count)]


def submitted_at_once(clients: Sequence[Client]) -> list[httpx.Response]:
    """The answers to an upload of each client."""
    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(lambda client: client.submit(user_description=new_mark()), clients))


def estimate_usd(shop: Shop) -> float:
    """What an ad will probably cost."""
    return float(body_of(shop.client.get("/ai/estimate"), 200)["total_usd"])


@pytest.mark.parametrize("setting", ["DAILY_SPEND_LIMIT_USD", "DAILY_SPEND_LIMIT_TOTAL_USD"])
def test_of_20_submissions_at_once_only_those_are_taken_that_the_limit_pays_for(
    open_shop: OpenShop, setting: str
) -> None:
    # Given a limit that pays for five, and a provider that keeps all of them waiting
    limit_usd = 0.4
    shop = open_shop(workers=2, PROVIDER_TIMEOUT_SECONDS=VERY_PATIENT, **{setting: str(limit_usd)})
    assert int(limit_usd / estimate_usd(shop)) == 5
    shop.provider.always("images", SILENT)

    # When 20 are submitted at the same moment, by one user or by twenty
    with guests(shop, 1 if setting == "DAILY_SPEND_LIMIT_USD" else 20) as users:
        submitters = users * (20 // len(users))
        answers = submitted_at_once(submitters)

        # Then five are taken, and two workers of four hands each are at all five
        taken = [
            (user, answer.json()["id"]) for user, answer in zip(submitters, answers, strict=True) if answer.is_success
        ]
        assert len(taken) == 5
        shop.provider.wait_for(lambda: len(shop.provider.bills("images")) == 5, 30)
        shop.provider.release()
        assert [user.finished(task_id)["status"] for user, task_id in taken] == ["completed"] * 5

    # And the others have cost nothing, and the limit has held
    for answer in answers:
        if not answer.is_success:
            refusal_of(answer, 429, "spend_limit_reached")
    assert [len(shop.provider.bills(endpoint)) for endpoint in ENDPOINTS.values()] == [5, 5]
    [spent] = shop.site.query("select sum(cost_usd) as usd, count(*) as calls from purchases")
    assert spent["calls"] == 10 and spent["usd"] <= limit_usd


def test_one_users_limit_is_not_anothers(open_shop: OpenShop) -> None:
    shop = open_shop(DAILY_SPEND_LIMIT_USD="0.1")
    shop.ended(shop.submitted())
    refusal_of(shop.client.submit(user_description=new_mark()), 429, "spend_limit_reached")

    with shop.site.guest() as another:
        another.finished(another.submitted(user_description=new_mark())["id"])
    assert len(shop.provider.bills()) == 4


def test_without_a_key_nothing_is_asked_for_and_nothing_is_bought(open_shop: OpenShop) -> None:
    shop = open_shop(OPENAI_API_KEY="")

    task = shop.ended(shop.submitted())

    assert task["status"] == "completed" and task["usage"] == []
    assert shop.provider.requests() == []
    assert shop.site.query("select * from purchases") == []
    assert estimate_usd(shop) == 0
    assert not {"enhance.partial", "provider.waiting"} & set(shop.codes(task))


def test_an_operator_is_told_of_models_that_are_gone_or_soon_will_be(open_shop: OpenShop) -> None:
    shop = open_shop(IMAGE_MODEL="gpt-image-1")
    soon = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    shop.provider.shut_down("gpt-6-luna", soon)
    shop.site.processes.restart("worker")

    def told() -> str:
        with shop.site.anyone() as anyone:
            return str(anyone.get("/readyz").json()["checks"]["models"])

    wait_until(lambda: soon in told(), 30, told)
    assert "gpt-image-1 is not among the models" in told()
    assert soon in shop.workers_log()
