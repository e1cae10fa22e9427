"""History: one's own tasks, newest first, in pages; and what is deleted is gone."""

import pytest

from tasks.errors import LeaseLost
from tests.client import ENHANCE, Client, Site, body_of, refusal_of
from tests.hand_worker import HandWorker


def listed(client: Client, **params: object) -> tuple[list[int], str | None]:
    """The ids of one page, and the next cursor."""
    page = body_of(client.get("/tasks", params=params), 200)
    return [task["id"] for task in page["tasks"]], page["next_cursor"]


def test_a_newcomer_has_none(idle_guest: Client) -> None:
    assert listed(idle_guest) == ([], None)


def test_the_newest_come_first_as_the_status_shows_them(idle_guest: Client) -> None:
    made = [idle_guest.submitted()["id"] for _ in range(3)]
    answer = idle_guest.get("/tasks")
    assert [task["id"] for task in answer.json()["tasks"]] == made[::-1]
    assert answer.json()["tasks"][0] == idle_guest.task(made[-1])
    assert answer.headers["Cache-Control"] == "no-store"


def test_pages_follow_each_other_without_gap_or_repeat_whatever_is_added(idle_guest: Client) -> None:
    # Given seven tasks, three of which are on the first page
    made = [idle_guest.submitted()["id"] for _ in range(7)][::-1]
    seen, cursor = listed(idle_guest, limit=3)

    # When a task is added and one is deleted between the pages
    idle_guest.submitted()
    idle_guest.delete(f"/tasks/{made[1]}")

    # Then the following pages have the others
    while cursor:
        ids, cursor = listed(idle_guest, limit=3, cursor=cursor)
        seen += ids
    assert seen == made


def test_a_full_last_page_is_the_last(idle_guest: Client) -> None:
    made = [idle_guest.submitted()["id"] for _ in range(2)][::-1]
    assert listed(idle_guest, limit=2) == (made, None)
    assert listed(idle_guest, cursor=made[-1]) == ([], None)


def test_a_kind_can_be_asked_for(idle_guest: Client) -> None:
    task_id = idle_guest.submitted()["id"]
    assert listed(idle_guest, kind="enhancement") == ([task_id], None)
    assert listed(idle_guest, kind="video") == ([], None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "-1"),
        ("limit", "many"),
        ("limit", ""),
        ("cursor", "0"),
        ("cursor", "x"),
        ("cursor", str(2**63)),
        ("cursor", "1;drop table tasks"),
        ("kind", "song"),
        ("kind", "\0"),
    ],
)
def test_what_cannot_be_listed_is_refused_by_its_name(idle_guest: Client, name: str, value: str) -> None:
    error = refusal_of(idle_guest.get("/tasks", params={name: value}), 422, "input_invalid")
    assert error["field"] == name


def test_a_deleted_task_leaves_nothing_behind(site: Site, guest: Client) -> None:
    # Given two finished tasks
    gone, kept = (guest.finished(guest.submitted()["id"])["id"] for _ in range(2))
    counts = {
        "tasks": "select count(*) from tasks where id = %s",
        "stages": "select count(*) from stages where task_id = %s",
        "progress": "select count(*) from progress where task_id = %s",
        "media": "select count(*) from media where task_id = %s",
    }
    keys = [row["key"] for row in site.query("select key from media where task_id = %s", gone)]

    # When one is deleted
    assert guest.delete(f"/tasks/{gone}").status_code == 204

    # Then no row of it is left, and the other is whole
    assert {name: site.query(count, gone)[0]["count"] for name, count in counts.items()} == dict.fromkeys(counts, 0)
    assert all(site.query(count, kept)[0]["count"] for count in counts.values())
    assert keys and site.query("select key from media_chunks where key = any(%s)", keys) == []
    assert listed(guest) == ([kept], None)


def test_deleting_a_waiting_task_tells_its_watchers(idle_guest: Client) -> None:
    task_id = idle_guest.submitted()["id"]
    with idle_guest.stream(task_id) as (_, events):
        assert next(events).name == "snapshot"
        idle_guest.delete(f"/tasks/{task_id}")
        assert [event.data["code"] for event in events] == ["task.cancelled"]
    refusal_of(idle_guest.get(f"{ENHANCE}/{task_id}/stream"), 404, "task_not_found")


def test_deleting_a_running_task_fences_its_worker_off(idle_site: Site, idle_guest: Client, worker: HandWorker) -> None:
    task_id = idle_guest.submitted()["id"]
    work = worker.start(task_id)
    assert idle_guest.delete(f"/tasks/{task_id}").status_code == 204
    with pytest.raises(LeaseLost):
        worker.complete(work)
    assert idle_site.query("select key from media where task_id = %s", task_id) == []
