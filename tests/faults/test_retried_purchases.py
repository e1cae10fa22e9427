"""What is bought again after a failure, and what never: retries by the user, outages, and how long they take."""

import socket
import time

import pytest

from tests.client import body_of
from tests.conftest import OpenShop
from tests.fakes.behaviours import Behaviour
from tests.postgres import Postgres
from tests.processes import wait_until
from tests.shop import ENDPOINTS, PROVIDER_TIMEOUT_SECONDS, Shop

SILENT = Behaviour("silence")
#: seconds: longer than any test holds a call
VERY_PATIENT = "60"


@pytest.mark.parametrize(("failing", "kept"), [("script", "enhance"), ("enhance", "script")])
def test_a_retry_buys_only_what_failed(shop: Shop, failing: str, kept: str) -> None:
    task = shop.ended(shop.submitted(**{failing: Behaviour("moderation_blocked")}))
    assert task["error"]["stage"] == failing

    shop.provider.always(ENDPOINTS[failing], Behaviour(), marked=task["user_description"])
    body_of(shop.client.post(task["retry_url"]), 202)
    task = shop.ended(task)

    assert task["status"] == "completed" and task["error"] is None
    assert shop.states(task, failing) == ["failed", "confirmed"]
    assert shop.states(task, kept) == ["confirmed"]
    assert shop.bought(task) == {"enhance": 1, "script": 1}
    assert shop.codes(task).count("task.retried") == 1


def test_a_retry_of_what_was_removed_meanwhile_says_so_at_once(shop: Shop) -> None:
    task = shop.ended(shop.submitted(enhance=Behaviour("moderation_blocked")))
    shop.site.query("delete from media where task_id = %s returning key", task["id"])

    body_of(shop.client.post(task["retry_url"]), 202)
    task = shop.ended(task)

    assert task["error"]["code"] == "files_removed" and not task["error"]["retryable"]
    assert shop.bought(task)["enhance"] == 0


def test_a_retry_allows_again_what_an_unknown_outcome_used_up(shop: Shop) -> None:
    task = shop.ended(shop.submitted(script=Behaviour("server_error")))
    assert shop.states(task, "script") == ["unknown"] * 2

    body_of(shop.client.post(task["retry_url"]), 202)
    task = shop.ended(task)

    assert shop.states(task, "script") == ["unknown"] * 4
    assert shop.bought(task) == {"enhance": 1, "script": 4}  # two for each time that a person asked


def test_an_unknown_outcome_is_not_bought_again_where_that_is_forbidden(open_shop: OpenShop) -> None:
    shop = open_shop(IMAGE_ENGINE="instant", REBUY_UNKNOWN="0")

    task = shop.ended(shop.submitted(script=Behaviour(cut_after_bytes=2000)))

    assert task["error"]["code"] == "provider_connection_lost"
    assert shop.states(task, "script") == ["unknown"]
    assert shop.bought(task) == {"enhance": 0, "script": 1}


def test_a_provider_that_is_away_for_a_moment_is_waited_for(open_shop: OpenShop) -> None:
    shop = open_shop(PROVIDER_TIMEOUT_SECONDS=VERY_PATIENT)
    shop.provider.refuse()
    task = shop.submitted()
    wait_until(lambda: "provider.waiting" in shop.codes(task), 30)
    shop.provider.accept()

    assert shop.ended(task)["status"] == "completed"
    assert "failed" in shop.states(task, "enhance") + shop.states(task, "script")
    assert shop.bought(task) == {"enhance": 1, "script": 1}


def test_a_provider_that_stays_away_is_an_error_in_time(shop: Shop) -> None:
    shop.provider.refuse()
    began = time.monotonic()

    task = shop.ended(shop.submitted())

    assert task["error"]["code"] == "provider_unreachable"
    assert task["error"]["retryable"]
    assert time.monotonic() - began < PROVIDER_TIMEOUT_SECONDS + 10
    assert set(shop.states(task, "enhance")) == set(shop.states(task, "script")) == {"failed"}
    shop.provider.accept()


def test_no_network_is_an_error_in_time(open_shop: OpenShop) -> None:
    with socket.socket() as deaf, socket.socket() as waiting:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting.connect(deaf.getsockname())  # it takes one and never answers another
        shop = open_shop(OPENAI_BASE_URL=f"http://127.0.0.1:{deaf.getsockname()[1]}/v1")
        began = time.monotonic()

        task = shop.ended(shop.submitted())

    assert task["error"]["code"] == "provider_unreachable"
    assert time.monotonic() - began < PROVIDER_TIMEOUT_SECONDS + 10
    assert set(shop.states(task, "enhance")) == {"failed"}


def test_what_is_bought_while_postgres_is_away_is_kept(open_shop: OpenShop, breakable_postgres: Postgres) -> None:
    shop = open_shop(database_url=breakable_postgres.url, PROVIDER_TIMEOUT_SECONDS=VERY_PATIENT)
    task = shop.submitted(enhance=SILENT, script=SILENT)
    shop.provider.wait_for(lambda: len(shop.provider.bills()) == 2)

    breakable_postgres.kill()
    shop.provider.release()
    shop.provider.wait_for(lambda: all(bill.delivered for bill in shop.provider.bills()))
    time.sleep(1)  # it tries to keep what it has, and cannot
    breakable_postgres.start()
    wait_until(shop.site.processes.ready, 30)

    assert shop.ended(task)["status"] == "completed"
    assert shop.states(task, "enhance") == shop.states(task, "script") == ["confirmed"]
    assert shop.bought(task) == {"enhance": 1, "script": 1}


def test_the_limit_holds_for_buying_again_too(open_shop: OpenShop) -> None:
    shop = open_shop(SCRIPT_ENGINE="instant", DAILY_SPEND_LIMIT_USD="0.1")

    task = shop.ended(shop.submitted(enhance=Behaviour("server_error")))

    assert (task["error"]["code"], task["error"]["stage"]) == ("spend_limit_reached", "enhance")
    assert shop.states(task, "enhance") == ["unknown"]  # it may have cost 7 cents, and another 7 are too many
    assert shop.bought(task) == {"enhance": 1, "script": 0}
