"""The fake provider's counter: reads each HTTP request, and answers as it was told."""

import json
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any, Protocol
from uuid import uuid4

from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from . import responses
from .behaviours import GOOD, REFUSALS, Refusal
from .books import Books, Request
from .images import Edit
from .jobs import Event, Invalid, Job, no_model
from .responses import Writing
from .wire import AnswerEnded, Line


class Shop(Protocol):
    """What the counter needs of the provider."""

    books: Books

    def model(self, name: str) -> dict[str, Any] | None:
        """A model of those offered, as `GET /v1/models/{id}` shows it."""
        ...

    def may_go_on(self) -> bool:
        """Whether what was silent may answer now."""
        ...

    def control(self, orders: Mapping[str, Any]) -> None:
        """Do what `POST /control` says; raises TypeError, ValueError."""
        ...

    def show(self, path: str) -> Any:
        """What `GET` of an inside page shows; None when there is no such page."""
        ...


class Counter(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 with one client, request after request."""

    protocol_version = "HTTP/1.1"
    shop: Shop

    def do_GET(self) -> None:
        """Models, and the inside pages."""
        path, _, name = self.path.removeprefix("/v1").partition("/models")
        if self.path.startswith("/v1/models") and not path:
            self._models(name.strip("/"))
        elif (shown := self.shop.show(self.path)) is not None:
            self._json(200, shown)
        else:
            self._refuse(Refusal(404, "invalid_request_error", None, f"Invalid URL (GET {self.path})"))

    def do_POST(self) -> None:
        """The paid endpoints, and the control."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        match self.path:
            case "/v1/images/edits":
                self._edit(body)
            case "/v1/responses":
                self._write(body)
            case "/control":
                self._control(body)
            case _:
                self._refuse(Refusal(404, "invalid_request_error", None, f"Invalid URL (POST {self.path})"))

    def log_message(self, format: str, *args: Any) -> None:
        """The books know it all."""

    # -- endpoints

    def _edit(self, body: bytes) -> None:
        form, pictures = _multipart(self.headers.get("content-type", ""), body)
        request = self._receive("images", form.get("prompt", ""), form, pictures, len(body))
        self._sell(request, lambda: Edit.from_form(form, pictures, request.behaviour))

    def _write(self, body: bytes) -> None:
        fields = json.loads(body)
        try:
            pictures = responses.pictures(fields)
        except Invalid:
            pictures = ()  # the job finds the same, and refuses
        request = self._receive("responses", responses.words(fields), fields, pictures, len(body))
        self._sell(request, lambda: Writing.from_json(fields, request.behaviour))

    def _models(self, name: str) -> None:
        request = self._receive("models", name, {}, (), 0)
        if refusal := self._refusal(request):
            self._refuse(refusal, request)
        elif request.behaviour.kind == "silence":
            self._answer(request, lambda line: line.hold(self.shop.may_go_on))
        elif request.behaviour.kind == "drip":
            self._answer(request, lambda line: line.drip("application/json", b" ", self.shop.may_go_on))
        elif request.behaviour.kind == "drip_head":
            self._answer(request, lambda line: line.drip_head(self.shop.may_go_on))
        elif not name:
            self._json(200, {"object": "list", "data": self.shop.show("/models")})
        elif model := self.shop.model(name):
            self._json(200, model)
        else:
            self._refuse(no_model(name).refusal, request)

    def _control(self, body: bytes) -> None:
        try:
            self.shop.control(json.loads(body))
        except (TypeError, ValueError, KeyError) as exc:
            self._json(400, {"error": str(exc)})
        else:
            self._json(200, {"done": True})

    # -- a paid request

    def _receive(
        self, endpoint: str, text: str, fields: Mapping[str, Any], pictures: tuple[bytes, ...], size: int
    ) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.shop.books.receive(
            endpoint, text, path=self.path, headers=headers, fields=fields, pictures=pictures, received_bytes=size
        )

    def _sell(self, request: Request, job_asked_for: Callable[[], Job]) -> None:
        started = time.monotonic()
        try:
            job = job_asked_for()
            if not self.shop.model(job.model):
                raise no_model(job.model)
        except Invalid as exc:
            return self._refuse(exc.refusal, request)
        if request.behaviour.is_billed and not self._key_missing:
            self.shop.books.begin(request, job.model, job.usage)
        self._answer(request, lambda line: self._deliver(line, request, job, started))

    def _answer(self, request: Request, deliver: Callable[[Line], None]) -> None:
        line = Line(self.connection, request.behaviour.cut_after_bytes)
        try:
            deliver(line)
        except AnswerEnded:
            self.close_connection = True
        self.shop.books.update(request, sent_bytes=line.sent_bytes, finished_at=time.time())

    def _deliver(self, line: Line, request: Request, job: Job, started: float) -> None:
        behaviour = request.behaviour
        if behaviour.kind == "hang_up":
            line.cut()
        if behaviour.kind == "silence":
            line.hold(self.shop.may_go_on)
        if behaviour.kind == "drip_head":
            line.drip_head(self.shop.may_go_on)
        if behaviour.kind == "drip":
            return line.drip("text/event-stream; charset=utf-8", b": keep-alive\n\n", self.shop.may_go_on)
        if refusal := self._refusal(request):
            self._send_whole(line, refusal.status, *refusal.body(), behaviour.headers)
        elif behaviour.kind == "malformed_json":
            self._send_whole(line, 200, "application/json", json.dumps(job.whole()).encode()[:-20])
        elif behaviour.kind == "empty":
            self._send_whole(line, 200, "text/event-stream" if job.stream else "application/json", b"")
        elif job.stream and behaviour.kind != "plain_json":
            self._send_events(line, request, job.events(), started)
        else:
            line.pause_until(started + behaviour.work_seconds)
            self._send_whole(line, 200, "application/json", json.dumps(job.whole()).encode(), behaviour.headers)
        self.shop.books.update(request, delivered=behaviour.kind in GOOD)

    def _send_events(self, line: Line, request: Request, events: list[Event], started: float) -> None:
        behaviour = request.behaviour
        headers = {"content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked"}
        line.head(200, headers | self._usual_headers | dict(behaviour.headers))
        if not events:
            line.end()
        for number, event in enumerate(events):
            if number == behaviour.stall_after_events:
                line.hold(self.shop.may_go_on)
            due = started + behaviour.work_seconds * (number + 1) / len(events)
            line.pause_until(max(due, time.monotonic() + (behaviour.between_seconds if number else 0)))
            # the end goes along with the last event: a client that has all it wants may leave there
            line.chunk(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode(), number + 1 == len(events))

    # -- answers

    @property
    def _key_missing(self) -> bool:
        return not self.headers.get("authorization", "").startswith("Bearer ")

    def _refusal(self, request: Request) -> Refusal | None:
        return REFUSALS["invalid_api_key"] if self._key_missing else request.behaviour.refusal

    @property
    def _usual_headers(self) -> dict[str, str]:
        return {"x-request-id": f"req_{uuid4().hex}", "openai-version": "2020-10-01"}

    def _refuse(self, refusal: Refusal, request: Request | None = None) -> None:
        content_type, body = refusal.body()
        headers = request.behaviour.headers if request else {}
        self._send_whole(Line(self.connection), refusal.status, content_type, body, headers)

    def _json(self, status: int, body: Any) -> None:
        self._send_whole(Line(self.connection), status, "application/json", json.dumps(body).encode())

    def _send_whole(
        self, line: Line, status: int, content_type: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        sizes = {"content-type": content_type, "content-length": str(len(body))}
        line.head(status, sizes | self._usual_headers | dict(headers or {}))
        line.send(body)


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, str], tuple[bytes, ...]]:
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    parser = MultiPartParser(stream_factory=lambda *about, **more: BytesIO())  # its own files want to be closed
    form, files = parser.parse(BytesIO(body), boundary.encode(), len(body))
    pictures = (file.read() for name in ("image", "image[]") for file in files.getlist(name))
    return dict(form.items()), tuple(pictures)
