"""A running site that has its videos made by a fake service, and what a test wants to know of a video there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.client import OVER, Client, Json, Site
from tests.fakes.renders import Job, Render
from tests.fakes.runway import FakeRunway
from tests.fakes.video_server import VideoFake
from tests.fakes.videos import FakeVideos
from tests.processes import wait_until
from tests.sites import INSTANT, running_site
from tests.videos import ended, of_upload, ordered

KEY = "key-test-this-must-never-be-printed"
#: short, so that silence is found out soon; longer than a busy machine takes for a call
PROVIDER_TIMEOUT_SECONDS = 10
#: the same for a service that is never silent, and never done
DEADLINE_SECONDS = 20
#: longer than a video takes that waits for all the others
PATIENCE_SECONDS = 100

USUAL = {
    **INSTANT,
    "PROVIDER_TIMEOUT_SECONDS": str(PROVIDER_TIMEOUT_SECONDS),
    "VIDEO_CALL_DEADLINE_SECONDS": str(DEADLINE_SECONDS),
    "POLL_DEADLINE_SECONDS": str(DEADLINE_SECONDS),
}
#: each engine's service, and the settings that lead there
SERVICES: Mapping[str, tuple[type[VideoFake], Callable[[VideoFake], dict[str, str]]]] = {
    "runway": (
        FakeRunway,
        lambda fake: {"RUNWAYML_API_SECRET": KEY, "RUNWAYML_BASE_URL": fake.origin},
    ),
    "videos-api": (
        FakeVideos,
        lambda fake: {"VIDEOS_API_KEY": KEY, "VIDEOS_BASE_URL": f"{fake.origin}/v1", "VIDEO_MODEL": "some-model"},
    ),
}

_numbers = count(1)


@dataclass
class Studio:
    """Web and worker on one database, and the service they buy at."""

    engine: str
    site: Site
    fake: VideoFake
    client: Client

    def order(self, *renders: Render, **fields: Any) -> Json:
        """A new video; what becomes of its jobs, one after the other, and of every later one as of the last."""
        mark = f"a teapot made of tin, number {next(_numbers)}."
        self.fake.next(*renders[:-1], marked=mark)
        self.fake.always(renders[-1] if renders else Render(), marked=mark)
        return ordered(of_upload(self.client, script=mark, **fields))

    def ended(self, task: Json) -> Json:
        """The video once it is over."""
        return ended(self.client, task, PATIENCE_SECONDS)

    def jobs(self, task: Json) -> list[Job]:
        """What the service has started for a video."""
        return self.fake.jobs(task["script"])

    def bills(self, task: Json) -> list[Job]:
        """What the service charges for of that."""
        return self.fake.bills(task["script"])

    def ledger(self, task: Json) -> list[Json]:
        """The video's purchases in their order."""
        return self.site.query("select * from purchases where task_id = %s order by id", task["id"])

    def states(self, task: Json) -> str:
        """What became of the video's purchases."""
        return " ".join(purchase["state"] for purchase in self.ledger(task))

    def rows(self, task: Json) -> list[Json]:
        """The video's progress rows as they were streamed."""
        found = self.site.query(
            "select event::jsonb as event from progress where task_id = %s order by seq", task["id"]
        )
        return [row["event"] for row in found]

    def codes(self, task: Json) -> list[str]:
        """The codes of the video's progress rows."""
        return [row["code"] for row in self.rows(task)]

    def job_ids(self, task: Json) -> list[str]:
        """The jobs that the product knows of."""
        return [purchase["job_id"] for purchase in self.ledger(task) if purchase["job_id"]]

    def wait_for_all(self) -> None:
        """Wait until every video is over."""
        going = "select id from tasks where status <> all(%s)"
        wait_until(lambda: not self.site.query(going, list(OVER)), PATIENCE_SECONDS)

    def hurry(self) -> None:
        """Let every task that waits for a lost message or a dead worker be found by the next sweep."""
        self.site.query(
            "update tasks set resend_at = now(), lease_expires_at = lease_expires_at - interval '1 minute'"
            " where status in ('queued', 'running') returning id"
        )


@contextmanager
def open_studio(engine: str, postgres_url: str, template: str, folder: Path, **env: str) -> Iterator[Studio]:
    """A site whose settings are USUAL and `env`, and its service."""
    make, settings = SERVICES[engine]
    with make() as fake:
        folder.mkdir(parents=True)
        env = USUAL | {"VIDEO_ENGINE": engine} | settings(fake) | env
        with running_site(postgres_url, template, folder, **env) as site, site.guest() as client:
            yield Studio(engine, site, fake, client)
