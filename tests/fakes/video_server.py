"""What both fake video services have in common: a real HTTP server whose every answer can be told otherwise."""

import json
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

from .clip import clip
from .renders import ANSWERS, Books, Job, Render
from .server import Fake
from .wire import AnswerEnded, Line

PAGE = b"<html><head><title>Please wait</title></head><body>We are checking your browser.</body></html>"
EXPIRED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
CLAIMED_BYTES = 300 * 1024 * 1024


class Invalid(Exception):
    """A request that the provider refuses: status, and body as JSON."""

    def __init__(self, status: int, body: Any) -> None:
        self.status, self.body = status, body
        super().__init__(str(body))


class VideoFake(Fake):
    """A video service; its jobs live in its books."""

    moderated_is_billed: ClassVar[bool]
    cancelled_is_billed: ClassVar[bool]

    def __init__(self, port: int = 0) -> None:
        self.books = Books(self.moderated_is_billed, self.cancelled_is_billed)
        super().__init__(port)
        #: how what is told and asked is reached most often
        self.next, self.always, self.jobs, self.bills = (
            self.books.next,
            self.books.always,
            self.books.jobs,
            self.books.bills,
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What the service's client is given as its base URL."""
        return self.origin

    def forget(self) -> None:
        """Start over: empty books, nothing released."""
        self.hold()
        self.books.forget()

    def show(self, path: str) -> Any:
        """The inside pages: /jobs, /bills, /answers."""
        match path:
            case "/jobs":
                return {"jobs": [job.to_json() for job in self.jobs()]}
            case "/bills":
                return {"bills": [job.to_json() for job in self.bills()]}
            case "/answers":
                return ANSWERS
        return None

    def control(self, orders: Mapping[str, Any]) -> None:
        """What `POST /control` says; raises TypeError, ValueError.

        {"forget": true, "release": true,
         "next": [{"render": {"create": "429", "headers": {"retry-after": "2"}}}],
         "always": [{"marked": "teapot", "render": {"render_seconds": 8}}], "refuse_seconds": 3}
        """
        if orders.get("forget"):
            self.forget()
        for order in orders.get("next", ()):
            self.next(Render.from_json(order["render"]), marked=order.get("marked", ""))
        for order in orders.get("always", ()):
            self.always(Render.from_json(order["render"]), order.get("marked", ""))
        if orders.get("release"):
            self.release()
        if seconds := orders.get("refuse_seconds"):
            self.refuse_for(float(seconds))


class VideoCounter(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 with one client, request after request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out separately: each answer would wait 40 ms
    shop: VideoFake

    # -- what each provider words in its own way

    def serve(self, body: bytes) -> None:
        """Answer a request; raises Invalid."""
        raise NotImplementedError

    def refusal(self, answer: str) -> tuple[int, Any]:
        """Status and body of a refusal: a status in digits, or one of the names."""
        raise NotImplementedError

    # -- HTTP

    def do_GET(self) -> None:
        """The API, and the inside pages."""
        if (shown := self.shop.show(self.path)) is not None:
            self.json(200, shown)
        else:
            self._serve()

    def do_POST(self) -> None:
        """The API, and the control."""
        self._serve()

    def do_DELETE(self) -> None:
        """The API."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """The books know it all."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path == "/control":
            return self._control(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.shop.books.receive(f"{self.command} {self.path}", headers)
        try:
            self.serve(body)
        except Invalid as exc:
            self.json(exc.status, exc.body)
        except AnswerEnded:
            self.close_connection = True

    def _control(self, body: bytes) -> None:
        try:
            self.shop.control(json.loads(body))
        except (TypeError, ValueError, KeyError) as exc:
            self.json(400, {"error": str(exc)})
        else:
            self.json(200, {"done": True})

    # -- answers

    def answer(self, answer: str, render: Render, well: Callable[[], None]) -> None:
        """Answer as told, or `well`; raises AnswerEnded."""
        line = Line(self.connection)
        match answer:
            case "ok":
                well()
            case "silence":
                line.hold(self.shop.may_go_on)
                well()
            case "drip":
                line.drip("application/json", b" ", self.shop.may_go_on)
            case "drip_head":
                line.drip_head(self.shop.may_go_on)
            case "hang_up":
                line.cut()
            case "malformed_json":
                self.whole(200, "application/json", b'{"id": "', {})
            case "html":
                self.whole(200, "text/html; charset=UTF-8", PAGE, {})
            case "empty":
                self.whole(200, "application/json", b"", {})
            case "no_id":
                self.json(200, {"object": "nothing"})
            case _:
                self.json(*self.refusal(answer), headers=render.headers)

    def send_clip(self, job: Job) -> None:
        """A download, as told for the job."""
        content = clip(job.width, job.height, job.seconds)
        match answer := job.next_answer("download"):
            case "ok":
                self.whole(200, "video/mp4", content, {})
            case "other_type":
                self.whole(200, "application/json", content, {})
            case "drip":
                Line(self.connection).drip("video/mp4", b"\0", self.shop.may_go_on)
            case "empty":
                self.whole(200, "video/mp4", b"", {})
            case "truncated":
                self.whole(200, "video/mp4", content[: len(content) // 2], {})
            case "expired":
                self.whole(403, "application/xml", EXPIRED, {})
            case "cut":
                half = Line(self.connection, cut_after_bytes=len(content) // 2)
                self._send(half, 200, {"content-type": "video/mp4", "content-length": str(len(content))}, content)
            case "too_large":
                line = Line(self.connection, cut_after_bytes=len(content))
                self._send(line, 200, {"content-type": "video/mp4", "content-length": str(CLAIMED_BYTES)}, content)
            case _:
                self.answer(answer, job.render, lambda: self.whole(200, "video/mp4", content, {}))

    def json(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        """Answer with JSON."""
        self.whole(status, "application/json", json.dumps(body).encode(), headers or {})

    def whole(self, status: int, content_type: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Answer in one piece."""
        sizes = {"content-type": content_type, "content-length": str(len(body))}
        self._send(Line(self.connection), status, sizes | dict(headers), body)

    def _send(self, line: Line, status: int, headers: Mapping[str, str], body: bytes) -> None:
        line.head(status, headers)
        line.send(body)


def serve(
    fake: type[VideoFake], port: int, settings: Callable[[VideoFake], str], arguments: Sequence[str] | None
) -> None:
    """Serve for people until interrupted; `settings` says what to set for Limelight."""
    parser = ArgumentParser(description=sys.modules[fake.__module__].__doc__)
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--waiting-seconds", type=float, default=1, help="how long a job waits before it is rendered")
    parser.add_argument("--render-seconds", type=float, default=20, help="how long a job takes then")
    options = parser.parse_args(arguments)
    with fake(options.port) as server:
        server.always(Render(waiting_seconds=options.waiting_seconds, render_seconds=options.render_seconds))
        print(settings(server), flush=True)
        threading.Event().wait()
