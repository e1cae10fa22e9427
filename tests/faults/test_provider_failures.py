"""Every way in which a provider fails: how the task ends, what the ledger says, and what the provider would bill.

All tasks are submitted at once and run side by side; each test then looks at its own. Those whose picture fails buy
both; those whose script fails buy the script alone, to be quick.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.client import OVER, Json
from tests.fakes.behaviours import Behaviour, busy
from tests.fakes.books import Request
from tests.postgres import cloned
from tests.shop import ENDPOINTS, KEY, PROVIDER_TIMEOUT_SECONDS, Shop, new_mark, opened_shop

#: how often the product may buy again what it does not know the outcome of
REBUY_UNKNOWN = 1


@dataclass(frozen=True)
class Case:
    """One stage's trouble, and how it must end."""

    stage: str
    name: str
    #: what the provider does, request after request; the last one from then on
    does: tuple[Behaviour, ...]
    #: code of the task's error; None when the task completes
    error: str | None
    #: the stage's purchases, as a regular expression over their states
    ledger: str
    #: how often the stage is billed
    bills: int
    #: whether the user may try again
    retryable: bool = True
    #: a row that tells the user what goes on
    told: str | None = None

    def __str__(self) -> str:
        return f"{self.stage}: {self.name}"

    @property
    def shop(self) -> str:
        """Where it is bought: whoever waits for a busy provider must not give up because this machine is busy."""
        return "patient" if self.told == WAITING else self.stage


def _cases() -> Iterator[Case]:
    for stage in ENDPOINTS:
        for kind, (code, retryable) in REFUSED.items():
            yield Case(stage, kind, (Behaviour(kind),), code, "failed", 0, retryable)
        for name, (behaviour, code) in (UNCLEAR | ONLY_THERE[stage]).items():
            bills = 1 + REBUY_UNKNOWN if behaviour.is_billed else 0
            yield Case(stage, f"{name}, always", (behaviour,), code, "unknown unknown", bills, told=REBUYING)
        for name in ("server error", "cut in mid-stream", "silence"):
            then_well = (UNCLEAR[name][0], Behaviour())
            yield Case(stage, f"{name}, once", then_well, None, "unknown confirmed", 2, told=REBUYING)
        for name, (behaviour, ledger) in BUSY.items():
            yield Case(stage, f"{name}, once", (behaviour, Behaviour()), None, ledger, 1, told=WAITING)
        yield Case(stage, "busy, always", (busy(),), "provider_busy", "failed( failed)*", 0)
        yield Case(stage, "busy for an hour", (busy(3600),), "provider_busy", "failed", 0)
        for name, behaviour in BEGUN_AND_REFUSED[stage].items():
            yield Case(stage, name, (behaviour,), "moderation_refused", "unknown", 1, retryable=False)
        yield Case(stage, "plain JSON", (Behaviour("plain_json"),), None, "confirmed", 1)
        yield Case(stage, "no trouble", (Behaviour(),), None, "confirmed", 1)
    yield Case("enhance", "broken previews", (Behaviour("broken_partials"),), None, "confirmed", 1)


#: never silent, and never done
DRIP = Behaviour("drip")
WAITING, REBUYING = "provider.waiting", "provider.rebuying"

#: refused before any work: nothing was bought, and asking again would not help
REFUSED = {
    "moderation_blocked": ("moderation_refused", False),
    "bad_request": ("provider_rejected", True),
    "unprocessable": ("provider_rejected", True),
    "conflict": ("provider_rejected", True),
    "too_large": ("provider_picture_too_large", False),
    "invalid_api_key": ("provider_key_wrong", True),
    "organization_unverified": ("provider_forbidden", True),
    "model_not_found": ("model_gone", True),
    "insufficient_quota": ("provider_quota_used_up", True),
    "billing_hard_limit": ("provider_quota_used_up", True),
}
#: nobody knows whether it was bought
UNCLEAR = {
    "request timeout": (Behaviour("request_timeout"), "provider_failed"),
    "server error": (Behaviour("server_error"), "provider_failed"),
    "bad gateway": (Behaviour("bad_gateway"), "provider_failed"),
    "gateway timeout": (Behaviour("gateway_timeout"), "provider_failed"),
    "hang-up": (Behaviour("hang_up"), "provider_connection_lost"),
    "cut in the head": (Behaviour(cut_after_bytes=40), "provider_connection_lost"),
    "cut in mid-stream": (Behaviour(cut_after_bytes=3000), "provider_connection_lost"),
    "malformed JSON": (Behaviour("malformed_json"), "provider_answer_unusable"),
    "empty answer": (Behaviour("empty"), "provider_answer_unusable"),
    "nothing in the answer": (Behaviour("no_picture"), "provider_answer_unusable"),
    "something else in the answer": (Behaviour("broken_picture"), "provider_answer_unusable"),
    "no last event": (Behaviour("no_completed"), "provider_answer_unusable"),
    "error event": (Behaviour("error_event"), "provider_failed"),
    "silence": (Behaviour("silence"), "provider_timeout"),
    "silence in mid-stream": (Behaviour(stall_after_events=1), "provider_timeout"),
    "drip": (DRIP, "provider_timeout"),
}
#: what only one of the endpoints does
ONLY_THERE = {
    "enhance": {},
    "script": {
        "nested error event": (Behaviour("nested_error_event"), "provider_failed"),
        "failed response": (Behaviour("failed"), "provider_failed"),
        "incomplete response": (Behaviour("incomplete"), "provider_answer_unusable"),
    },
}
#: refused when work had begun: that may be billed, and asking again would not help
BEGUN_AND_REFUSED = {
    "enhance": {"moderation in mid-stream": Behaviour("error_event", code="moderation_blocked")},
    "script": {
        "refusal": Behaviour("refusal"),
        "content filter": Behaviour("incomplete", code="content_filter"),
        "moderation in mid-stream": Behaviour("failed", code="content_policy_violation"),
    },
}
#: refused for the moment: nothing was bought, and waiting helps
BUSY = {
    "busy": (busy(), "failed confirmed"),
    "busy for a second": (busy(retry_after=1), "failed confirmed"),
    "busy for some milliseconds": (busy(retry_after_ms=200), "failed confirmed"),
    "overloaded": (Behaviour("overloaded"), "failed confirmed"),
}
CASES = list(_cases())


@pytest.fixture(scope="module")
def shops(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Shop]]:
    """The sites for the cases of each stage, and one that waits as long as it takes."""
    folder = tmp_path_factory.mktemp("shops")
    with (
        cloned(postgres_url, template) as first_url,
        opened_shop(first_url, folder / "enhance", workers=2, IMAGE_DEADLINE_SECONDS="20") as both,
        cloned(postgres_url, template) as second_url,
        opened_shop(second_url, folder / "script", 2, IMAGE_ENGINE="instant", SCRIPT_DEADLINE_SECONDS="20") as alone,
        cloned(postgres_url, template) as third_url,
        opened_shop(third_url, folder / "patient", PROVIDER_TIMEOUT_SECONDS="60") as patient,
    ):
        yield {"enhance": both, "script": alone, "patient": patient}


@pytest.fixture(scope="module")
def tasks(shops: dict[str, Shop]) -> dict[str, Json]:
    """A task of its own for each case."""
    return {str(case): _submitted(shops[case.shop], case) for case in CASES}


def _submitted(shop: Shop, case: Case) -> Json:
    mark, endpoint = new_mark(), ENDPOINTS[case.stage]
    shop.provider.next(endpoint, *case.does[:-1], marked=mark)
    shop.provider.always(endpoint, case.does[-1], marked=mark)
    return shop.client.submitted(user_description=mark)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_failing_provider(shops: dict[str, Shop], tasks: dict[str, Json], case: Case) -> None:
    shop = shops[case.shop]
    task = shop.ended(tasks[str(case)])

    if case.error is None:
        assert task["status"] == "completed", task["error"]
        assert task["enhanced_image_url"] and task["script"]
    else:
        error = task["error"]
        assert task["status"] == "failed"
        assert (error["code"], error["stage"], error["retryable"]) == (case.error, case.stage, case.retryable)
        assert len(error["message"]) > 20
    assert re.fullmatch(case.ledger, " ".join(shop.states(task, case.stage)))
    assert len(shop.bills(task, case.stage)) == case.bills
    assert (case.told or "task.started") in shop.codes(task)
    _ends_once(shop, task)
    _is_true(shop, task)
    if case.stage == "enhance":
        _keeps_the_script(shop, task)


def _ends_once(shop: Shop, task: Json) -> None:
    rows = shop.rows(task)
    assert [row["code"] for row in rows if row["status"] in OVER] == [rows[-1]["code"]]


def _is_true(shop: Shop, task: Json) -> None:
    """The ledger knows each request, denies no billed one, and shows the user the same."""
    for stage, endpoint in ENDPOINTS.items():
        ledger = shop.ledger(task, stage)
        requests = shop.provider.requests(endpoint, task["user_description"])
        billed = {bill.request_number for bill in shop.bills(task, stage)}
        assert len(ledger) == len(requests)
        assert len(billed) <= 1 + REBUY_UNKNOWN
        for purchase, request in zip(ledger, requests, strict=True):
            assert purchase["state"] in ("confirmed", "unknown") if request.number in billed else True
            assert purchase["settled_at"]
            assert bool(purchase["usage"]) == (purchase["cost_usd"] is not None) == (purchase["state"] == "confirmed")
        shown = [usage["state"] for usage in task["usage"] if usage["stage"] == stage]
        assert shown == [purchase["state"] for purchase in ledger]


def _keeps_the_script(shop: Shop, task: Json) -> None:
    assert shop.states(task, "script") == ["confirmed"]
    assert len(shop.bills(task, "script")) == 1
    assert {stage["name"]: stage["state"] for stage in task["stages"]}["script"] == "finished"


def test_a_provider_is_asked_again_no_sooner_than_it_says(shops: dict[str, Shop], tasks: dict[str, Json]) -> None:
    waits = {"busy for a second, once": 1.0, "busy for some milliseconds, once": 0.2}
    for case in (case for case in CASES if case.name in waits):
        first, second = _requests(shops, tasks, case)
        assert second.received_at - first.received_at >= waits[case.name]


def test_a_busy_provider_is_not_waited_for_longer_than_the_setting_says(
    shops: dict[str, Shop], tasks: dict[str, Json]
) -> None:
    for case in (case for case in CASES if case.name == "busy, always"):
        requests = _requests(shops, tasks, case)
        assert requests[-1].received_at - requests[0].received_at < PROVIDER_TIMEOUT_SECONDS + 1
        # on a busy machine the first call alone may take all the patience there is
        shop = shops[case.shop]
        assert (WAITING in shop.codes(shop.ended(tasks[str(case)]))) == (len(requests) > 1)


def _requests(shops: dict[str, Shop], tasks: dict[str, Json], case: Case) -> list[Request]:
    shop = shops[case.shop]
    mark = shop.ended(tasks[str(case)])["user_description"]
    return shop.provider.requests(ENDPOINTS[case.stage], mark)


def test_the_logs_hold_neither_the_key_nor_a_surprise(shops: dict[str, Shop], tasks: dict[str, Json]) -> None:
    for case in CASES:
        shops[case.shop].ended(tasks[str(case)])
    for shop in shops.values():
        log = shop.workers_log() + shop.site.processes.log("web")
        assert KEY not in log
        assert "Traceback" not in log
