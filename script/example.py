"""Makes the landing page's example: has a running Limelight turn the page's sample photo into an ad, in both languages.

`python -m script.example http://127.0.0.1:8000`, after a change of how pictures or clips look.
"""

import io
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from tasks.engines.ffmpeg import find_ffmpeg

from .calls import call
from .page import FRONTEND

SAMPLE = FRONTEND / "public" / "sample.jpg"
EXAMPLE = FRONTEND / "src" / "components" / "compose" / "example"
CLIP_SECONDS = 8
#: twice what the page shows, for screens with two pixels a point
PHOTO_SIZE, FRAME_SIZE = (420, 280), (384, 684)
#: WebP's, 0-100
QUALITY = 62

BRIEFS = {
    "en": {
        "product_name": "Morning Mug",
        "offer": "$24, 20% off until Sunday",
        "call_to_action": "mugs.example",
        "user_description": "Fired by hand. Keeps coffee warm for an hour.",
        "language": "en",
    },
    "zh": {
        "product_name": "晨光马克杯",
        "offer": "¥89，周日前八折",
        "call_to_action": "mugs.example",
        "user_description": "手工烧制。咖啡保温一小时。",
        "language": "zh-Hans",
    },
}


def main() -> None:
    """Writes the photo, the picture made of it, and the clip as it shows the name, the offer and where to buy."""
    _save(Image.open(SAMPLE), PHOTO_SIZE, "photo")
    with httpx.Client(base_url=sys.argv[1], timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {client.post('/auth/guest').json()['access_token']}"
        for language, brief in BRIEFS.items():
            picture = _picture(client, brief)
            [portrait] = [made["url"] for made in picture["pictures"] if made["format"] == "portrait"]
            _save(Image.open(io.BytesIO(client.get(portrait).content)), FRAME_SIZE, "picture")
            video = _video(client, picture["id"])
            clip = client.get(video["video_url"]).content
            shots = picture["storyboard"]["shots"]
            for number, shot in enumerate((shots[0], shots[-2], shots[-1]), 1):
                frame = _frame(clip, (shot["start_seconds"] + shot["end_seconds"]) / 2)
                _save(frame, FRAME_SIZE, f"{language}-{number}")


def _picture(client: httpx.Client, brief: dict[str, str]) -> dict[str, Any]:
    files = {"file": ("sample.jpg", SAMPLE.read_bytes(), "image/jpeg")}
    fields = brief | {"duration": str(CLIP_SECONDS), "background": "dark"}
    return _finished(client, client.post("/ai/enhance-and-script-async", data=fields, files=files).json())


def _video(client: httpx.Client, enhancement_id: int) -> dict[str, Any]:
    order = {"enhancement_id": enhancement_id, "duration": CLIP_SECONDS, "format": "portrait"}
    return _finished(client, client.post("/videos/generate", json=order).json())


def _finished(client: httpx.Client, task: dict[str, Any]) -> dict[str, Any]:
    while task["status"] != "completed":
        if task["status"] == "failed":
            sys.exit(task["error"]["message"])
        time.sleep(1)
        task = client.get(task["status_url"]).json()
    return task


def _frame(clip: bytes, at_seconds: float) -> Image.Image:
    with tempfile.TemporaryDirectory() as folder:
        (video := Path(folder) / "clip.mp4").write_bytes(clip)
        still = Path(folder) / "still.png"
        if call(find_ffmpeg(), "-v", "error", "-ss", f"{at_seconds:.2f}", "-i", video, "-frames:v", "1", still):
            sys.exit("ffmpeg could not read the clip.")
        return Image.open(io.BytesIO(still.read_bytes())).convert("RGB")


def _save(picture: Image.Image, size: tuple[int, int], name: str) -> None:
    picture.resize(size, Image.Resampling.LANCZOS).save(EXAMPLE / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
