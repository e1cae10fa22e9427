"""The peer's worker: `celery -A benchmarks.peer.jobs worker`. Its job does no work but the progress."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from celery import Celery
from redis import Redis

from .progress import REDIS_URL, STEPS, publish

celery = Celery("peer", broker=f"{REDIS_URL}/1")
celery.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=4,
    broker_connection_retry_on_startup=True,
    task_acks_late=False,
    worker_send_task_events=False,
)


@celery.task(name="enhance")
def enhance(task_id: str, path: str, description: str, duration: int, language: str) -> None:
    """Tell all steps, and remove the upload."""
    redis = _redis()  # one per process, made after the fork
    for seq, (progress, message) in enumerate(STEPS, 1):
        publish(redis, task_id, seq, progress, message, "completed" if progress == 100 else "processing")
    with suppress(OSError):
        Path(path).unlink()


@cache
def _redis() -> Redis:
    return Redis.from_url(f"{REDIS_URL}/0")
