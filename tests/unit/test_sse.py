"""The wire format, read back by two parsers that are not ours."""

import json
from collections.abc import Callable

import pytest
import sseclient
from httpx_sse._decoders import SSEDecoder

from webapp.streaming import sse

#: what is written, and what a browser makes of it: a line end of any kind is one line feed (WHATWG HTML, section 9.2)
VECTORS = {
    "nothing": ("", ""),
    "plain": ('{"seq":1}', '{"seq":1}'),
    "LF": ("a\nb", "a\nb"),
    "CR": ("a\rb", "a\nb"),
    "CRLF": ("a\r\nb", "a\nb"),
    "all of them": ("\r\n\na\r\rb\n", "\n\na\n\nb\n"),
    "leading space": (" a", " a"),
    "leading spaces on every line": ("  a\n  b", "  a\n  b"),
    "looks like fields": ("id: 9\nevent: x\nretry: 1\n: comment", "id: 9\nevent: x\nretry: 1\n: comment"),
    "NUL": ("a\0b", "a\0b"),
    "byte order mark": ("\ufeffa", "\ufeffa"),
    "1 MB": ("界a" * 262_144, "界a" * 262_144),
}


def by_httpx_sse(wire: bytes) -> list[tuple[str, str, str]]:
    decoder, events = SSEDecoder(), []
    for line in wire.decode().split("\n"):
        if (event := decoder.decode(line)) and event.data:  # without data it is none, says the standard
            events.append((event.event, event.id, event.data))
    return events


def by_sseclient(wire: bytes) -> list[tuple[str, str, str]]:
    events = sseclient.SSEClient(iter([wire])).events()
    return [(event.event, event.id or "", event.data) for event in events if event.data]


@pytest.mark.parametrize("parse", [by_httpx_sse, by_sseclient])
@pytest.mark.parametrize("name", VECTORS)
def test_what_is_written_is_what_is_read(name: str, parse: Callable[[bytes], list[tuple[str, str, str]]]) -> None:
    written, read = VECTORS[name]
    wire = sse.retry(2000) + sse.encode(written, event_id=7) + sse.HEARTBEAT + sse.encode(written, event="eta")
    events = parse(wire)
    assert [(name, data) for name, _, data in events] == ([("message", read), ("eta", read)] if read else [])
    assert {event_id for name, event_id, _ in events if name == "message"} <= {"7"}


def test_an_event_without_an_id_says_nothing_of_ids() -> None:
    # an empty id would make a reader forget the last one, and one with a NUL is ignored
    assert b"id" not in sse.encode("1", event="eta")


def test_a_line_separator_of_unicode_ends_no_line() -> None:
    text = json.dumps("a\u2028b\u2029c\x85d\x0be", ensure_ascii=False)
    assert sse.encode(text).decode() == f"data: {text}\n\n"
