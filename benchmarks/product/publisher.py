"""Publishes with the worker's own code, `Attempt.note`: `python -m benchmarks.product.publisher`.

DATABASE_URL names the database, whose first account owns the tasks.
"""

import os
from collections.abc import Callable

import psycopg

from benchmarks.publishing import main
from tasks.db.pool import Database
from tasks.plans import ENHANCEMENT_STAGES
from tasks.records import Lease
from tasks.worker.attempt import Attempt
from tasks.worker.lease_store import LeaseStore
from tasks.worker.progress_writer import ProgressWriter

#: running tasks as a worker leaves them that has claimed them; no sweep takes a lease away that holds for a day
SEED = """
insert into tasks (account_id, kind, input, fingerprint, status, attempt, lease_id, lease_expires_at, started_at)
select (select min(id) from accounts), 'enhancement',
       '{"user_description": "A red shoe on a table", "duration_seconds": 8, "language": "en"}', '',
       'running', 1, gen_random_uuid(), now() + interval '1 day', now()
from generate_series(1, %s)
returning id
"""

CONNECTIONS = "select count(*) - 1 from pg_stat_activity where backend_type = 'client backend'"


class ProductPublisher:
    """Progress as durable rows."""

    def __init__(self) -> None:
        self._url = os.environ["DATABASE_URL"]
        self._attempts: list[Attempt] = []

    def seed(self, count: int) -> list[str]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            task_ids = [str(task_id) for (task_id,) in connection.execute(SEED, (count,))]
            connection.execute("analyze tasks")
        return task_ids

    def publish_to(self, task_ids: list[str]) -> Callable[[int], None]:
        """The next row of a task, once its last one is written; fenced by its lease."""
        database = Database(self._url, pool_size=1)
        database.open()
        store = LeaseStore(database)
        writer = ProgressWriter(store)
        wanted = {"task_ids": list(set(map(int, task_ids)))}
        with database.connection() as connection:
            rows = connection.execute(
                "select *, id as task_id, false as begun from tasks where id = any(%(task_ids)s)", wanted
            ).fetchall()
        leases = {str(row["id"]): Lease.from_row(row) for row in rows}
        self._attempts = [
            Attempt(leases[task_id], store, writer, ENHANCEMENT_STAGES, lambda _: None) for task_id in task_ids
        ]

        def publish(n: int) -> None:
            attempt = self._attempts[n % len(self._attempts)]
            attempt.flush()
            attempt.note("script.started", model="instant")

        return publish

    def settle(self) -> None:
        """Every task's last row is written."""
        for attempt in self._attempts:
            attempt.flush()

    def connections(self) -> int:
        """Clients of Postgres."""
        with psycopg.connect(self._url) as connection:
            [[count]] = connection.execute(CONNECTIONS)
        return int(count)


if __name__ == "__main__":
    main(ProductPublisher())
