"""A fake of OpenAI's API for tests: a real HTTP server that can be told, per request, what to do.

    with FakeProvider() as provider:
        provider.next("images", busy(retry_after=1))
        client = openai.OpenAI(api_key="sk-test", base_url=provider.base_url, max_retries=0)

For people: `python -m tests.fakes.provider --port 8900`, then `OPENAI_BASE_URL=http://127.0.0.1:8900/v1`.
`GET /bills`, `GET /requests`, `GET /kinds` show what happened and what it can be told; `POST /control` tells it:

    {"next": [{"endpoint": "images", "behaviour": {"kind": "rate_limited", "headers": {"retry-after": "2"}}}],
     "always": [{"endpoint": "responses", "marked": "teapot", "behaviour": {"work_seconds": 8}}],
     "models": [{"id": "gpt-6-luna", "shutdown_date": "2027-01-14"}],
     "release": true, "refuse_seconds": 3, "forget": true}
"""

import argparse
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .behaviours import COURSES, REFUSALS, Behaviour
from .books import Bill, Books, Request
from .counter import Counter
from .server import Fake

MODELS = ("gpt-image-2.6-flare", "gpt-image-2.6-sunburst", "gpt-6-luna")
ENDPOINTS = ("images", "responses", "models")


class FakeProvider(Fake):
    """OpenAI, as far as Limelight uses it."""

    counter = Counter

    def __init__(self, port: int = 0) -> None:
        self.books = Books()
        self._models = {name: _model(name) for name in MODELS}
        super().__init__(port)

    @property
    def base_url(self) -> str:
        """For `OPENAI_BASE_URL`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def next(self, endpoint: str, *behaviours: Behaviour, marked: str = "") -> None:
        """What to do with the next requests; with a mark, only with those whose prompt contains it."""
        self.books.next(_endpoint(endpoint), *behaviours, marked=marked)

    def always(self, endpoint: str, behaviour: Behaviour, marked: str = "") -> None:
        """What to do with every request that nothing was queued for."""
        self.books.always(_endpoint(endpoint), behaviour, marked)

    def requests(self, endpoint: str | None = None, marked: str = "") -> list[Request]:
        """What it was asked, in order."""
        return self.books.requests(endpoint, marked)

    def bills(self, endpoint: str | None = None, marked: str = "") -> list[Bill]:
        """What it would have billed, in order."""
        return self.books.bills(endpoint, marked)

    def wait_for(self, fact: Callable[[], bool], timeout_seconds: float = 10) -> None:
        """Wait until `fact` about requests and bills holds; raises TimeoutError."""
        self.books.wait_for(fact, timeout_seconds)

    def offer(self, *models: str) -> None:
        """Offer these models and no others."""
        self._models = {name: _model(name) for name in models}

    def shut_down(self, model: str, date: str) -> None:
        """Announce the end of a model, as YYYY-MM-DD."""
        self._models = self._models | {model: _model(model, date)}

    def forget(self) -> None:
        """Start over: empty books, the usual models, nothing released."""
        self.hold()
        self.offer(*MODELS)
        self.books.forget()

    # -- for the counter

    def model(self, name: str) -> dict[str, Any] | None:
        """A model of those offered."""
        return self._models.get(name)

    def show(self, path: str) -> Any:
        """The inside pages."""
        match path:
            case "/bills":
                return {"bills": [bill.to_json() for bill in self.bills()]}
            case "/requests":
                return {"requests": [_shown(request) for request in self.requests()]}
            case "/kinds":
                return {"refusals": {name: refusal.message for name, refusal in REFUSALS.items()}, "courses": COURSES}
            case "/models":
                return list(self._models.values())
        return None

    def control(self, orders: Mapping[str, Any]) -> None:
        """What `POST /control` says, in the order of the module's docstring, after `forget`."""
        if orders.get("forget"):
            self.forget()
        for order in orders.get("next", ()):
            self.next(order["endpoint"], Behaviour.from_json(order["behaviour"]), marked=order.get("marked", ""))
        for order in orders.get("always", ()):
            self.always(order["endpoint"], Behaviour.from_json(order["behaviour"]), order.get("marked", ""))
        if models := orders.get("models"):
            self._models = {model["id"]: _model(model["id"], model.get("shutdown_date")) for model in models}
        if orders.get("release"):
            self.release()
        if seconds := orders.get("refuse_seconds"):
            self.refuse_for(float(seconds))


def _endpoint(name: str) -> str:
    if name not in ENDPOINTS:
        raise ValueError(f"no such endpoint: {name}")
    return name


def _model(name: str, shutdown_date: str | None = None) -> dict[str, Any]:
    return {
        "id": name,
        "object": "model",
        "created": 1_788_220_800,
        "owned_by": "system",
        "shutdown_date": shutdown_date,
    }


def _shown(request: Request) -> dict[str, Any]:
    return {
        "number": request.number,
        "endpoint": request.endpoint,
        "received_at": request.received_at,
        "received_bytes": request.received_bytes,
        "pictures": [len(picture) for picture in request.pictures],
        "text": request.text,
        "behaviour": request.behaviour.kind,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A fake of OpenAI's API.")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--image-seconds", type=float, default=6, help="how long a picture takes")
    parser.add_argument("--text-seconds", type=float, default=4, help="how long a text takes")
    options = parser.parse_args(arguments)
    with FakeProvider(options.port) as provider:
        provider.always("images", Behaviour(work_seconds=options.image_seconds))
        provider.always("responses", Behaviour(work_seconds=options.text_seconds))
        print(f"OPENAI_BASE_URL={provider.base_url} OPENAI_API_KEY=sk-fake", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
