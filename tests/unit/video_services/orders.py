"""A clip to order, and its end to wait for."""

import time

from tasks.engines.protocols.picture import Picture
from tasks.engines.protocols.video_engines import VideoOrder, VideoService
from tasks.media.photo import Size
from tasks.storyboard import Shot
from tests.pictures import jpeg

SHOTS = (
    Shot(0, 2, "The cup stands on a wooden table in morning light.", "Wake up.", "Good morning"),
    Shot(2, 4, "The camera moves in on the glaze.", "Slowly.", ""),
)
LANDSCAPE = Picture(jpeg(1280, 720), "image/jpeg", 1280, 720)
ORDER = VideoOrder(LANDSCAPE, "Wake up. Slowly.", SHOTS, 4, "en", Size(1280, 720))


def wait_until_finished(service: VideoService, job_id: str) -> None:
    """Poll until the clip is there."""
    deadline = time.monotonic() + 30
    while service.poll(job_id).state != "finished":
        assert time.monotonic() < deadline
