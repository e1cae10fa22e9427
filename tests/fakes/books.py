"""The fake provider's books: what it was asked, what it would have billed, and what it was told to do next."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from threading import Condition
from typing import Any

from .behaviours import OK, Behaviour


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was read to its end."""

    number: int
    #: images, responses or models
    endpoint: str
    path: str
    #: names in lower case
    headers: Mapping[str, str]
    #: an edit's form fields, or a response's JSON
    fields: Mapping[str, Any]
    #: uploaded picture files, as they came
    pictures: tuple[bytes, ...]
    #: everything in words: a mark is looked for here
    text: str
    received_bytes: int
    #: seconds since the epoch
    received_at: float
    behaviour: Behaviour


@dataclass(frozen=True, slots=True)
class Bill:
    """One request that did paid work."""

    request_number: int
    endpoint: str
    model: str
    #: input_tokens, output_tokens, …, as the answer says
    usage: Mapping[str, Any]
    text: str
    #: seconds since the epoch: when the work began, and when the provider was done with the request
    started_at: float
    finished_at: float | None = None
    #: of the answer, head included
    sent_bytes: int = 0
    #: whether all of a good answer was sent
    delivered: bool = False

    def to_json(self) -> dict[str, Any]:
        """The bill as `GET /bills` shows it."""
        return asdict(self)


class Books:
    """Thread-safe. A mark is a text: what is told for it holds only for requests that contain it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._count = 0
        self._requests: list[Request] = []
        self._bills: dict[int, Bill] = {}
        self._next: list[tuple[str, str, Behaviour]] = []
        self._always: dict[tuple[str, str], Behaviour] = {}

    # -- what a test says

    def next(self, endpoint: str, *behaviours: Behaviour, marked: str = "") -> None:
        """What to do with the next requests, one after the other."""
        with self._changed:
            self._next += [(endpoint, marked, behaviour) for behaviour in behaviours]

    def always(self, endpoint: str, behaviour: Behaviour, marked: str = "") -> None:
        """What to do with every request that nothing was queued for; the longest mark wins."""
        with self._changed:
            self._always[endpoint, marked] = behaviour

    def forget(self) -> None:
        """Begin anew: no requests, no bills, nothing told."""
        with self._changed:
            self._requests, self._bills, self._next, self._always = [], {}, [], {}

    # -- what a test asks

    def requests(self, endpoint: str | None = None, marked: str = "") -> list[Request]:
        """The requests in the order in which they came."""
        with self._changed:
            return [r for r in self._requests if r.endpoint == (endpoint or r.endpoint) and marked in r.text]

    def bills(self, endpoint: str | None = None, marked: str = "") -> list[Bill]:
        """What would have been billed, in the order in which the work began."""
        with self._changed:
            bills = list(self._bills.values())
        return [bill for bill in bills if bill.endpoint == (endpoint or bill.endpoint) and marked in bill.text]

    def wait_for(self, fact: Callable[[], bool], timeout_seconds: float = 10) -> None:
        """Wait until `fact` holds; it is asked again at every change of the books. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(fact, timeout_seconds):
                raise TimeoutError("the provider's books did not come to that")

    # -- what the server writes

    def receive(self, endpoint: str, text: str, **values: Any) -> Request:
        """Enter a request, together with what was told for it."""
        with self._changed:
            self._count += 1
            behaviour = self._told(endpoint, text)
            request = Request(self._count, endpoint, text=text, received_at=time.time(), behaviour=behaviour, **values)
            self._requests.append(request)
            self._changed.notify_all()
            return request

    def begin(self, request: Request, model: str, usage: Mapping[str, Any]) -> None:
        """The paid work for a request begins."""
        with self._changed:
            bill = Bill(request.number, request.endpoint, model, usage, request.text, time.time())
            self._bills[request.number] = bill
            self._changed.notify_all()

    def update(self, request: Request, **values: Any) -> None:
        """Enter how far the answer has come, if the request is billed at all."""
        with self._changed:
            if bill := self._bills.get(request.number):
                self._bills[request.number] = replace(bill, **values)
                self._changed.notify_all()

    def _told(self, endpoint: str, text: str) -> Behaviour:
        for index, (told_endpoint, mark, behaviour) in enumerate(self._next):
            if told_endpoint == endpoint and mark in text:
                del self._next[index]
                return behaviour
        marks = [mark for told_endpoint, mark in self._always if told_endpoint == endpoint and mark in text]
        return self._always[endpoint, max(marks, key=len)] if marks else OK
