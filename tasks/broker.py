"""The queue: Dramatiq over Postgres. A message is nothing but a task's id."""

import logging
from typing import Any

import dramatiq
from dramatiq_postgres import PostgresBroker
from psycopg_pool import ConnectionPool

from .db import Database, connect_options

logger = logging.getLogger(__name__)

QUEUE = "tasks"
ACTOR = "run_task"

#: two consumers (the queue's and its delayed twin's), one listener, one for messages and acknowledgements in turn
WORKER_CONNECTIONS = 4


class _ImpatientBroker(PostgresBroker):
    """Enqueues without the library's ten retries, in the middle of a request; the sweep covers what is lost."""

    enqueue = PostgresBroker.enqueue.__wrapped__


class _TakeNoMoreThanCanBeDone(dramatiq.Middleware):
    """Leaves waiting messages to whoever is free: a worker would hold as many again as it has threads."""

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        worker.queue_prefetch = worker.worker_threads


def sending_broker(db: Database) -> dramatiq.Broker:
    """A broker for a process that only sends, over the connections that it has anyway."""
    return _ImpatientBroker(pool=db.pool, results=False, listen=False, middleware=[])


def working_broker(database_url: str, middleware: list[dramatiq.Middleware]) -> dramatiq.Broker:
    """A broker for a process that works; the only middleware is ours, because actors neither raise nor return."""
    pool: ConnectionPool[Any] = ConnectionPool(
        database_url, min_size=0, max_size=WORKER_CONNECTIONS, open=True, kwargs=connect_options("limelight-queue")
    )
    middleware = [_TakeNoMoreThanCanBeDone(), *middleware]
    broker: dramatiq.Broker = PostgresBroker(pool=pool, results=False, middleware=middleware)
    return broker


class Queue:
    """Sends tasks to the workers."""

    def __init__(self, broker: dramatiq.Broker) -> None:
        self._broker = broker
        broker.declare_queue(QUEUE)

    def send(self, task_id: int, delay_seconds: float = 0) -> None:
        """Send a committed task; a failure is logged and left to the sweep, for the task is safe in its row."""
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name=QUEUE, actor_name=ACTOR, args=(task_id,), kwargs={}, options={}
        )
        try:
            self._broker.enqueue(message, delay=round(delay_seconds * 1000) or None)
        except Exception as exc:
            logger.warning("task %s: its message could not be sent (%s); the sweep will send it", task_id, exc)
