"""Requests that are no HTTP: our JSON answers them once, and nothing of them gets into an answer or a log."""

import json
import re
import socket
from collections.abc import Iterator

import pytest

from tests.client import PATIENCE_SECONDS, Site

#: stands where a request carries what nobody else may see
TOKEN = b"made-up-token-of-somebody"
LINE = b"/videos/1/stream?token=" + TOKEN
LOGIN = b"POST /auth/login?token=" + TOKEN + b" HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
UPLOAD = (
    b"POST /ai/enhance-and-script-async?token=" + TOKEN + b" HTTP/1.1\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def head(*lines: bytes, target: bytes = LINE, method: bytes = b"GET", version: bytes = b"HTTP/1.1") -> bytes:
    return b"\r\n".join((b" ".join((method, target, version)), *lines)) + b"\r\n\r\n"


HEADS = {
    "no version": (b"GET " + LINE + b"\r\n\r\n", 400),
    "an unknown version": (head(version=b"HTTP/3.0"), 505),
    "no HTTP": (head(version=b"HTTQ/1.1"), 505),
    "a space in the address": (head(target=LINE + b" x"), 505),
    "a lower-case method": (head(method=b"get"), 400),
    "a method that is no token": (head(method=b"GE(T"), 400),
    "the address first": (LINE + b" GET HTTP/1.1\r\n\r\n", 400),
    "a byte that is no ASCII": (head(target=LINE + b"\xff"), 400),
    "a control character": (head(target=LINE + b"\x01"), 400),
    "bare line feeds": (head().replace(b"\r\n", b"\n"), 400),
    "a bracket": (head(target=b"http://[x" + LINE), 400),
    "no slash": (head(target=b"host:80?token=" + TOKEN), 400),
    "bytes": (b"\x00" + TOKEN + b"\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "an address that is too long": (head(target=LINE + b"a" * 9_000), 414),
    "an address that goes on and on": (head(target=LINE + b"a" * 300_000), 414),
    "a header that is too long": (head(b"X: " + TOKEN * 500), 431),
    "too many headers": (head(*[b"X: 1"] * 200), 431),
    "a header without a name": (head(b": " + TOKEN), 400),
    "a header without a colon": (head(TOKEN), 400),
    "a header's name with a space": (head(b"X Y: " + TOKEN), 400),
    "a header with a NUL": (head(b"X: \x00" + TOKEN), 400),
    "a folded header": (head(b"X: a", b" " + TOKEN), 400),
    "two hosts": (head(b"Host: a", b"Host: b"), 400),
    "an unknown expectation": (head(b"Expect: " + TOKEN), 417),
    "contradictory schemes": (head(b"X-Forwarded-Proto: https", b"X-Forwarded-SSL: off"), 400),
    "an unknown coding": (head(b"Transfer-Encoding: " + TOKEN, method=b"POST"), 501),
    "a coding without an end": (head(b"Transfer-Encoding: gzip", method=b"POST"), 400),
    "chunks in old HTTP": (head(b"Transfer-Encoding: chunked", method=b"POST", version=b"HTTP/1.0"), 400),
    "two lengths": (head(b"Content-Length: 1", b"Content-Length: 2", method=b"POST"), 400),
    "a length and chunks": (head(b"Content-Length: 1", b"Transfer-Encoding: chunked", method=b"POST"), 400),
    "a length that is no number": (head(b"Content-Length: " + TOKEN, method=b"POST"), 400),
    "a length of 5,000 digits": (head(b"Content-Length: " + b"9" * 5_000, method=b"POST"), 400),
}

BODIES = {
    "a chunk size that is no number": (LOGIN + b"zz" + TOKEN + b"\r\n", 400),
    "no chunk size": (LOGIN + b"\r\n", 400),
    "a negative chunk size": (LOGIN + b"-5\r\n", 400),
    "an endless chunk size": (LOGIN + TOKEN + b"a" * 9_000, 400),
    "a chunk without its end": (LOGIN + b"2\r\n{}" + TOKEN, 400),
    "a senseless chunk extension": (LOGIN + b"2;\x01\r\n{}\r\n0\r\n\r\n", 400),
    "a forbidden trailer": (LOGIN + b"2\r\n{}\r\n0\r\nHost: y\r\n\r\n", 400),
    "an endless trailer": (LOGIN + b"2\r\n{}\r\n0\r\nX: " + b"a" * 1_000_000, 431),
    "a bad chunk after too many good bytes": (LOGIN + b"50000\r\n" + b"x" * 0x50000 + b"\r\nzz\r\n", 413),
}

#: the app answers without reading them
UNREAD = {
    "nobody's upload": (UPLOAD + b"zz\r\n", 401),
    "an unknown address": (LOGIN.replace(b"/auth/login", b"/nowhere") + b"zz\r\n", 404),
}


@pytest.fixture(autouse=True)
def quiet_log(site: Site) -> Iterator[None]:
    """Whatever a test sends, the log quotes none of it, and there is no traceback."""
    before = len(site.processes.log("web"))
    yield
    log = site.processes.log("web")[before:]
    assert TOKEN.decode() not in log and "Traceback" not in log, log


def sent(site: Site, request: bytes) -> bytes:
    """All that comes back until the server closes the connection."""
    answer = b""
    with socket.create_connection(("127.0.0.1", site.processes.port), PATIENCE_SECONDS) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        while chunk := client.recv(1 << 16):
            answer += chunk
    return answer


def check_refusal(answer: bytes, status: int) -> None:
    """It is one answer with this status, in the form and with the headers of every error."""
    top, _, body = answer.partition(b"\r\n\r\n")
    lines = top.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert re.match(rf"HTTP/1\.[01] {status} ", lines[0]), lines
    assert headers["Content-Type"] == "application/json"
    assert len(body) == int(headers["Content-Length"]), "more than one answer"
    assert headers["X-Content-Type-Options"] == "nosniff" and "default-src 'self'" in headers["Content-Security-Policy"]
    error = json.loads(body)["error"]
    assert error.keys() == {"code", "message"} and error["message"].strip()
    assert TOKEN not in answer


@pytest.mark.parametrize("name", HEADS)
def test_what_cannot_be_parsed_is_refused(site: Site, name: str) -> None:
    request, status = HEADS[name]
    answer = sent(site, request)
    check_refusal(answer, status)
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_cannot_be_parsed_is_refused(site: Site, name: str) -> None:
    request, status = BODIES[name]
    answer = sent(site, request)
    check_refusal(answer, status)
    assert b"\r\nConnection: close\r\n" in answer, "where the next request begins is unknown"


@pytest.mark.parametrize("name", UNREAD)
def test_a_bad_body_that_nobody_reads_gets_no_second_answer(site: Site, name: str) -> None:
    request, status = UNREAD[name]
    check_refusal(sent(site, request), status)


def test_a_request_that_is_cut_off_gets_no_answer(site: Site) -> None:
    assert sent(site, b"GET " + LINE) == sent(site, head()[:-2]) == b""


def test_a_body_that_is_cut_off_is_refused(site: Site) -> None:
    check_refusal(sent(site, LOGIN + b"50\r\n{}"), 400)


def test_a_path_cannot_write_a_line_of_its_own_into_the_log(site: Site) -> None:
    check_refusal(sent(site, head(target=b"/a%0Aforged%1B[31m")), 404)
    assert '"GET /a%0Aforged%1B%5B31m" 404' in site.processes.log("web")
