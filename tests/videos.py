"""Videos as their callers ask for them, and follow them."""

from typing import Any

import httpx

from .client import OVER, Client, Json, body_of
from .processes import wait_until

VIDEOS = "/videos"
GENERATE = f"{VIDEOS}/generate"

#: a local clip on a busy machine
PATIENCE_SECONDS = 60

#: the rows of a video that goes well, and the step and progress of each; the percents of the rendering come between
ROWS = {
    "video.started": (1, 5),
    "video.picture_loading": (2, 10),
    "video.script_checking": (3, 15),
    "video.frame_preparing": (4, 20),
    "video.submitted": (5, 25),
    "video.downloading": (7, 88),
    "video.saving": (8, 92),
    "video.completed": (9, 100),
}


def of_enhancement(client: Client, enhancement_id: object, *, key: str = "", **fields: Any) -> httpx.Response:
    """Ask for a video of an enhancement."""
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(GENERATE, json={"enhancement_id": enhancement_id, **fields}, headers=headers)


def of_upload(client: Client, photo: bytes | None = None, **options: Any) -> httpx.Response:
    """Ask for a video of a picture, a small good one by default; `options` as of `Client.submit`."""
    return client.submit(photo, path=GENERATE, **options)


def ordered(answer: httpx.Response) -> Json:
    """The video that was let in."""
    return body_of(answer, 202)


def now(client: Client, task: Json) -> Json:
    """A video as it stands."""
    return body_of(client.get(task["status_url"]), 200)


def ended(client: Client, task: Json, seconds: float = PATIENCE_SECONDS) -> Json:
    """A video once it is over."""
    wait_until(lambda: now(client, task)["status"] in OVER, seconds, lambda: f"still {now(client, task)}")
    return now(client, task)
