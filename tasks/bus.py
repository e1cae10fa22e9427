"""Progress as it happens: one LISTEN connection per process, whose notifications reach every subscriber of a task.

The row is the truth and its notification may carry it. What a notification does not carry, a subscriber has missed or
a broken connection has swallowed is read from the rows, for many subscribers at once.
"""

import itertools
import logging
import os
import selectors
import threading
import time
from collections.abc import Iterable
from typing import Protocol

import psycopg

from .db.pool import OUTAGES, connect_options
from .errors import DatabaseUnavailable
from .events import ProgressRow
from .store import Store

logger = logging.getLogger(__name__)

#: how long a subscriber waits for its LISTEN to be in force
LISTEN_WAIT_SECONDS = 2.5
#: how often an idle LISTEN connection is checked
PING_SECONDS = 15
#: rows are read at least this often, in case a notification is lost
POLL_SECONDS = 30
#: a notification that was sent before its task was deleted arrives within this time
LAST_NOTIFICATION_SECONDS = 1
#: LISTENs in one round trip, tasks in one read
BATCH = 500
#: notifications handled before other greenlets get a turn
NOTIFICATIONS_PER_TURN = 100


class Subscriber(Protocol):
    """Receives the rows and signals of one task."""

    #: the last row it has
    after_seq: int

    def on_row(self, row: ProgressRow) -> None:
        """Take the row that follows `after_seq`."""

    def on_signal(self, name: str, data: str) -> None:
        """Take a signal: its name and JSON."""

    def on_deleted(self) -> None:
        """The task is gone, and no more rows of it will come."""


class Bus:
    """Brings progress rows to subscribers, each exactly once and in order."""

    def __init__(self, database_url: str, store: Store) -> None:
        self._url = database_url
        self._store = store
        self._lock = threading.Lock()
        #: replaced, never changed, so that they are read without the lock; a tuple of one is the smallest collection
        self._subscribers: dict[int, tuple[Subscriber, ...]] = {}
        #: tasks whose LISTEN is in force
        self._listening: set[int] = set()
        #: who waits for the LISTEN of a task
        self._waiting: dict[int, threading.Event] = {}
        self._changed: set[int] = set()
        self._behind: set[int] = set()
        self._has_behind = threading.Event()
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_writer, False)
        self._started = False
        #: how often the LISTEN connection had to be replaced
        self.reconnects = 0

    def subscribe(self, task_id: int, subscriber: Subscriber) -> None:
        """Follow a task; returns once LISTEN is in force, so that a read after it misses nothing.

        Raises DatabaseUnavailable when that takes too long.
        """
        with self._lock:
            self._start()
            self._subscribers[task_id] = (*self._subscribers.get(task_id, ()), subscriber)
            if task_id in self._listening:
                return
            in_force = self._waiting.setdefault(task_id, threading.Event())
            self._changed.add(task_id)
        self._wake()
        if not in_force.wait(LISTEN_WAIT_SECONDS):
            self.unsubscribe(task_id, subscriber)
            raise DatabaseUnavailable()

    def unsubscribe(self, task_id: int, subscriber: Subscriber) -> None:
        """Stop following; the last one to leave ends the LISTEN."""
        with self._lock:
            left = tuple(other for other in self._subscribers.get(task_id, ()) if other is not subscriber)
            if left:
                self._subscribers[task_id] = left
                return
            if self._subscribers.pop(task_id, None) is None:
                return
            self._changed.add(task_id)
        self._wake()

    def catch_up(self, task_ids: Iterable[int]) -> None:
        """Read what the subscribers of these tasks do not have yet."""
        with self._lock:
            self._behind.update(task_ids)
        self._has_behind.set()

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
            except Exception:
                logger.exception("the bus failed, and starts again")
                time.sleep(0.5)

    def _serve(self, connection: psycopg.Connection) -> None:
        # for notifications that come along with the answer to a statement
        connection.add_notify_handler(lambda notify: self._on_notification(notify.channel, notify.payload))
        with self._lock:
            self._listening.clear()
            everyone = list(self._subscribers)
            self._changed.update(everyone)
        self._apply(connection)
        self.catch_up(everyone)  # a notification may have been sent while nothing listened
        with selectors.DefaultSelector() as selector:
            for descriptor in (connection.fileno(), self._wake_reader):
                selector.register(descriptor, selectors.EVENT_READ)
            while True:
                ready = [key.fd for key, _ in selector.select(PING_SECONDS)]
                if not ready:
                    connection.execute("select 1")
                if self._wake_reader in ready:
                    os.read(self._wake_reader, 4096)
                connection.pgconn.consume_input()
                for heard in itertools.count(1):
                    if not (notify := connection.pgconn.notifies()):
                        break
                    self._on_notification(notify.relname.decode(), notify.extra.decode())
                    if heard % NOTIFICATIONS_PER_TURN == 0:
                        time.sleep(0)
                self._apply(connection)

    def _apply(self, connection: psycopg.Connection) -> None:
        """Bring the connection's LISTENs in line with the subscribers, many in one round trip."""
        while self._changed:
            with self._lock:
                batch = [self._changed.pop() for _ in range(min(BATCH, len(self._changed)))]
                coming = [i for i in batch if i in self._subscribers and i not in self._listening]
                going = [i for i in batch if i not in self._subscribers and i in self._listening]
                # before UNLISTEN: a subscriber that comes now waits for a new LISTEN
                self._listening.difference_update(going)
            if coming or going:
                statements = [f"LISTEN progress_{i}" for i in coming] + [f"UNLISTEN progress_{i}" for i in going]
                connection.execute(";".join(statements).encode())
            with self._lock:
                self._listening.update(coming)
                settled = [i for i in batch if i in self._listening or i not in self._subscribers]
                for in_force in filter(None, [self._waiting.pop(i, None) for i in settled]):
                    in_force.set()

    def _on_notification(self, channel: str, payload: str) -> None:
        task_id = int(channel.removeprefix("progress_"))
        head, _, rest = payload.partition(" ")
        if not head.isdigit():
            for subscriber in self._subscribers.get(task_id, ()):
                subscriber.on_signal(head, rest)
        elif rest:
            status, code, time, event = rest.split(" ", 3)
            self._deliver(ProgressRow(task_id, int(head), status, code, float(time), event))
        else:
            self.catch_up([task_id])

    def _deliver(self, row: ProgressRow) -> None:
        for subscriber in self._subscribers.get(row.task_id, ()):
            if row.seq == subscriber.after_seq + 1:
                subscriber.on_row(row)
            elif row.seq > subscriber.after_seq:
                self.catch_up([row.task_id])

    # -- reading rows

    def _read(self) -> None:
        while True:
            self._has_behind.wait()
            with self._lock:
                batch = [self._behind.pop() for _ in range(min(BATCH, len(self._behind)))]
                if not self._behind:
                    self._has_behind.clear()
            try:
                self._read_missed(batch)
            except DatabaseUnavailable:
                time.sleep(1)
                self.catch_up(batch)
            except Exception:
                logger.exception("the bus could not read rows; the next poll tries again")

    def _read_missed(self, task_ids: list[int]) -> None:
        followed = {task_id: self._subscribers.get(task_id, ()) for task_id in task_ids}
        after = {i: min(subscriber.after_seq for subscriber in them) for i, them in followed.items() if them}
        if not after:
            return
        for row in self._store.replay(after):
            for subscriber in self._subscribers.get(row.task_id, ()):
                if row.seq == subscriber.after_seq + 1:
                    subscriber.on_row(row)
        for task_id in self._store.deleted(after):
            # its last notification may be on its way
            timer = threading.Timer(LAST_NOTIFICATION_SECONDS, _end, (followed[task_id],))
            timer.daemon = True
            timer.start()

    def _poll(self) -> None:
        while True:
            everyone = list(self._subscribers)
            starts = range(0, max(1, len(everyone)), BATCH)
            for start in starts:
                time.sleep(POLL_SECONDS / len(starts))
                self.catch_up(everyone[start : start + BATCH])


def _end(subscribers: Iterable[Subscriber]) -> None:
    for subscriber in subscribers:
        subscriber.on_deleted()
