"""What the peer's web process and its jobs agree on: keys, channels, and a progress step."""

import json
import os
import time
from typing import Any

SECRET = os.environ.get("PEER_SECRET", "")
REDIS_URL = os.environ.get("PEER_REDIS", "redis://127.0.0.1:6379")
KEEP_SECONDS = 3600

STEPS = (
    (5, "Upload received"),
    (10, "Validating image"),
    (15, "Preparing"),
    (20, "Enhancing image"),
    (25, "Enhancing image"),
    (30, "Image enhanced"),
    (50, "Analysing"),
    (55, "Writing prompt"),
    (60, "Writing script"),
    (65, "Writing script"),
    (70, "Script ready"),
    (75, "Post-processing"),
    (90, "Storing"),
    (95, "Finishing"),
    (100, "Done"),
)


def channel(task_id: str) -> str:
    """Where a task's progress is published."""
    return f"progress:{task_id}"


def key(task_id: str) -> str:
    """Where a task's last state is."""
    return f"task:{task_id}"


def state(task_id: str, seq: int, progress: int, message: str, status: str, ts: float) -> str:
    """A task's state as JSON; `ts` in seconds since the epoch."""
    event = {"id": task_id, "seq": seq, "progress": progress, "message": message, "status": status, "ts": ts}
    return json.dumps(event, separators=(",", ":"))


def publish(redis: Any, task_id: str, seq: int, progress: int, message: str, status: str = "processing") -> None:
    """One progress step: the latest state is stored and published in one round trip."""
    body = state(task_id, seq, progress, message, status, time.time())
    with redis.pipeline(transaction=True) as pipeline:
        pipeline.set(key(task_id), body, ex=KEEP_SECONDS)
        pipeline.publish(channel(task_id), body)
        pipeline.execute()
