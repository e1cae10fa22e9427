"""Progress as it happens: one LISTEN connection per process, whose bells reach every subscriber of a task.

The row is the truth and the bell may carry it. Whatever a bell does not carry, a subscriber has missed, or a broken
connection has swallowed is read from the rows, for many subscribers in one query.
"""

import logging
import os
import select
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

import psycopg

from .db import OUTAGES, connect_options
from .errors import DatabaseUnavailable
from .records import ProgressRow

logger = logging.getLogger(__name__)

#: how long a subscriber waits for its LISTEN to be in force
LISTEN_WAIT_SECONDS = 2.5
#: an idle LISTEN connection is asked whether it still lives
PING_SECONDS = 15
#: every row is read at the latest after this long, should a bell be lost
POLL_SECONDS = 30
#: LISTENs in one round trip, tasks in one read
BATCH = 500


class Subscriber(Protocol):
    """Someone who follows one task."""

    #: the last row it has
    after_seq: int

    def offer(self, row: ProgressRow) -> None:
        """Take the row that follows `after_seq`."""
        ...

    def tell(self, name: str, data: str) -> None:
        """Take something that is not worth a row: its name and JSON."""
        ...


class Bus:
    """Brings progress rows to subscribers, each exactly once and in order."""

    def __init__(self, database_url: str, replay: Callable[[dict[int, int]], list[ProgressRow]]) -> None:
        self._url = database_url
        self._replay = replay
        self._lock = threading.Lock()
        self._subscribers: dict[int, set[Subscriber]] = {}
        #: set while LISTEN is in force for a task
        self._in_force: dict[int, threading.Event] = {}
        self._touched: set[int] = set()
        self._behind: set[int] = set()
        self._someone_behind = threading.Event()
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_writer, False)
        self._started = False
        #: how often the LISTEN connection had to be made anew
        self.reconnects = 0

    def subscribe(self, task_id: int, subscriber: Subscriber) -> None:
        """Follow a task; returns once LISTEN is in force, so that a read after it misses nothing.

        Raises DatabaseUnavailable when that takes too long.
        """
        with self._lock:
            self._start()
            self._subscribers.setdefault(task_id, set()).add(subscriber)
            in_force = self._in_force.setdefault(task_id, threading.Event())
            if not in_force.is_set():
                self._touched.add(task_id)
        if not in_force.is_set():
            self._wake()
            if not in_force.wait(LISTEN_WAIT_SECONDS):
                self.unsubscribe(task_id, subscriber)
                raise DatabaseUnavailable()

    def unsubscribe(self, task_id: int, subscriber: Subscriber) -> None:
        """Stop following; the last one to leave ends the LISTEN."""
        with self._lock:
            subscribers = self._subscribers.get(task_id, set())
            subscribers.discard(subscriber)
            if subscribers or task_id not in self._subscribers:
                return
            del self._subscribers[task_id]
            self._touched.add(task_id)
        self._wake()

    def catch_up(self, task_ids: Iterable[int]) -> None:
        """Read what the subscribers of these tasks do not have yet."""
        with self._lock:
            self._behind.update(task_ids)
        self._someone_behind.set()

    def _start(self) -> None:
        if not self._started:
            self._started = True
            for target in (self._listen, self._read, self._poll):
                threading.Thread(target=target, name=f"bus{target.__name__}", daemon=True).start()

    def _wake(self) -> None:
        try:
            os.write(self._wake_writer, b"!")
        except BlockingIOError:
            pass  # the pipe is full of wake-ups already

    # -- the LISTEN connection

    def _listen(self) -> None:
        while True:
            try:
                with psycopg.connect(self._url, autocommit=True, **connect_options("limelight-bus")) as connection:
                    self._serve(connection)
            except OUTAGES as exc:
                self.reconnects += 1
                logger.warning("the bus lost its connection and makes a new one: %s", exc)
                time.sleep(0.5)

    def _serve(self, connection: psycopg.Connection) -> None:
        listening: set[int] = set()
        connection.add_notify_handler(lambda bell: self._hear(bell.channel, bell.payload))
        with self._lock:
            everyone = list(self._subscribers)
            self._touched.update(everyone)
        self._apply(connection, listening)
        self.catch_up(everyone)  # bells may have rung while nobody listened
        while True:
            bells = connection.fileno()
            ready, _, _ = select.select([bells, self._wake_reader], [], [], PING_SECONDS)
            if not ready:
                connection.execute("select 1")
            if self._wake_reader in ready:
                os.read(self._wake_reader, 4096)
            if bells in ready:
                connection.pgconn.consume_input()
                while bell := connection.pgconn.notifies():
                    self._hear(bell.relname.decode(), bell.extra.decode())
            self._apply(connection, listening)

    def _apply(self, connection: psycopg.Connection, listening: set[int]) -> None:
        """Bring the connection's LISTENs in line with the subscribers, many in one round trip."""
        while self._touched:
            with self._lock:
                batch = [self._touched.pop() for _ in range(min(BATCH, len(self._touched)))]
                wanted = {task_id for task_id in batch if task_id in self._subscribers}
                for task_id in set(batch) - wanted:
                    self._in_force.pop(task_id, None)  # before UNLISTEN: who comes from now on waits for a new LISTEN
            coming = [task_id for task_id in wanted if task_id not in listening]
            going = [task_id for task_id in batch if task_id in listening and task_id not in wanted]
            if coming or going:
                statements = [f"LISTEN task_{i}" for i in coming] + [f"UNLISTEN task_{i}" for i in going]
                connection.execute(";".join(statements).encode())
            listening.update(coming)
            listening.difference_update(going)
            with self._lock:
                for task_id in wanted & self._in_force.keys():
                    self._in_force[task_id].set()

    def _hear(self, channel: str, payload: str) -> None:
        task_id = int(channel.removeprefix("task_"))
        seq, _, event = payload.partition(" ")
        if not seq.isdigit():
            for subscriber in self._followers(task_id):
                subscriber.tell(seq, event)
        elif event:
            self._offer(ProgressRow(task_id, int(seq), event))
        else:
            self.catch_up([task_id])

    def _offer(self, row: ProgressRow) -> None:
        for subscriber in self._followers(row.task_id):
            if row.seq == subscriber.after_seq + 1:
                subscriber.offer(row)
            elif row.seq > subscriber.after_seq:
                self.catch_up([row.task_id])

    def _followers(self, task_id: int) -> list[Subscriber]:
        with self._lock:
            return list(self._subscribers.get(task_id, ()))

    # -- reading rows

    def _read(self) -> None:
        while True:
            self._someone_behind.wait()
            with self._lock:
                batch = [self._behind.pop() for _ in range(min(BATCH, len(self._behind)))]
                if not self._behind:
                    self._someone_behind.clear()
            try:
                self._bring_up(batch)
            except DatabaseUnavailable:
                time.sleep(1)
                self.catch_up(batch)
            except Exception:
                logger.exception("the bus could not read rows; the next poll tries again")

    def _bring_up(self, task_ids: list[int]) -> None:
        after = {}
        for task_id in task_ids:
            if followers := self._followers(task_id):
                after[task_id] = min(subscriber.after_seq for subscriber in followers)
        for row in self._replay(after) if after else ():
            for subscriber in self._followers(row.task_id):
                if row.seq == subscriber.after_seq + 1:
                    subscriber.offer(row)

    def _poll(self) -> None:
        while True:
            time.sleep(POLL_SECONDS)
            with self._lock:
                everyone = list(self._subscribers)
            self.catch_up(everyone)
