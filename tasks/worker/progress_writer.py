"""The progress rows of all tasks that a worker holds, and their leases.

A task does not wait until its row is written: one thread writes what has come from all of them meanwhile, in one
statement, and renews the leases with it. Whatever must not be lost waits for its page.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..deadline import Deadline
from ..errors import DatabaseUnavailable, LeaseLost
from ..records import Claim
from .lease_store import LEASE_SECONDS, LeasedStore, Report, Unwritten

logger = logging.getLogger(__name__)

#: far more often than a lease needs: this is also how soon a cancelled task lets go of its engine
RENEW_SECONDS = 3
#: between two tries while Postgres is away
AWAY_SECONDS = 0.5
#: between two tries while somebody else locks a task's row
LOCKED_SECONDS = 0.05
#: between two looks whether a page is written
SETTLE_LOOK_SECONDS = 0.5


class Page:
    """The rows of one attempt at a task."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        #: all of them, for a crash of Postgres may take back what was not flushed yet
        self.reports: list[Report] = []
        self.written = 0
        #: set once the lease is lost: engines look at it to stop early
        self.lost = threading.Event()
        #: why its rows cannot be written, when that is neither the lease nor an outage
        self.failure: Exception | None = None
        #: transactions of ours that lock the task's row just now: it is not worth a try
        self.locks = 0
        #: when it is tried again after somebody else locked the task's row
        self.due_at = 0.0

    def is_settled(self) -> bool:
        """Whether its rows are written, as far as they ever will be."""
        return self.written == len(self.reports) or self.lost.is_set() or self.failure is not None

    def unwritten(self) -> Unwritten:
        """What is still to be written, if only the lease."""
        return Unwritten(self.claim, self.claim.last_seq + self.written, self.reports[self.written :])


class Journal:
    """Writes pages, each in its order."""

    def __init__(self, store: LeasedStore) -> None:
        self._store = store
        #: guards the pages; one wakes the journal, the other whoever waits for a page
        self._lock = threading.Lock()
        self._has_work = threading.Condition(self._lock)
        self._has_written = threading.Condition(self._lock)
        self._behind: set[Page] = set()
        self._held: set[Page] = set()
        self._renewed_at = 0.0
        self._thread: threading.Thread | None = None

    def add(self, page: Page, report: Report) -> None:
        """Write a row soon; raises LeaseLost."""
        if page.lost.is_set():
            raise LeaseLost()
        with self._lock:
            page.reports.append(report)
            self._behind.add(page)
            self._start()
            self._has_work.notify()

    def settle(self, page: Page) -> None:
        """Wait until all rows of a page are written.

        Raises LeaseLost, DatabaseUnavailable when it takes longer than a lease, and whatever else is in the way.
        """
        deadline = Deadline(LEASE_SECONDS)
        with self._lock:
            while not self._has_written.wait_for(page.is_settled, SETTLE_LOOK_SECONDS) and not deadline.has_passed():
                pass
        if page.failure:
            raise page.failure
        if page.written < len(page.reports):
            raise LeaseLost() if page.lost.is_set() else DatabaseUnavailable()

    @contextmanager
    def held(self, page: Page) -> Iterator[None]:
        """Renew the lease for as long as the block runs; rows that are not written by then never will be."""
        with self._lock:
            self._held.add(page)
            self._start()
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(page)
                self._behind.discard(page)

    @contextmanager
    def paused(self, page: Page, settle_seconds: float = 0) -> Iterator[None]:
        """Begin no write of this page while the block locks its task's row; what is there has some time before."""
        with self._lock:
            self._has_written.wait_for(page.is_settled, settle_seconds)
            page.locks += 1
        try:
            yield
        finally:
            with self._lock:
                page.locks -= 1
                self._has_work.notify()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_on, name="journal", daemon=True)
            self._thread.start()

    def _write_on(self) -> None:
        while True:
            pages = self._due()
            try:
                self._write(pages)
            except DatabaseUnavailable:
                self._renewed_at = 0.0
                time.sleep(AWAY_SECONDS)
            except Exception:
                logger.exception("the journal failed; it goes on")
                time.sleep(AWAY_SECONDS)
            with self._lock:
                self._has_written.notify_all()

    def _due(self) -> list[Page]:
        """Wait for pages with unwritten rows, or until all leases are to be renewed."""
        with self._lock:
            while True:
                now = time.monotonic()
                due, next_at = self._behind, self._renewed_at + RENEW_SECONDS
                if next_at <= now:
                    due, next_at, self._renewed_at = self._behind | self._held, now + RENEW_SECONDS, now
                writable = [page for page in due if not page.locks and not page.failure]
                if pages := [page for page in writable if page.due_at <= now]:
                    return pages
                self._has_work.wait(min([next_at, *(page.due_at for page in writable)]) - now)

    def _write(self, pages: list[Page]) -> None:
        try:
            written = self._store.write([page.unwritten() for page in pages])
        except DatabaseUnavailable:
            raise
        except Exception as exc:
            if len(pages) > 1:  # one of them is no reason to fail the others
                for page in pages:
                    self._write([page])
                return
            pages[0].failure = exc
            written = {}
        last_seqs = {page: written.get(page.claim.lease_id) or self._looked_up(page) for page in pages}
        locked_until = time.monotonic() + LOCKED_SECONDS
        with self._lock:
            for page, last_seq in last_seqs.items():
                if last_seq is None:
                    page.lost.set()
                elif page.claim.lease_id not in written and last_seq == page.claim.last_seq + page.written:
                    page.due_at = locked_until
                else:
                    page.written = last_seq - page.claim.last_seq
                if page.is_settled():
                    self._behind.discard(page)
                else:  # more has come, or a crash took back what was written
                    self._behind.add(page)

    def _looked_up(self, page: Page) -> int | None:
        """Where a task is that the rows were not written to; None when the lease is lost.

        They were written just before a connection broke, others were lost in a crash, or the task is locked.
        """
        try:
            return self._store.last_seq(page.claim)
        except LeaseLost:
            return None
