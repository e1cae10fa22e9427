"""The queue: Dramatiq over Postgres. A message is nothing but a task's id."""

import logging
from typing import Any

import dramatiq
import psycopg
from dramatiq_postgres import PostgresBroker
from psycopg_pool import ConnectionPool

from .db.pool import Database, connect_options, run

logger = logging.getLogger(__name__)

QUEUE = "tasks"
ACTOR = "run_task"

#: two consumers (the queue's and its delayed twin's), one listener, one for messages and acknowledgements in turn
WORKER_CONNECTIONS = 4


class _ProducerBroker(PostgresBroker):
    """Sends in one round trip without retries, so a request never waits; the sweeper re-sends what is lost."""

    def enqueue(self, message: dramatiq.Message[Any], *, delay: int | None = None) -> dramatiq.Message[Any]:
        """Send a message; a delayed one as the library does."""
        if delay:
            return PostgresBroker.enqueue.__wrapped__(self, message, delay=delay)  # type: ignore[no-any-return]
        with self.pool.connection() as connection:
            run(
                connection,
                "enqueue",
                queue=message.queue_name,
                id=message.message_id,
                message=message.encode().decode(),
            )
        return message


class _LimitPrefetch(dramatiq.Middleware):
    """Leaves waiting messages to free workers: by default each worker prefetches as many as it has threads."""

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        worker.queue_prefetch = worker.worker_threads


def producer_broker(db: Database) -> dramatiq.Broker:
    """A broker for a process that only sends, over the connections that it has anyway."""
    return _ProducerBroker(pool=db.pool, results=False, listen=False, middleware=[])


def consumer_broker(database_url: str, middleware: list[dramatiq.Middleware]) -> dramatiq.Broker:
    """A broker for a process that works; the only middleware is ours, because actors neither raise nor return."""
    pool: ConnectionPool[Any] = ConnectionPool(
        database_url,
        min_size=0,
        max_size=WORKER_CONNECTIONS,
        open=True,
        configure=_commit_without_flush,
        kwargs=connect_options("limelight-queue"),
    )
    middleware = [_LimitPrefetch(), *middleware]
    broker: dramatiq.Broker = PostgresBroker(pool=pool, results=False, middleware=middleware)
    return broker


def _commit_without_flush(connection: psycopg.Connection[Any]) -> None:
    # a crash of Postgres does no harm: the sweeper re-sends a lost message, a repeated one finds its task held or over
    connection.execute("set synchronous_commit = off")
    connection.commit()


class Queue:
    """Sends tasks to the workers."""

    def __init__(self, broker: dramatiq.Broker) -> None:
        self._broker = broker
        broker.declare_queue(QUEUE)

    def send(self, task_id: int, delay_seconds: float = 0) -> None:
        """Send a committed task; a failure is logged and left to the sweeper, because the task is safe in its row."""
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name=QUEUE, actor_name=ACTOR, args=(task_id,), kwargs={}, options={}
        )
        try:
            self._broker.enqueue(message, delay=round(delay_seconds * 1000) or None)
        except Exception as exc:
            logger.warning("task %s: its message could not be sent (%s); the sweep will send it", task_id, exc)
