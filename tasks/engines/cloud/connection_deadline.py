"""HTTP requests that end at a deadline, wherever they wait: for headers, for the body, or while they are still sent.

A read timeout judges silence, and a server that sends a little now and then is never silent. So each request is watched
by a thread, which shuts its connection down when its time is up. The connection is known from httpcore's own extension,
`trace`.
"""

import socket
import threading
from contextlib import suppress
from types import ModuleType
from typing import Any

from ...deadline import Deadline

#: a deadline wants to be looked at more often than once a second
LOOK_SECONDS = 0.5
#: the caller's own deadline passes first, and says what happened
GRACE_SECONDS = 2.0
#: events of httpcore, after the name of the part that they come from
CONNECTED = ("connect_tcp.complete", "start_tls.complete")
ENDED = ("response_closed.complete", "response_closed.failed", "connect_tcp.failed", "start_tls.failed")


def watched(http: ModuleType, seconds: float) -> dict[str, Any]:
    """Options for a client of `http` (httpx, httpx2) whose requests leave nothing behind a little after `seconds`.

    It keeps no connection alive, for only a new one is heard of. So no paid call goes out either on one that the
    provider is just closing, which would leave it unknown whether it was bought.
    """

    def watch(request: Any) -> None:
        request.extensions["trace"] = WatchedRequest(seconds + GRACE_SECONDS).on_event

    return {"limits": http.Limits(max_keepalive_connections=0), "event_hooks": {"request": [watch]}}


class WatchedRequest:
    """One request, from its start on."""

    def __init__(self, seconds: float) -> None:
        self._deadline = Deadline(seconds)
        self._ended = threading.Event()
        self._connection: socket.socket | None = None
        self._is_late = False
        threading.Thread(target=self._watch, name="request-deadline", daemon=True).start()

    def on_event(self, event: str, info: dict[str, Any]) -> None:
        """Hear from httpcore what happens to the request."""
        if event.endswith(CONNECTED):
            self._connection = info["return_value"].get_extra_info("socket")
            if self._is_late:
                self._shut_down()
        elif event.endswith(ENDED):
            self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            if self._deadline.has_passed():
                self._is_late = True
                self._shut_down()
                return

    def _shut_down(self) -> None:
        if self._connection:
            with suppress(OSError):  # closed meanwhile
                # not as SSLSocket does it, which takes the encryption away from a read under way
                socket.socket.shutdown(self._connection, socket.SHUT_RDWR)
