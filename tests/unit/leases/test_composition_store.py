"""Pictures change hands with the end of a composition, and the composition asked for last decides."""

from datetime import UTC, datetime

import pytest

from tasks.accounts import AccountStore
from tasks.db.pool import Database
from tasks.errors import LeaseLost, TaskNotFound
from tasks.events import Event
from tasks.media.store import MediaStore, NewMedia
from tasks.plans import COMPOSITION_STAGES, ENHANCEMENT_STAGES
from tasks.records import Lease, StageState
from tasks.store import NewTask, Store
from tasks.worker.composition_store import CompositionStore
from tasks.worker.lease_store import LEASE_SECONDS, Batch, LeaseStore


class Ad:
    """A finished enhancement whose product was cut out, and its compositions."""

    def __init__(self, database: Database, leases: LeaseStore) -> None:
        self.database, self.leases = database, leases
        self.media = MediaStore(database)
        self.store = Store(database, self.media)
        self.compositions = CompositionStore(database)
        self.account_id = AccountStore(database).add(None, None).id
        self.id = self._add("enhancement", ENHANCEMENT_STAGES, None)
        lease = self.claimed(self.id)
        output = {"background": "studio", "cut_below": True}
        leases.finish_stage(lease, finished("enhance"), output, [picture("enhanced"), picture("cutout")], None)
        result = {"enhanced_image_url": f"/media/{self.keys()['enhanced']}"}
        ended = Event(self.id, lease.last_seq + 1, 100, None, "task.completed", "completed", result=result)
        assert leases.write([Batch(lease, lease.last_seq, [ended])])

    def keys(self) -> dict[str, str]:
        return self.media.keys(self.id)

    def change(self, background: str) -> int:
        return self._add("composition", COMPOSITION_STAGES, self.id, background=background)

    def claimed(self, task_id: int) -> Lease:
        lease = self.leases.claim(task_id)
        assert lease
        return lease

    def composed(self, lease: Lease) -> None:
        output = {"background": lease.input.background}
        self.leases.finish_stage(lease, finished("compose"), output, [picture("enhanced")], None)

    def complete(self, lease: Lease) -> None:
        ended = Event(lease.task_id, lease.last_seq + 1, 100, None, "composition.completed", "completed")
        self.compositions.complete(lease, lease.input.background, ended)

    def background(self) -> str | None:
        return self.store.task(self.account_id, self.id).background

    def _add(self, kind: str, stages: tuple[str, ...], parent_id: int | None, **asked: str) -> int:
        values = {"user_description": "", "duration_seconds": 4, "language": "en", **asked}
        new = NewTask(kind, values, stages, (), None, b"", None, parent_id)
        return self.store.submit(self.account_id, new)[0].id


def picture(role: str) -> NewMedia:
    return NewMedia(role, b"a picture", "image/jpeg", 3, 2)


def finished(name: str) -> StageState:
    return StageState(name, "finished", 1, datetime.now(UTC), datetime.now(UTC))


@pytest.fixture
def ad(database: Database, leases: LeaseStore) -> Ad:
    """An ad on a studio's backdrop."""
    return Ad(database, leases)


def test_the_end_of_a_composition_hands_its_pictures_over(ad: Ad) -> None:
    before = ad.keys()
    lease = ad.claimed(ad.change("white"))
    assert ad.compositions.cut_below(lease)
    ad.composed(lease)
    made = ad.media.keys(lease.task_id)["enhanced"]
    assert (ad.keys(), ad.background()) == (before, "studio")

    ad.complete(lease)

    assert ad.keys() == {"cutout": before["cutout"], "enhanced": made}
    assert ad.background() == "white"
    # what pages still show is kept beside the composition, and a late reader hears of the new picture
    assert ad.media.keys(lease.task_id) == {"replaced_enhanced": before["enhanced"]}
    assert made in ad.store.replay({ad.id: 0})[-1].event


def test_of_two_the_one_asked_for_last_wins_whichever_ends_first(ad: Ad) -> None:
    first, last = ad.claimed(ad.change("white")), ad.claimed(ad.change("dark"))
    for lease in (first, last):
        ad.composed(lease)
    ad.complete(last)
    shown = ad.keys()
    ad.complete(first)
    assert (ad.keys(), ad.background()) == (shown, "dark")
    statuses = {ad.store.task(ad.account_id, lease.task_id).status for lease in (first, last)}
    assert statuses == {"completed"}


def test_an_interrupted_composition_goes_on_with_the_pictures_it_kept(ad: Ad) -> None:
    # Given one whose worker dies between its pictures and its end
    dead = ad.claimed(ad.change("white"))
    ad.composed(dead)
    made = ad.media.keys(dead.task_id)["enhanced"]
    with ad.database.transaction() as connection:
        connection.execute(
            "update tasks set lease_expires_at = now() - %s * interval '1 second' where id = %s",
            (LEASE_SECONDS, dead.task_id),
        )

    # When another takes it over, then the dead one's end changes nothing, and the other's does
    heir = ad.claimed(dead.task_id)
    with pytest.raises(LeaseLost):
        ad.complete(dead)
    assert ad.background() == "studio"
    ad.complete(heir)
    assert ad.keys()["enhanced"] == made


def test_an_ad_takes_its_compositions_along_when_it_is_deleted(ad: Ad) -> None:
    lease = ad.claimed(ad.change("white"))
    ad.composed(lease)
    ad.store.delete(ad.account_id, ad.id)
    with pytest.raises(LeaseLost):
        ad.complete(lease)
    with pytest.raises(TaskNotFound):
        ad.store.task(ad.account_id, lease.task_id)
    with pytest.raises(TaskNotFound):
        ad.change("dark")


def test_replaced_pictures_are_deleted_once_no_link_to_them_works(ad: Ad) -> None:
    lease = ad.claimed(ad.change("white"))
    ad.composed(lease)
    ad.complete(lease)
    ad.store.delete_expired_media(days=0)
    assert ad.media.keys(lease.task_id)
    with ad.database.transaction() as connection:
        connection.execute("update tasks set finished_at = now() - interval '13 hours'")
    ad.store.delete_expired_media(days=0)
    assert not ad.media.keys(lease.task_id)
    assert set(ad.keys()) == {"cutout", "enhanced"}
