"""A fake of a `/v1/videos` server for tests: a real HTTP server that can be told, per job, what becomes of it.

    with FakeVideos() as videos:
        videos.next(Render(running_state="processing", progress=False, poll_after_ms=1500))
        service = VideosApiService("sk-test", "any-model", videos.base_url)

For people: `python -m tests.fakes.videos --port 8902 --render-seconds 60`. `GET /jobs`, `/bills`, `/answers`; `POST
/control` as `VideoFake.control` says.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from PIL import Image
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from .renders import Job
from .video_server import Invalid, VideoCounter, VideoFake, serve

SIZES = ("1280x720", "720x1280")
SECONDS = ("4", "8", "12")
STATUSES = {"waiting": "queued", "running": "in_progress", "succeeded": "completed"}
#: code and message, where a refusal has a name or its own words
WORDS: Mapping[str, tuple[int, str | None, str]] = {
    "401": (401, "invalid_api_key", "Incorrect API key provided."),
    "404": (404, "model_not_found", "The model does not exist."),
    "no_credits": (429, "insufficient_quota", "You exceeded your current quota."),
    "moderated": (400, "moderation_blocked", "Your request was blocked by our moderation system."),
}


class Counter(VideoCounter):
    """The endpoints below `/v1/videos`."""

    def serve(self, body: bytes) -> None:
        """Answer a request; raises Invalid."""
        if not self.headers.get("authorization", "").startswith("Bearer "):
            raise _refused(*WORDS["401"])
        if self.command == "POST" and self.path == "/v1/videos":
            return self._create(*_multipart(self.headers.get("content-type", ""), body))
        path = re.fullmatch(r"/v1/videos/([^/]+)(/content|/cancel)?", self.path)
        match (self.command, path and path[2]):
            case ("GET", None) if path:
                self._retrieve(self._job(path[1]))
            case ("GET", "/content") if path:
                self._download(self._job(path[1]))
            case ("DELETE", None) if path:
                self._cancel(self._job(path[1]), {"object": "video.deleted", "deleted": True})
            case ("POST", "/cancel") if path:
                self._cancel(self._job(path[1]), {"object": "video", "status": "cancelled"})
            case _:
                raise _refused(404, None, f"Invalid URL ({self.command} {self.path})")

    def refusal(self, answer: str) -> tuple[int, Any]:
        """Bodies are `{"error": {"code", "message", "type", "param"}}`."""
        told = WORDS.get(answer) or (int(answer), None, f"This fake was told to answer {answer}.")
        refused = _refused(*told)
        return refused.status, refused.body

    def _create(self, fields: Mapping[str, str], picture: bytes) -> None:
        _check(fields, picture)
        render = self.shop.books.told(fields["prompt"])

        def start() -> Job:
            width, height = (int(side) for side in fields["size"].split("x"))
            return self.shop.books.start(
                prompt=fields["prompt"],
                model=fields["model"],
                seconds=int(fields["seconds"]),
                width=width,
                height=height,
                picture=picture,
                fields=fields,
                render=render,
            )

        if render.starts_anyway:
            start()
        self.answer(render.create, render, lambda: self._show(start()))

    def _job(self, job_id: str) -> Job:
        job = self.shop.books.find(job_id)
        if job is None or job.cancelled_at is not None:
            raise _refused(404, "not_found", f"Video with id '{job_id}' not found.")
        return job

    def _retrieve(self, job: Job) -> None:
        self.answer(job.next_answer("poll"), job.render, lambda: self._show(job))

    def _download(self, job: Job) -> None:
        if job.state != "succeeded":
            raise _refused(400, "video_not_ready", "Video is not ready yet.")
        self.send_clip(job)

    def _cancel(self, job: Job, answer: Mapping[str, Any]) -> None:
        def gone() -> None:
            job.cancel()
            self.json(200, {"id": job.id, **answer})

        self.answer(job.next_answer("cancel"), job.render, gone)

    def _show(self, job: Job) -> None:
        after = job.render.poll_after_ms
        headers = {"openai-poll-after-ms": str(after)} if after is not None else {}
        self.json(200, _video(job), headers)


class FakeVideos(VideoFake):
    """Bills only what it delivers."""

    counter = Counter
    moderated_is_billed = False
    cancelled_is_billed = False

    @property
    def base_url(self) -> str:
        """For `VIDEOS_BASE_URL`."""
        return f"{self.origin}/v1"


def _video(job: Job) -> dict[str, Any]:
    state, render = job.state, job.render
    named = {"waiting": render.waiting_state, "running": render.running_state}.get(state, render.finished_state)
    shown = {
        "id": job.id,
        "object": "video",
        "created_at": int(job.started_at),
        "model": job.model,
        "seconds": str(job.seconds),
        "size": f"{job.width}x{job.height}",
        "status": named or STATUSES.get(state, state),
    }
    if render.progress:
        shown["progress"] = 100 if state == "succeeded" else int(100 * job.progress) if state == "running" else 0
    if state == "failed":
        shown["error"] = {"code": render.code, "message": render.message}
    return shown


def _check(fields: Mapping[str, str], picture: bytes) -> None:
    for name, allowed in (("size", SIZES), ("seconds", SECONDS)):
        if fields.get(name) not in allowed:
            raise _refused(400, "invalid_value", f"Invalid value: '{fields.get(name)}'. Supported: {allowed}.", name)
    if not fields.get("prompt") or not fields.get("model"):
        raise _refused(400, "missing_required_parameter", "Missing required parameter.", "prompt")
    try:
        with Image.open(BytesIO(picture)) as image:
            size = f"{image.width}x{image.height}"
    except OSError:
        size = "none"
    if size != fields["size"]:
        message = "Inpaint image must match the requested width and height"
        raise _refused(400, "invalid_value", message, "input_reference")


def _refused(status: int, code: str | None, message: str, param: str | None = None) -> Invalid:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return Invalid(status, {"error": error})


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, str], bytes]:
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    parser = MultiPartParser(stream_factory=lambda *about, **more: BytesIO())  # its own files want to be closed
    form, files = parser.parse(BytesIO(body), boundary.encode(), len(body))
    picture = files.get("input_reference")
    return dict(form.items()), picture.read() if picture else b""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    serve(FakeVideos, 8902, lambda fake: f"VIDEOS_BASE_URL={fake.origin}/v1 VIDEOS_API_KEY=sk-fake", arguments)


if __name__ == "__main__":
    main()
