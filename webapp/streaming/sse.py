"""The wire format of Server-Sent Events, and nothing else (WHATWG HTML, section 9.2)."""

import re

CONTENT_TYPE = "text/event-stream"
#: a comment; without an empty line, at which some clients would see an empty event
HEARTBEAT = b":\n"

#: a browser ends a line at any of these
_LINE_ENDS = re.compile("\r\n|\r|\n")


def encode(data: str, *, event: str = "", event_id: int | None = None) -> bytes:
    """One event; `data` may have any number of lines, a missing `event` is the default `message`."""
    name = f"event: {event}\n" if event else ""
    number = f"id: {event_id}\n" if event_id is not None else ""
    if "\n" in data or "\r" in data:  # most have none, and the substitution costs as much as all the rest
        data = _LINE_ENDS.sub("\ndata: ", data)
    return f"{name}{number}data: {data}\n\n".encode()


def retry(milliseconds: int) -> bytes:
    """How long the browser waits before it reconnects: a line before an event, or on its own."""
    return f"retry: {milliseconds}\n".encode()
