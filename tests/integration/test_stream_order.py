"""What happens at the very moment in which a stream is opened: no row falls between reading and going live."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from tasks.bus import Bus
from tasks.db.pool import Database
from tasks.eta import StageHistory
from tasks.events import ProgressRow
from tasks.media.store import MediaStore
from tasks.records import Task
from tasks.store import Store
from tests.client import Client, Site
from tests.hand_worker import ROWS, HandWorker
from tests.processes import SECRET_KEY
from webapp.links import Links
from webapp.resources import Resources
from webapp.streaming.stream import Stream, Streams


@dataclass
class QuietBus:
    """A bus that is quiet, and remembers who asked to catch up."""

    on_subscribe: Callable[[], None] = lambda: None
    subscribed: list[int] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)

    def subscribe(self, task_id: int, _: object) -> None:
        self.subscribed.append(task_id)
        self.on_subscribe()

    def unsubscribe(self, task_id: int, _: object) -> None:
        self.subscribed.remove(task_id)

    def catch_up(self, task_ids: list[int]) -> None:
        self.behind += task_ids


class LateStore(Store):
    """A store in which something happens right after the rows were read."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, MediaStore(database))
        self.database = database
        self.after_reading: Callable[[], None] = lambda: None

    def tasks_with_rows(self, readers: Sequence[tuple[int, int, int]]) -> list[tuple[Task, list[ProgressRow]] | None]:
        found = super().tasks_with_rows(readers)
        self.after_reading()
        return found


@pytest.fixture
def store(idle_site: Site) -> Iterator[LateStore]:
    """The tasks of the idle site."""
    database = Database(idle_site.database_url, pool_size=2)
    database.open()
    yield LateStore(database)
    database.close()


class Reader:
    """A stream of a new task, and what it has sent."""

    def __init__(self, store: LateStore, client: Client) -> None:
        self.bus = QuietBus()
        self.store = store
        self.sent: list[bytes | None] = []
        self.task_id: int = client.submitted()["id"]
        links = Links(SECRET_KEY)
        resources = Resources(links, StageHistory(store.database), {})
        streams = Streams(cast(Bus, self.bus), store, links, resources, streams_max=0, per_user_max=0)
        account_id = client.session["account"]["id"]
        self.stream = Stream(streams, account_id, self.task_id, "enhancement", after_seq=0, sink=self)

    def send(self, chunk: bytes) -> None:
        self.sent.append(chunk)

    def finish(self) -> None:
        self.sent.append(None)

    def open(self) -> None:
        self.stream.open()

    def rows(self) -> list[ProgressRow]:
        return Store.replay(self.store, {self.task_id: 0})

    @property
    def seqs(self) -> list[int]:
        """The numbers of the rows that were sent."""
        lines = b"".join(chunk or b"" for chunk in self.sent).split(b"\n")
        return [int(line.removeprefix(b"id: ")) for line in lines if line.startswith(b"id: ")]

    @property
    def ended(self) -> bool:
        return self.sent[-1] is None


@pytest.fixture
def reader(store: LateStore, idle_guest: Client) -> Reader:
    """A reader of a waiting task."""
    return Reader(store, idle_guest)


def test_rows_are_read_only_once_the_stream_listens(reader: Reader, worker: HandWorker) -> None:
    # When the whole task is done while LISTEN is not yet in force, so that nothing is heard
    reader.bus.on_subscribe = lambda: worker.complete(worker.start(reader.task_id))
    reader.open()

    # Then the stream has it from the rows
    assert reader.seqs == list(range(1, len(ROWS) + 2))
    assert reader.ended


def test_a_notification_between_reading_and_going_live_is_not_lost(reader: Reader, worker: HandWorker) -> None:
    # When the task is done, and notifies, while the stream has read but is not live
    def finish() -> None:
        worker.complete(worker.start(reader.task_id))
        reader.stream.on_row(reader.rows()[0])

    reader.store.after_reading = finish
    reader.open()

    # Then the stream asks for what it has missed
    assert reader.seqs == []
    assert reader.bus.behind == [reader.task_id]
    for row in reader.rows():
        reader.stream.on_row(row)
    assert reader.seqs == list(range(1, len(ROWS) + 2))


def test_no_row_is_sent_twice_or_before_its_turn(reader: Reader, worker: HandWorker) -> None:
    reader.open()
    worker.start(reader.task_id)
    first, second, third, fourth = reader.rows()
    for row in (third, first, first, third, second, second, first, fourth, third, fourth):
        reader.stream.on_row(row)
    assert reader.seqs == [1, 2, 3, 4]


def test_nothing_is_sent_after_the_end(reader: Reader, worker: HandWorker) -> None:
    reader.open()
    worker.complete(worker.start(reader.task_id))
    for row in reader.rows() * 2:
        reader.stream.on_row(row)
    reader.stream.end(1000)
    reader.stream.on_signal("eta", "{}")
    assert reader.sent.count(None) == 1
    assert reader.ended


def test_a_stream_that_cannot_be_opened_leaves_nobody_subscribed(reader: Reader, idle_guest: Client) -> None:
    idle_guest.delete(f"/tasks/{reader.task_id}")
    with pytest.raises(Exception, match="There is no such task"):
        reader.open()
    assert reader.bus.subscribed == []
    assert reader.sent == []
