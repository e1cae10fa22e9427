"""Writes the events of all attempts in a worker together, and renews their leases with them.

An attempt does not wait until its events are written: one thread collects the events of all attempts and writes them
in one statement. To be sure that they are written, flush.
"""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..deadline import Deadline
from ..errors import DatabaseUnavailable, LeaseLost
from ..events import Event
from ..records import Lease, StageState
from .lease_store import LEASE_SECONDS, Batch, LeaseStore

logger = logging.getLogger(__name__)

#: far more often than a lease needs: this is also how soon a cancelled task stops its engine
RENEW_SECONDS = 3
#: between two tries while Postgres is away
OUTAGE_RETRY_SECONDS = 0.5
#: between two tries while another process locks a task's row
LOCKED_RETRY_SECONDS = 0.05
#: how often a flush checks whether everything is written
FLUSH_CHECK_SECONDS = 0.5
#: a notification holds 8,000 bytes, and a character takes up to 4
DRAFT_CHARACTERS = 1500


class Outbox:
    """The unwritten events, stages and signals of one attempt."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        #: the last event that is written
        self.last_seq = lease.last_seq
        self.events: list[Event] = []
        self.stages: list[StageState] = []
        #: JSON of the next estimate
        self.eta: str | None = None
        #: the script as far as it is written, and as far as watchers have it
        self.draft = self.sent_draft = ""
        #: set once the lease is lost: engines look at it to stop early
        self.lease_lost = threading.Event()
        #: why nothing can be written, when that is neither the lease nor an outage
        self.failure: Exception | None = None
        #: when to retry after another process locked the task's row
        self.due_at = 0.0

    @property
    def flushed(self) -> bool:
        """Whether everything is written, as far as it ever will be."""
        waiting = self.events or self.stages or self.draft != self.sent_draft
        return not waiting or self.lease_lost.is_set() or self.failure is not None

    def batch(self) -> Batch:
        """Everything unwritten."""
        signals = [f"eta {self.eta}"] if self.eta else []
        draft = self.draft if self.draft != self.sent_draft else None
        if draft is not None:
            signals += _additions(self.sent_draft, draft)
        return Batch(self.lease, self.last_seq, tuple(self.events), tuple(self.stages), draft, tuple(signals))

    def wrote(self, batch: Batch) -> None:
        """Forget what is written."""
        self.wrote_up_to(batch.last_seq)
        self.stages = [stage for stage in self.stages if stage not in batch.stages]
        self.sent_draft = self.sent_draft if batch.draft is None else batch.draft
        self.eta = None if f"eta {self.eta}" in batch.signals else self.eta

    def wrote_up_to(self, last_seq: int) -> None:
        """Forget the events that are written."""
        self.last_seq = last_seq
        self.events = [event for event in self.events if event.seq > last_seq]


class ProgressWriter:
    """Writes outboxes, each in its order."""

    def __init__(self, store: LeaseStore) -> None:
        self._store = store
        #: guards the outboxes; one condition wakes the writer, the other those who wait for an outbox
        self._lock = threading.Lock()
        self._has_work = threading.Condition(self._lock)
        self._has_written = threading.Condition(self._lock)
        self._pending: set[Outbox] = set()
        self._held: set[Outbox] = set()
        self._renewed_at = 0.0
        self._thread: threading.Thread | None = None

    @contextmanager
    def adding(self, outbox: Outbox, *, soon: bool = True) -> Iterator[int]:
        """Let the block put something into an outbox, to be written soon or else with what follows.

        Yields the seq of its next event; raises LeaseLost.
        """
        if outbox.lease_lost.is_set():
            raise LeaseLost()
        with self._lock:
            yield outbox.last_seq + len(outbox.events) + 1
            if soon:
                self._schedule(outbox)

    def flush(self, outbox: Outbox) -> None:
        """Wait until an outbox is written.

        Raises LeaseLost, DatabaseUnavailable when it takes longer than a lease, and any other error of the write.
        """
        deadline = Deadline(LEASE_SECONDS)
        with self._lock:
            self._schedule(outbox)
            while not self._has_written.wait_for(lambda: outbox.flushed, FLUSH_CHECK_SECONDS):
                if deadline.has_passed():
                    raise DatabaseUnavailable()
            if outbox.failure:
                raise outbox.failure
            if outbox.events:
                raise LeaseLost()

    @contextmanager
    def held(self, outbox: Outbox) -> Iterator[None]:
        """Renew the lease for as long as the block runs; what is not written by then never will be."""
        with self._lock:
            self._held.add(outbox)
            self._start()
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(outbox)
                self._pending.discard(outbox)

    def _schedule(self, outbox: Outbox) -> None:
        if not outbox.flushed:
            self._pending.add(outbox)
            self._start()
            self._has_work.notify()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="progress-writer", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            batches = self._due()
            try:
                self._write(batches)
            except DatabaseUnavailable:
                self._renewed_at = 0.0
                time.sleep(OUTAGE_RETRY_SECONDS)
            except Exception:
                logger.exception("the progress writer failed; it goes on")
                time.sleep(OUTAGE_RETRY_SECONDS)
            with self._lock:
                self._has_written.notify_all()

    def _due(self) -> dict[Outbox, Batch]:
        """Wait for outboxes that are behind, or until all leases are to be renewed."""
        with self._lock:
            while True:
                now = time.monotonic()
                due, next_at = self._pending, self._renewed_at + RENEW_SECONDS
                if next_at <= now:
                    due, next_at, self._renewed_at = self._pending | self._held, now + RENEW_SECONDS, now
                writable = [outbox for outbox in due if not outbox.failure]
                if batches := {outbox: outbox.batch() for outbox in writable if outbox.due_at <= now}:
                    return batches
                self._has_work.wait(min([next_at, *(outbox.due_at for outbox in writable)]) - now)

    def _write(self, batches: dict[Outbox, Batch]) -> None:
        try:
            written = self._store.write(list(batches.values()))
        except DatabaseUnavailable:
            raise
        except Exception as exc:
            if len(batches) > 1:  # one of them is no reason to fail the others
                for outbox, batch in batches.items():
                    self._write({outbox: batch})
                return
            next(iter(batches)).failure = exc
            written = set()
        left = [outbox for outbox in batches if outbox.lease.lease_id not in written]
        looked_up = {outbox: self._store.last_seq(outbox.lease) for outbox in left}
        with self._lock:
            for outbox, batch in batches.items():
                if outbox not in looked_up:
                    outbox.wrote(batch)
                elif (last_seq := looked_up[outbox]) is None:
                    outbox.lease_lost.set()
                elif last_seq > outbox.last_seq:  # written just before a connection broke
                    outbox.wrote_up_to(last_seq)
                else:
                    outbox.due_at = time.monotonic() + LOCKED_RETRY_SECONDS
                if outbox.flushed:
                    self._pending.discard(outbox)


def _additions(sent: str, draft: str) -> Iterator[str]:
    """Signals that bring watchers from one draft to the next."""
    pairs = zip(sent, draft, strict=False)
    shorter = min(len(sent), len(draft))
    offset = next((place for place, (old, new) in enumerate(pairs) if old != new), shorter)
    for start in range(offset, max(len(draft), offset + 1), DRAFT_CHARACTERS):
        addition = {"offset": start, "text": draft[start : start + DRAFT_CHARACTERS]}
        yield f"script {json.dumps(addition, ensure_ascii=False)}"
