"""Publishes with the same function as the peer's job: `python -m benchmarks.peer.publisher`."""

import uuid
from collections.abc import Callable

from redis import Redis

from benchmarks.publishing import first_seq, main

from .progress import KEEP_SECONDS, REDIS_URL, key, publish, state

BATCH = 1000


class PeerPublisher:
    """Progress by Redis pub/sub, kept nowhere."""

    def __init__(self) -> None:
        self._redis = Redis.from_url(f"{REDIS_URL}/0")

    def seed(self, count: int) -> list[str]:
        """States of new tasks."""
        task_ids = [uuid.uuid4().hex for _ in range(count)]
        for start in range(0, count, BATCH):
            pipeline = self._redis.pipeline(transaction=False)
            for task_id in task_ids[start : start + BATCH]:
                pipeline.set(key(task_id), state(task_id, 0, 0, "queued", "pending", 0.0), ex=KEEP_SECONDS)
            pipeline.execute()
        return task_ids

    def publish_to(self, task_ids: list[str]) -> Callable[[int], None]:
        """One step of a task."""
        first = first_seq()
        count = len(task_ids)
        self._redis.ping()

        def publish_one(n: int) -> None:
            publish(self._redis, task_ids[n % count], first + n // count + 1, 50, "Writing script")

        return publish_one

    def settle(self) -> None:
        """Nothing to wait for: `publish` returns once it is done."""

    def connections(self) -> int:
        """Clients of Redis."""
        return int(self._redis.info("clients")["connected_clients"]) - 1


if __name__ == "__main__":
    main(PeerPublisher())
