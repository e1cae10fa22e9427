"""Two hundred uploads in a row from eight clients: every one ends, none is lost, none stuck."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from tests.client import Client, Site, body_of
from tests.conftest import StartServer
from tests.database import Watched

CLIENTS, UPLOADS = 8, 200
END_SECONDS = 60


def test_two_hundred_uploads_from_eight_clients_all_complete(server: StartServer, database_url: str) -> None:
    # with the usual limits: a client that is told to wait waits
    site = Site(server(IMAGE_ENGINE="instant", SCRIPT_ENGINE="instant"), database_url)
    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = list(pool.map(_upload_all, [site] * CLIENTS))
    uploaded_seconds = time.monotonic() - started
    with Watched(database_url) as watched:
        watched.wait_for_ends(END_SECONDS)
        assert watched.statuses() == {"completed": UPLOADS}
    seconds = time.monotonic() - started
    percentiles = quantiles((value for run in runs for value in run), n=100)
    print(
        f"\n{UPLOADS} uploads: 202 after {percentiles[49] * 1000:.0f} ms (p50) and {percentiles[98] * 1000:.0f} ms"
        f" (p99), all taken after {uploaded_seconds:.1f} s, all completed after {seconds:.1f} s"
    )


def _upload_all(site: Site) -> list[float]:
    with site.guest() as user:
        answers = [_upload(user) for _ in range(UPLOADS // CLIENTS)]
        ids = {task_id for task_id, _ in answers}
        history = body_of(user.get("/tasks", params={"limit": 100}), 200)["tasks"]
        assert {task["id"] for task in history} == ids
        return [seconds for _, seconds in answers]


def _upload(user: Client) -> tuple[int, float]:
    while True:
        asked = time.monotonic()
        answer = user.submit()
        if answer.status_code != 429:
            return int(body_of(answer, 202)["id"]), time.monotonic() - asked
        time.sleep(float(answer.headers["Retry-After"]))
