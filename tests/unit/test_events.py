"""Events, as they are stored and sent."""

import json

from tasks.events import Event, ProgressRow


def test_an_event_is_json_as_clients_know_it() -> None:
    event = Event(7, 3, 35, None, "image.loaded", params={"megabytes": "1.20"}, time=1764196000.5)
    assert event.to_json() == (
        '{"task_id":7,"seq":3,"progress":35,"step":null,"code":"image.loaded",'
        '"message":"✅ Image loaded (1.20MB)","status":"running","ts":1764196000.5,"params":{"megabytes":"1.20"}}'
    )


def test_an_end_carries_its_error_or_its_result() -> None:
    error = {"code": "worker_lost", "message": "Oh"}
    failed = Event(7, 3, 35, 2, "task.failed", "failed", {"reason": "Oh"}, error=error)
    assert json.loads(failed.to_json())["error"] == error
    completed = Event(7, 4, 100, None, "task.completed", "completed", result={"script": "Buy\u2028it"})
    assert list(json.loads(completed.to_json()))[-2:] == ["params", "script"]
    assert "error" not in completed.to_json()
    assert '"script":"Buy\u2028it"' in completed.to_json()


def test_a_row_says_without_its_json_whether_it_is_an_end_or_a_preview() -> None:
    preview = Event(7, 1, 35, None, "enhance.partial", params={"number": 1}, result={"preview_url": "/media/x"})
    assert marks(preview) == (True, False)
    cancelled = Event(7, 2, 35, None, "task.cancelled", "cancelled")
    assert marks(cancelled) == (False, True)
    # words of a user are no marks
    script = Event(7, 3, 35, None, "image.loaded", params={"megabytes": '"status":"completed" "preview_url":'})
    assert marks(script) == (False, False)


def marks(event: Event) -> tuple[bool, bool]:
    """Whether the event's row is a preview, and an end."""
    row = ProgressRow(**event.columns())
    return row.preview, row.terminal
