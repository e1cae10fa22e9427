"""Sends events to the bare server: `python -m benchmarks.limit.publisher`; LIMIT_SOCKET names its socket."""

import json
import os
import socket
import time
import uuid
from collections.abc import Callable

from benchmarks.publishing import first_seq, main


class LimitPublisher:
    """Progress without a broker."""

    def seed(self, count: int) -> list[str]:
        """Ids without state: the server keeps none."""
        return [uuid.uuid4().hex for _ in range(count)]

    def publish_to(self, task_ids: list[str]) -> Callable[[int], None]:
        """One event as the peer's look."""
        server = socket.socket(socket.AF_UNIX)
        server.connect(os.environ["LIMIT_SOCKET"])
        first = first_seq()
        count = len(task_ids)

        def publish(n: int) -> None:
            task_id, seq = task_ids[n % count], first + n // count + 1
            event = {"id": task_id, "seq": seq, "progress": 50, "message": "Writing script", "status": "processing"}
            body = json.dumps(event | {"ts": time.time()}, separators=(",", ":"))
            server.sendall(f"{task_id} {body}\n".encode())

        return publish

    def settle(self) -> None:
        """Nothing to wait for: `publish` returns once it is done."""

    def connections(self) -> int:
        """There is no broker."""
        return 0


if __name__ == "__main__":
    main(LimitPublisher())
