"""A running site that buys at a fake provider, and what a test wants to know of a task there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.client import OVER, Client, Json, Site
from tests.fakes.behaviours import Behaviour
from tests.fakes.books import Bill
from tests.fakes.provider import FakeProvider
from tests.processes import Processes, wait_until
from tests.sites import UNLIMITED

KEY = "sk-test-this-must-never-be-printed"
#: where each paid stage is bought
ENDPOINTS = {"enhance": "images", "script": "responses"}
#: short, so that silence is found out soon
PROVIDER_TIMEOUT_SECONDS = 10
USUAL = {
    "OPENAI_API_KEY": KEY,
    "PROVIDER_TIMEOUT_SECONDS": str(PROVIDER_TIMEOUT_SECONDS),
    **UNLIMITED,
}
#: longer than a task takes that waits for all the others
PATIENCE_SECONDS = 100

_numbers = count(1)


@dataclass
class Shop:
    """Web and worker on one database, and the provider they buy at."""

    site: Site
    provider: FakeProvider
    client: Client
    #: more workers on the same database
    helpers: list[Processes] = field(default_factory=list)

    def ended(self, task: Json) -> Json:
        """The task once it is over."""
        wait_until(lambda: self.client.task(task["id"])["status"] in OVER, PATIENCE_SECONDS, self.workers_log)
        return self.client.task(task["id"])

    def ledger(self, task: Json, stage: str) -> list[Json]:
        """The stage's purchases in their order."""
        return self.site.query(
            "select * from purchases where task_id = %s and stage = %s order by id", task["id"], stage
        )

    def states(self, task: Json, stage: str) -> list[str]:
        """What became of the stage's purchases."""
        return [purchase["state"] for purchase in self.ledger(task, stage)]

    def bills(self, task: Json, stage: str) -> list[Bill]:
        """What the provider would have billed for the stage."""
        return self.provider.bills(ENDPOINTS[stage], task["user_description"])

    def rows(self, task: Json) -> list[Json]:
        """The task's progress rows as they were streamed; checked to be without gaps, with one end at the end."""
        found = self.site.query(
            "select seq, event::jsonb as event from progress where task_id = %s order by seq", task["id"]
        )
        assert [row["seq"] for row in found] == list(range(1, len(found) + 1))
        return [row["event"] for row in found]

    def codes(self, task: Json) -> list[str]:
        """The codes of the task's progress rows."""
        return [row["code"] for row in self.rows(task)]

    def submitted(self, **told: Behaviour) -> Json:
        """A new task, for whose stages the provider does as told."""
        mark = new_mark()
        for stage, behaviour in told.items():
            self.provider.always(ENDPOINTS[stage], behaviour, marked=mark)
        return self.client.submitted(user_description=mark)

    def bought(self, task: Json) -> dict[str, int]:
        """How many calls of each stage are on the provider's bill."""
        return {stage: len(self.bills(task, stage)) for stage in ENDPOINTS}

    def workers_log(self) -> str:
        """Everything the workers have printed."""
        return "\n".join(processes.log("worker") for processes in (self.site.processes, *self.helpers))


def new_mark() -> str:
    """A description that no other task has, nor begins with."""
    return f"teapot number {next(_numbers)}, made of tin"


@contextmanager
def opened_shop(database_url: str, folder: Path, workers: int = 1, **env: str) -> Iterator[Shop]:
    """A site whose settings are USUAL and `env`, and its provider."""
    with FakeProvider() as provider:
        settings = USUAL | {"OPENAI_BASE_URL": provider.base_url} | env
        processes = [_processes(database_url, folder / f"{number}", settings) for number in range(workers)]
        try:
            processes[0].start("web", "worker")
            for helper in processes[1:]:
                helper.start("worker")
            site = Site(processes[0], database_url)
            with site.guest() as client:
                yield Shop(site, provider, client, processes[1:])
        finally:
            for process in processes:
                process.end()


def _processes(database_url: str, folder: Path, env: dict[str, str]) -> Processes:
    folder.mkdir(parents=True)
    return Processes(database_url, folder, env)
