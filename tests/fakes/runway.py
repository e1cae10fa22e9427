"""A fake of Runway's API for tests: a real HTTP server that can be told, per task, what becomes of it.

    with FakeRunway() as runway:
        runway.next(Render(render_seconds=2, downloads=("expired",)))
        service = RunwayVideoService("key_test", base_url=runway.base_url)

For people: `python -m tests.fakes.runway --port 8901 --render-seconds 60`. `GET /jobs`, `/bills`, `/answers`; `POST
/control` as `VideoFake.control` says.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from .renders import Job
from .video_server import Invalid, VideoCounter, VideoFake, serve

VERSION = "2024-11-06"
#: credits per second, and the lengths the model makes
MODELS: Mapping[str, tuple[int, tuple[int, ...]]] = {
    "gen4.5": (12, tuple(range(2, 11))),
    "gen4_turbo": (5, (5, 10)),
    "veo3.1": (40, (4, 6, 8)),
    "veo3.1_fast": (15, (4, 6, 8)),
    "seedance2": (36, tuple(range(4, 16))),
    "product_ad": (30, tuple(range(4, 16))),
}
RATIOS = ("1280:720", "720:1280")
RECIPE_RATIOS = (*RATIOS, "960:960", "834:1112", "1920:1080", "1080:1920", "1440:1440", "1248:1664")
RECIPE_VERSIONS = ("2026-06", "2026-07")
STATUSES = {"waiting": "PENDING", "running": "RUNNING", "succeeded": "SUCCEEDED", "failed": "FAILED"}
NO_CREDITS = "You do not have enough credits to run this task."


class Counter(VideoCounter):
    """Runway's endpoints."""

    def serve(self, body: bytes) -> None:
        """Answer a request; raises Invalid."""
        if output := re.fullmatch(r"/outputs/([^/]+)\.mp4\?_jwt=.+", self.path):
            return self.send_clip(self._job(output[1]))
        if not self.headers.get("authorization", "").startswith("Bearer "):
            raise Invalid(401, {"error": "The API key is not valid."})
        if self.headers.get("x-runway-version") != VERSION:
            raise Invalid(400, {"error": f"Set the X-Runway-Version header to {VERSION}."})
        task = re.fullmatch(r"/v1/tasks/([^/]+)", self.path)
        if self.command == "POST" and self.path == "/v1/image_to_video":
            self._create(json.loads(body))
        elif self.command == "POST" and self.path == "/v1/recipes/product_ad":
            self._create(_as_video(json.loads(body)), RECIPE_RATIOS)
        elif task and self.command == "GET":
            self._retrieve(self._job(task[1]))
        elif task and self.command == "DELETE":
            self._delete(self._job(task[1]))
        else:
            raise Invalid(404, {"error": "Not found"})

    def refusal(self, answer: str) -> tuple[int, Any]:
        """Bodies are `{"error": "in words"}`."""
        if answer == "no_credits":
            return 400, {"error": NO_CREDITS}
        return int(answer), {"error": f"This fake was told to answer {answer}."}

    def _create(self, fields: Mapping[str, Any], ratios: Sequence[str] = RATIOS) -> None:
        picture, (width, height) = _checked(fields, ratios)
        render = self.shop.books.told(fields["promptText"])

        def start() -> Job:
            return self.shop.books.start(
                prompt=fields["promptText"],
                model=fields["model"],
                seconds=fields["duration"],
                width=width,
                height=height,
                picture=picture,
                fields=fields,
                render=render,
            )

        if render.starts_anyway:
            start()
        self.answer(render.create, render, lambda: self._created(start()))

    def _created(self, job: Job) -> None:
        self.json(200, {"id": job.id, "estimatedCost": {"credits": _credits(job)}})

    def _job(self, job_id: str) -> Job:
        job = self.shop.books.find(job_id)
        if job is None or job.cancelled_at is not None:  # they cannot be fetched any more
            raise Invalid(404, {"error": "A task with that ID was not found."})
        return job

    def _retrieve(self, job: Job) -> None:
        self.answer(job.next_answer("poll"), job.render, lambda: self.json(200, self._task(job)))

    def _delete(self, job: Job) -> None:
        def gone() -> None:
            job.cancel()
            self.whole(204, "application/json", b"", {})

        self.answer(job.next_answer("cancel"), job.render, gone)

    def _task(self, job: Job) -> dict[str, Any]:
        state, render = job.state, job.render
        created = datetime.fromtimestamp(job.started_at, UTC).isoformat(timespec="milliseconds")
        shown: dict[str, Any] = {"id": job.id, "createdAt": created, "status": STATUSES.get(state, "CANCELLED")}
        if state == "waiting":
            return shown | {"status": render.waiting_state or "PENDING", "estimatedCost": {"credits": _credits(job)}}
        if state == "running":
            status = {"status": render.running_state or "RUNNING", "estimatedCost": {"credits": _credits(job)}}
            return shown | status | ({"progress": job.progress} if render.progress else {})
        shown["cost"] = {"credits": _credits(job) if self.shop.books.is_billed(job) else 0}
        if state == "failed":
            return shown | {"failure": render.message, "failureCode": render.code}
        if state == "succeeded":
            token = f"{job.counts['poll']}.{int(job.started_at)}"  # another each time
            return shown | {"output": [f"{self.shop.origin}/outputs/{job.id}.mp4?_jwt={token}"]}
        return shown


class FakeRunway(VideoFake):
    """Runway, as far as Limelight uses it. What it refuses to show, and what it was rendering, it charges for."""

    counter = Counter
    moderated_is_billed = True
    cancelled_is_billed = True


def _credits(job: Job) -> int:
    return MODELS[job.model][0] * job.seconds


def _as_video(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A recipe's fields under the names that its video has; raises Invalid as Runway does."""
    if fields.get("version") not in RECIPE_VERSIONS:
        raise _invalid("version", "Invalid enum value.")
    images = fields.get("productImages")
    if not isinstance(images, list) or not 1 <= len(images) <= 10:
        raise _invalid("productImages", "Array must contain 1 to 10 elements.")
    names = {"promptText": fields.get("userConcept", "An ad"), "promptImage": images[0].get("uri")}
    return {**fields, **names, "model": "product_ad", "duration": fields.get("duration", 10)}


def _checked(fields: Mapping[str, Any], ratios: Sequence[str]) -> tuple[bytes, tuple[int, int]]:
    """The picture, and the clip's size; raises Invalid as Runway does."""
    model, prompt, uri = str(fields.get("model")), fields.get("promptText"), fields.get("promptImage")
    if model not in MODELS:
        raise _invalid("model", "Invalid discriminator value.")
    if fields.get("duration") not in MODELS[model][1]:
        raise _invalid("duration", f"{fields.get('duration')} is not possible with {model}.")
    if fields.get("ratio") not in ratios:
        raise _invalid("ratio", "Invalid enum value.")
    if not isinstance(prompt, str) or not 0 < len(prompt.encode("utf-16-le")) // 2 <= 1000:
        raise _invalid("promptText", "String must contain 1 to 1000 characters.")
    width, height = (int(side) for side in str(fields["ratio"]).split(":"))
    return _picture(str(uri)), (width, height)


def _picture(uri: str) -> bytes:
    head, _, data = uri.partition(";base64,")
    if len(uri) > 5 * 1024 * 1024:
        raise _invalid("promptImage", "Data URIs must not be larger than 5 MB.")
    try:
        content = base64.b64decode(data, validate=True)
        with Image.open(BytesIO(content)) as image:
            if head != f"data:{image.get_format_mimetype()}" or not 0.5 <= image.width / image.height <= 2:
                raise ValueError(head)
    except (binascii.Error, OSError, ValueError) as exc:
        raise _invalid("promptImage", "The asset is not a valid image.") from exc
    return content


def _invalid(field: str, message: str) -> Invalid:
    issue = {"code": "invalid", "path": [field], "message": message}
    return Invalid(400, {"error": "Validation of body failed", "issues": [issue]})


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    serve(FakeRunway, 8901, lambda fake: f"RUNWAYML_BASE_URL={fake.origin} RUNWAYML_API_SECRET=key_fake", arguments)


if __name__ == "__main__":
    main()
