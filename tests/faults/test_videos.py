"""Every way in which a video service fails: how the task ends, what the ledger says, and what the service would bill.

All videos of an engine are ordered at once and rendered side by side; each test then looks at its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.client import OVER, Json, body_of
from tests.database import is_whole, queue_at
from tests.fakes.renders import Job, Render
from tests.processes import wait_until
from tests.reader import Reader, up_to
from tests.studio import KEY, SERVICES, Studio, open_studio
from tests.videos import now, of_upload

#: how often the product may buy again what it does not know the outcome of
REBUY_UNKNOWN = 1
#: what a clip of 4 s costs at the services whose prices are known
PRICES_USD = {"runway": Decimal("0.48")}
#: a refusal that may pass, and says when to come again
SOON = {"retry-after": "1"}
WAITING, REBUYING = "provider.waiting", "provider.rebuying"


@dataclass(frozen=True)
class Case:
    """One video's trouble, and how it must end."""

    engine: str
    name: str
    #: what becomes of its jobs, one after the other; of the last one from then on
    does: tuple[Render, ...]
    #: code of the task's error; None when the video is made
    error: str | None = None
    #: the purchases, as a regular expression over their states
    ledger: str = "confirmed"
    #: how many jobs are billed
    bills: int = 1
    #: whether the user may try again
    retryable: bool = True
    #: a row that tells the user what goes on
    told: str = "video.started"

    def __str__(self) -> str:
        return f"{self.engine}: {self.name}"


def _cases(engine: str) -> Iterator[Case]:
    # a service that says what a lost video did cost is believed; else nobody knows
    lost_clip = "confirmed" if engine == "runway" else "unknown"
    for name, render in GOES_WELL.items():
        yield Case(engine, name, (render,))
    for name, answer in BUSY.items():
        does = (Render(create=answer, headers=SOON), Render())
        yield Case(engine, f"{name} at the start, once", does, ledger="failed confirmed", told=WAITING)
    for name, (answer, code) in UNCLEAR.items():
        always = Render(create=answer)
        yield Case(engine, f"{name} at the start, always", (always,), code, "unknown unknown", 0, told=REBUYING)
    for answer in ("500", "hang_up"):
        begun = Render(create=answer, starts_anyway=True)
        name = f"{UNCLEAR_NAMES[answer]} after the start"
        does, code = (begun, Render()), UNCLEAR[UNCLEAR_NAMES[answer]][1]
        yield Case(engine, f"{name}, once", does, ledger="unknown confirmed", bills=2, told=REBUYING)
        yield Case(engine, f"{name}, always", (begun,), code, "unknown unknown", 2, told=REBUYING)
    for answer, code in REFUSED.items():
        yield Case(engine, f"refused with {answer}", (Render(create=answer),), code, "failed", 0)
    busy_for_long = Render(create="429", headers={"retry-after": "3600"})
    yield Case(engine, "busy for an hour", (busy_for_long,), "provider_busy", "failed", 0)
    yield Case(engine, "failed", (Render(outcome="failed", code="INTERNAL"),), "video_refused", "failed", 0)
    yield Case(engine, "cancelled at the provider", (Render(outcome="cancelled"),), "video_refused", "failed", 0)
    yield Case(engine, "job gone", (Render(polls=("404",)),), "video_expired", "unknown")
    wrong = Render(always_download="other_type")
    yield Case(engine, "another content, always", (wrong,), "provider_answer_unusable", lost_clip)
    huge = Render(always_download="too_large")
    yield Case(engine, "too large", (huge,), "provider_answer_unusable", lost_clip)
    yield from ONLY_THERE[engine]


#: all is well in the end, with one job
GOES_WELL = {
    "no trouble": Render(),
    "slow": Render(waiting_seconds=1, render_seconds=3),
    "no percent": Render(render_seconds=3, progress=False),
    "unknown state": Render(render_seconds=3, running_state="DREAMING"),
    "throttled": Render(waiting_seconds=3, waiting_state="THROTTLED"),
    "busy when asked": Render(polls=("429", "503"), headers=SOON),
    "broken when asked": Render(polls=("500", "502"), headers=SOON),
    "silence when asked": Render(polls=("silence",)),
    "nonsense when asked": Render(polls=("malformed_json",)),
    "a drip when asked": Render(polls=("drip",)),
    "hang-up when asked": Render(polls=("hang_up",)),
    "busy when fetched": Render(downloads=("429",), headers=SOON),
    "broken when fetched": Render(downloads=("500",)),
    "cut when fetched": Render(downloads=("cut",)),
    "a drip when fetched": Render(downloads=("drip",)),
    "half a video": Render(downloads=("truncated",)),
    "a page instead of a video": Render(downloads=("html",)),
    "nothing instead of a video": Render(downloads=("empty",)),
    "another content": Render(downloads=("other_type",)),
}
#: refused for the moment: nothing was bought
BUSY = {"busy": "429", "overloaded": "503"}
#: nobody knows whether it was bought
UNCLEAR = {
    "server error": ("500", "provider_failed"),
    "hang-up": ("hang_up", "provider_connection_lost"),
    "silence": ("silence", "provider_timeout"),
    "drip": ("drip", "provider_timeout"),
    "malformed JSON": ("malformed_json", "provider_answer_unusable"),
    "no id": ("no_id", "provider_answer_unusable"),
}
UNCLEAR_NAMES = {answer: name for name, (answer, _) in UNCLEAR.items()}
#: refused before any work: nothing was bought
REFUSED = {
    "400": "provider_rejected",
    "401": "provider_key_wrong",
    "403": "provider_forbidden",
    "404": "model_gone",
    "422": "provider_rejected",
    "no_credits": "provider_quota_used_up",
}
_MODERATED = Render(outcome="failed", code="SAFETY.INPUT.IMAGE")
#: what only one of the services does
ONLY_THERE = {
    "runway": [
        Case("runway", "expired URL, once", (Render(downloads=("expired",)),)),
        Case("runway", "expired URL, always", (Render(always_download="expired"),), "video_expired"),
        Case("runway", "moderated and billed", (_MODERATED,), "moderation_refused", retryable=False),
        Case(
            "runway",
            "moderated and given back",
            (Render(outcome="failed", code="SAFETY.INPUT.IMAGE", billed=False),),
            "moderation_refused",
            "failed",
            0,
            retryable=False,
        ),
    ],
    "videos-api": [
        Case("videos-api", "gone once when fetched", (Render(downloads=("404",)),)),
        Case("videos-api", "gone when fetched", (Render(always_download="410"),), "video_expired", "unknown"),
        Case(
            "videos-api", "other names", (Render(render_seconds=3, running_state="processing", finished_state="done"),)
        ),
        Case("videos-api", "says when to ask", (Render(render_seconds=3, poll_after_ms=500),)),
        Case(
            "videos-api",
            "moderated",
            (Render(outcome="failed", code="moderation_blocked"),),
            "moderation_refused",
            "unknown",
            0,
            retryable=False,
        ),
        Case(
            "videos-api",
            "moderated at the start",
            (Render(create="moderated"),),
            "moderation_refused",
            "failed",
            0,
            retryable=False,
        ),
    ],
}
CASES = [case for engine in SERVICES for case in _cases(engine)]


@pytest.fixture(scope="module")
def studios(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Studio]]:
    """The site of each engine."""
    folder = tmp_path_factory.mktemp("studios")
    with (
        open_studio("runway", postgres_url, template, folder / "runway") as runway,
        open_studio("videos-api", postgres_url, template, folder / "videos-api") as videos,
    ):
        yield {"runway": runway, "videos-api": videos}


@pytest.fixture(scope="module")
def tasks(studios: dict[str, Studio]) -> dict[str, Json]:
    """A video for each case."""
    return {str(case): studios[case.engine].order(*case.does) for case in CASES}


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"formats": ["feed"]}, "formats", "portrait and landscape only"),
        ({"formats": ["portrait", "landscape"]}, "formats", "one format at a time"),
        ({"template": "bold"}, "template", "no templates"),
    ],
)
def test_what_a_service_does_not_offer_is_said_before_anything_is_bought(
    studios: dict[str, Studio], fields: Json, field: str, said: str
) -> None:
    for studio in studios.values():
        error = body_of(of_upload(studio.client, **fields), 422)["error"]
        assert (error["code"], error["field"]) == ("input_invalid", field) and said in error["message"]
        offered = body_of(studio.client.get("/features"), 200)
        assert (offered["video_formats"], offered["video_templates"]) == (["portrait", "landscape"], [])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_failing_service(studios: dict[str, Studio], tasks: dict[str, Json], case: Case) -> None:
    studio = studios[case.engine]
    task = studio.ended(tasks[str(case)])

    if case.error is None:
        assert task["status"] == "completed", task["error"]
        assert task["video_url"] and task["poster_url"]
    else:
        error = task["error"]
        assert (task["status"], task["video_url"]) == ("failed", None)
        assert (error["code"], error["stage"], error["retryable"]) == (case.error, "render", case.retryable)
        assert len(error["message"]) > 20
    assert re.fullmatch(case.ledger, studio.states(task))
    assert len(studio.bills(task)) == case.bills
    assert case.told in studio.codes(task)
    assert is_whole(studio.rows(task))
    _is_true(studio, task)


def _is_true(studio: Studio, task: Json) -> None:
    """The ledger denies no job that is billed, knows its id where an answer told it, and shows the user the same."""
    ledger, jobs, bills = studio.ledger(task), studio.jobs(task), studio.bills(task)
    assert len(bills) <= 1 + REBUY_UNKNOWN
    assert set(studio.job_ids(task)) <= {job.id for job in jobs}
    assert len(bills) <= sum(purchase["state"] in ("confirmed", "unknown") for purchase in ledger)
    for purchase in ledger:
        assert purchase["settled_at"]
        assert (purchase["reason"] is None) == (task["status"] == "completed" and purchase["state"] == "confirmed")
        if purchase["state"] == "confirmed":
            assert purchase["job_id"] in {job.id for job in bills}
            assert purchase["cost_usd"] == PRICES_USD.get(studio.engine)
    assert [usage["state"] for usage in task["usage"]] == [purchase["state"] for purchase in ledger]


def test_a_job_is_asked_for_no_sooner_than_the_service_says(studios: dict[str, Studio], tasks: dict[str, Json]) -> None:
    for case in (case for case in CASES if case.name == "slow"):
        studio = studios[case.engine]
        [job] = studio.jobs(studio.ended(tasks[str(case)]))
        # after 2 s, then every 5; and once more for the address of the finished video
        assert job.counts["poll"] <= 4


def test_the_logs_hold_neither_the_key_nor_a_surprise(studios: dict[str, Studio], tasks: dict[str, Json]) -> None:
    for case in CASES:
        studios[case.engine].ended(tasks[str(case)])
    for studio in studios.values():
        log = studio.site.processes.log("worker") + studio.site.processes.log("web")
        assert KEY not in log
        assert "Traceback" not in log
        assert "DeprecationWarning" not in log
        assert "_jwt=" not in log


def test_what_a_service_gives_away_costs_nothing(studios: dict[str, Studio]) -> None:
    studio = studios["runway"]
    made = studio.ended(studio.order(Render(billed=False)))
    lost = studio.ended(studio.order(Render(billed=False, always_download="other_type")))

    assert (made["status"], lost["status"]) == ("completed", "failed")
    for task in (made, lost):
        [purchase] = studio.ledger(task)
        assert (purchase["state"], purchase["cost_usd"], purchase["usage"]) == ("confirmed", 0, {"credits": 0})


def test_a_failed_job_that_is_charged_for_keeps_what_the_service_counted(studios: dict[str, Studio]) -> None:
    studio = studios["runway"]
    lost = studio.order(Render(always_download="other_type"))
    for task in (studio.order(_MODERATED), lost):
        assert studio.ended(task)["status"] == "failed"
        [purchase] = studio.ledger(task)
        assert (purchase["state"], purchase["usage"]) == ("confirmed", {"credits": 48})


# -- interrupted, unwanted, too slow: each time with both engines at once

FOR_EVER = Render(outcome="never")

Orders = list[tuple[Studio, Json]]


@pytest.fixture
def both(studios: dict[str, Studio]) -> list[Studio]:
    """The sites of both engines."""
    return list(studios.values())


def ordered(both: list[Studio], *renders: Render) -> Orders:
    """The same video from each."""
    return [(studio, studio.order(*renders)) for studio in both]


def rendering(orders: Orders) -> list[Job]:
    """The job of each video, once the product has noted its id and let go of the task."""
    waits = "select id from tasks where id = %s and lease_id is null and status = 'running'"
    for studio, task in orders:
        wait_until(lambda: studio.job_ids(task) and studio.site.query(waits, task["id"]), 30)  # noqa: B023  # at once
    return [studio.jobs(task)[-1] for studio, task in orders]


def make_old(studio: Studio, job: Job) -> None:
    """Let a job's deadline have passed."""
    studio.site.query(
        "update purchases set created_at = now() - interval '1 hour' where job_id = %s returning id", job.id
    )
    studio.hurry()


def test_a_worker_killed_at_the_start_of_a_job_leaves_it_to_the_next(both: list[Studio]) -> None:
    # Given videos whose jobs' ids were just noted
    orders = ordered(both, Render(render_seconds=1))
    readers = [Reader(studio.site.url, task).opened() for studio, task in orders]
    for studio, task in orders:
        wait_until(lambda: studio.job_ids(task), 30)  # noqa: B023  # at once

        # When their workers die, and others come
        studio.site.processes.kill("worker")
        studio.hurry()
        studio.site.processes.start("worker")

    # Then the same job is asked for, not another one bought; and the watcher has missed nothing
    for (studio, task), reader in zip(orders, readers, strict=True):
        assert studio.ended(task)["status"] == "completed"
        assert (len(studio.jobs(task)), studio.states(task)) == (1, "confirmed")
        assert reader.finished().seqs == up_to(len(studio.rows(task)))


def test_a_video_that_nobody_wants_any_more_is_stopped_at_the_service(both: list[Studio]) -> None:
    # Given two videos that render, and one whose service cannot stop it at first
    cancelled, deleted = ordered(both, FOR_EVER), ordered(both, FOR_EVER)
    stubborn = ordered(both, Render(outcome="never", cancels=("503", "hang_up")))
    jobs = rendering([*cancelled, *deleted, *stubborn])

    # When they are cancelled and deleted
    for studio, task in [*cancelled, *stubborn]:
        assert studio.client.post(task["cancel_url"]).json()["status"] == "cancelled"
    for studio, task in deleted:
        assert studio.client.delete(f"/tasks/{task['id']}").status_code == 204

    # Then their jobs are, too, and the ledger says that they may have cost something
    settled = "select state, reason from purchases where job_id = %s and settled_at is not null"
    for (studio, task), job in zip([*cancelled, *deleted, *stubborn], jobs, strict=True):
        wait_until(lambda: studio.site.query(settled, job.id), 40)  # noqa: B023  # at once
        assert studio.site.query(settled, job.id) == [{"state": "unknown", "reason": "cancelled"}]
        assert job.cancelled_at is not None
        assert len(studio.jobs(task)) == 1
    for studio, task in cancelled:
        assert now(studio.client, task)["usage"][0]["state"] == "unknown"


def test_jobs_that_take_too_long_are_given_up_and_can_be_tried_again(both: list[Studio]) -> None:
    # Given videos that render for ever, and such that can never be fetched
    endless = ordered(both, FOR_EVER, Render())
    unfetched = ordered(both, Render(always_download="500"))
    endless_jobs, unfetched_jobs = rendering(endless), rendering(unfetched)
    for job in unfetched_jobs:
        wait_until(lambda: job.counts["download"] >= 3, 30)  # noqa: B023  # at once

    # When their deadlines have passed
    for (studio, _), job in zip([*endless, *unfetched], [*endless_jobs, *unfetched_jobs], strict=True):
        make_old(studio, job)

    # Then they are given up, at the service too
    for (studio, task), job in zip(endless, endless_jobs, strict=True):
        error = studio.ended(task)["error"]
        assert (error["code"], error["stage"], error["retryable"]) == ("video_too_slow", "render", True)
        assert studio.states(task) == "unknown"
        assert job.cancelled_at is not None
        assert studio.client.post(task["retry_url"]).status_code == 202
    for studio, task in unfetched:
        error = studio.ended(task)["error"]
        assert (error["code"], error["stage"], error["retryable"]) == ("provider_busy", "render", True)
        _is_true(studio, studio.ended(task))

    # And their users may have others made
    for studio, task in endless:
        assert studio.ended(task)["status"] == "completed"
        assert studio.states(task) == "unknown confirmed"
        assert is_whole_after_retry(studio.rows(task))


def test_a_message_that_comes_again_and_again_asks_no_more_often(both: list[Studio]) -> None:
    # Given videos that render, each with the one message that will ask for it again
    orders = ordered(both, FOR_EVER)
    rendering(orders)

    # When more messages come for them
    for studio, task in orders:
        with queue_at(studio.site.database_url) as queue:
            for _ in range(5):
                queue.send(task["id"])

    # Then there is still one that stays
    waiting = "select count(*) from dramatiq.queue where message->'args'->>0 = %s"
    for studio, task in orders:
        wait_until(lambda: studio.site.query(waiting, str(task["id"]))[0]["count"] == 1, 30)  # noqa: B023  # at once
        studio.client.post(task["cancel_url"])


def test_a_retry_after_a_failed_job_starts_another_and_keeps_the_first_frame(both: list[Studio]) -> None:
    orders = ordered(both, Render(outcome="failed", code="INTERNAL"), Render())
    for studio, task in orders:
        assert studio.ended(task)["status"] == "failed"
        assert studio.client.post(task["retry_url"]).status_code == 202
    for studio, task in orders:
        ended = studio.ended(task)
        assert ended["status"] == "completed"
        assert [job.state for job in studio.jobs(task)] == ["failed", "succeeded"]
        assert studio.states(task) == "failed confirmed"
        attempts = {stage["name"]: stage["attempt"] for stage in ended["stages"]}
        assert attempts == {"prepare": 1, "render": 2, "save": 1}


def test_a_job_whose_start_is_answered_too_late_is_stopped_all_the_same(both: list[Studio]) -> None:
    # Given videos whose start is under way
    orders = ordered(both, Render(create="silence", outcome="never"))
    for studio, task in orders:
        wait_until(lambda: studio.ledger(task), 30)  # noqa: B023  # at once

    # When their users cancel, and then the service answers
    for studio, task in orders:
        studio.client.post(task["cancel_url"])
    for studio, task in orders:
        wait_until(lambda: studio.ledger(task)[0]["settled_at"], 30)  # noqa: B023  # at once
        studio.fake.release()

    # Then the jobs that nobody waits for are stopped
    for studio, task in orders:
        wait_until(lambda: [job for job in studio.jobs(task) if job.cancelled_at], 30)  # noqa: B023  # at once
        assert len(studio.jobs(task)) == 1
        assert studio.job_ids(task) == [studio.jobs(task)[0].id]


def is_whole_after_retry(events: list[Json]) -> bool:
    """Whether a task's rows are 1, 2, 3 … and never go back, though it was over once before."""
    progress = [event["progress"] for event in events]
    ends = [event["code"] for event in events if event["status"] in OVER]
    return (
        [event["seq"] for event in events] == up_to(len(events))
        and progress == sorted(progress)
        and ends == ["task.failed", "video.completed"]
    )
