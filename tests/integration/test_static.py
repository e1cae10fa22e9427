"""The built page over the wire: small, cached for good where that is safe, and always with its headers."""

import gzip
import re

import brotli
import httpx
import pytest

from tests.client import Client, Site, refusal_of


@pytest.fixture
def page(anyone: Client) -> httpx.Response:
    """The page itself."""
    return anyone.get("/")


@pytest.fixture
def script(page: httpx.Response) -> str:
    """The address of its JavaScript."""
    [found] = re.findall(r'src="(/static/assets/page-[\w-]+\.js)"', page.text)
    return str(found)


def raw(client: Client, path: str, encodings: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they came."""
    with client.http.stream("GET", path, headers={"Accept-Encoding": encodings, **headers}) as answer:
        return answer, b"".join(answer.iter_raw())


def test_a_file_goes_out_as_small_as_the_browser_can_read_it(anyone: Client, script: str) -> None:
    plain, whole = raw(anyone, script, "identity")
    assert "Content-Encoding" not in plain.headers
    sizes = [len(whole)]
    for encodings, encoding, unpack in (
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
    ):
        answer, content = raw(anyone, script, encodings)
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Content-Length"] == str(len(content))
        assert unpack(content) == whole
        sizes.append(len(content))
    assert sizes[0] > 3 * sizes[1] > 3 * sizes[2], sizes
    assert plain.headers["Vary"] == answer.headers["Vary"] == "Accept-Encoding"


def test_a_first_visit_loads_little_javascript_and_one_dictionary(anyone: Client, page: httpx.Response) -> None:
    scripts = re.findall(r'(?:src|href)="(/static/assets/[\w-]+\.js)"', page.text)
    texts = re.findall(r"import\(`\./((?:en|zh)-[\w-]+\.js)`\)", "".join(anyone.get(path).text for path in scripts))
    assert len(texts) == 2, texts
    dictionary = max(len(raw(anyone, f"/static/assets/{name}", "br")[1]) for name in texts)
    total = dictionary + sum(len(raw(anyone, path, "br")[1]) for path in scripts)
    assert total < 110_000, total


def test_each_encoding_has_a_tag_of_its_own(anyone: Client, script: str) -> None:
    tags = {raw(anyone, script, encoding)[0].headers["ETag"] for encoding in ("identity", "gzip", "br")}
    assert len(tags) == 3


def test_what_has_a_hash_in_its_name_is_cached_for_good(anyone: Client, script: str) -> None:
    caching = set(anyone.get(script).headers["Cache-Control"].split(", "))
    assert caching == {"public", "max-age=31536000", "immutable"}


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_is_asked_for_each_time_and_sent_when_it_has_changed(anyone: Client, path: str) -> None:
    first = anyone.get(path)
    assert first.headers["Cache-Control"] == "no-cache" and first.headers["Content-Encoding"] == "br"
    again = anyone.get(path, headers={"If-None-Match": f'"another", W/{first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    since = anyone.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304


def test_what_has_no_hash_is_cached_for_a_minute(anyone: Client) -> None:
    assert set(anyone.get("/static/favicon.svg").headers["Cache-Control"].split(", ")) == {"public", "max-age=60"}


def test_everything_that_the_pages_load_is_there(anyone: Client) -> None:
    for path in ("/", "/docs"):
        found = re.findall(r'(?:src|href)="(/static/[^"]+)"', anyone.get(path).text)
        assert len(found) >= 3
        for file in found:
            answer = anyone.get(file)
            assert answer.status_code == 200 and answer.content
            assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=0-1,5-6", "bytes=99999999-", "nonsense"])
def test_a_file_is_sent_whole(anyone: Client, script: str, asked: str) -> None:
    whole = anyone.get(script).content
    answer = anyone.get(script, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, whole)


def test_head_says_how_large_a_file_is(anyone: Client, script: str) -> None:
    answer = anyone.http.head(script)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == raw(anyone, script, "gzip, br")[0].headers["Content-Length"]


@pytest.mark.parametrize("path", ["/static/index.html.br", "/static/", "/static/assets", "/static/%2e%2e/app.py"])
def test_what_is_no_file_of_the_page_is_not_found(anyone: Client, path: str) -> None:
    refusal_of(anyone.get(path), 404, "not_found")


def test_a_file_cannot_be_written(site: Site, anyone: Client, script: str) -> None:
    refusal_of(anyone.post(script), 405, "method_not_allowed")


def test_an_unknown_address_is_a_page_for_people_and_an_error_for_programs(anyone: Client) -> None:
    browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
    page = anyone.get("/nowhere", headers={"Accept": browsers})
    assert page.status_code == 404
    assert page.text == anyone.get("/").text
    for accept in ("*/*", "application/json"):
        refusal_of(anyone.get("/nowhere", headers={"Accept": accept}), 404, "not_found")
