"""VIDEO_ENGINE was changed while a service was at work: the new one is not asked for jobs that it does not know."""

from collections.abc import Iterator

import pytest

from tests.fakes.renders import Job, Render
from tests.fakes.videos import FakeVideos
from tests.processes import wait_until
from tests.studio import SERVICES, Studio

FOR_EVER = Render(outcome="never")


@pytest.fixture
def other() -> Iterator[FakeVideos]:
    """The service that it is changed to."""
    with FakeVideos() as other:
        yield other


def test_a_job_of_the_former_service_is_left_alone_and_given_up_in_the_end(studio: Studio, other: FakeVideos) -> None:
    # Given a video that renders, and one whose user cancels it just when the service is changed
    task, unwanted = studio.order(FOR_EVER), studio.order(FOR_EVER)
    for each in (task, unwanted):
        wait_until(lambda: studio.job_ids(each), 30)  # noqa: B023  # at once
    _change(studio, "videos-api", **SERVICES["videos-api"][1](other))
    studio.client.post(unwanted["cancel_url"])

    # When the new worker looks at them
    studio.hurry()
    # the sweep alone would set a nearer time
    attended = "select id from tasks where id = %s and lease_id is null and resend_at > now() + interval '30 seconds'"
    wait_until(lambda: studio.site.query(attended, task["id"]), 30)

    # Then nobody is asked for them, nothing else is bought, and they wait
    assert other.books.requests() == []
    assert (studio.states(task), studio.states(unwanted)) == ("intended", "intended")

    # When the time of their jobs is over
    for each in (task, unwanted):
        _make_old(studio, studio.jobs(each)[0])
    studio.hurry()

    # Then what they cost is not known, and the user may have the video made anew
    error = studio.ended(task)["error"]
    assert (error["code"], error["stage"], error["retryable"]) == ("purchase_unknown", "render", True)
    wait_until(lambda: studio.states(unwanted) == "unknown", 20)
    assert other.books.requests() == []
    assert studio.client.post(task["retry_url"]).status_code == 202
    assert studio.ended(task)["status"] == "completed"
    assert [purchase["provider"] for purchase in studio.ledger(task)] == ["runway", "videos-api"]
    assert studio.states(task) == "unknown confirmed"


def test_a_job_is_found_again_when_its_service_comes_back(studio: Studio, other: FakeVideos) -> None:
    task = studio.order(Render(render_seconds=3))
    wait_until(lambda: studio.job_ids(task), 30)
    former = dict(studio.site.processes.env)
    _change(studio, "videos-api", **SERVICES["videos-api"][1](other))
    studio.hurry()

    _change(studio, "runway", **former)
    studio.hurry()

    assert studio.ended(task)["status"] == "completed"
    assert (len(studio.jobs(task)), studio.states(task)) == (1, "confirmed")


def test_without_a_service_the_clip_is_made_here_and_the_job_is_given_up_later(studio: Studio) -> None:
    task = studio.order(FOR_EVER)
    wait_until(lambda: studio.job_ids(task), 30)
    _change(studio, "instant")
    studio.hurry()

    assert studio.ended(task)["status"] == "completed"
    assert studio.states(task) == "intended"
    _make_old(studio, studio.jobs(task)[0])
    wait_until(lambda: studio.states(task) == "unknown", 20)


def _change(studio: Studio, engine: str, **settings: str) -> None:
    """Another worker, with another VIDEO_ENGINE."""
    studio.site.processes.kill("worker")
    studio.site.processes.env |= settings | {"VIDEO_ENGINE": engine}
    studio.site.processes.start("worker")


def _make_old(studio: Studio, job: Job) -> None:
    """Let a job's deadline, and every time after which it has ended by itself, have passed."""
    studio.site.query(
        "update purchases set created_at = now() - interval '2 hours' where job_id = %s returning id", job.id
    )
