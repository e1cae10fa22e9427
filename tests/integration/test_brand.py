"""A brand: kept per account, checked like everything that comes in, gone with its account."""

from base64 import b64encode

import httpx
import pytest

from tests.client import Client, Site, body_of, refusal_of
from tests.pictures import jpeg, png

EMPTY = {"shop_name": "", "address": "", "colour": None, "accent_colour": None, "logo_url": None}
NAMES = {"shop_name": "Zara’s Kaffee", "address": "Hauptstraße 5, Köln", "colour": "#12abef", "accent_colour": None}


def put_logo(client: Client, content: bytes) -> httpx.Response:
    return client.http.put("/brand/logo", files={"file": ("logo.png", content)})


def test_names_colours_and_logo_are_kept_apart(guest: Client, stranger: Client) -> None:
    assert body_of(guest.get("/brand"), 200) == EMPTY
    assert body_of(guest.http.put("/brand", json={**NAMES, "colour": "#12ABEF"}), 200) == {**NAMES, "logo_url": None}
    logo = png(300, 120)
    logo_url = f"data:image/png;base64,{b64encode(logo).decode()}"
    assert body_of(put_logo(guest, logo), 200) == {**NAMES, "logo_url": logo_url}
    renamed = body_of(guest.http.put("/brand", json={"shop_name": " Z "}), 200)
    assert renamed == {**EMPTY, "shop_name": "Z", "logo_url": logo_url}
    assert body_of(stranger.get("/brand"), 200) == EMPTY
    assert body_of(guest.delete("/brand/logo"), 200) == {**EMPTY, "shop_name": "Z"}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (jpeg(), 415, "picture_unsupported"),
        (png(300, 120)[:40], 422, "picture_broken"),
        (b"", 400, "file_empty"),
        (png(300, 120) + bytes(2 * 1024 * 1024), 413, "file_too_large"),
        (bytes(50 * 1024 * 1024), 413, "file_too_large"),
    ],
    ids=["JPEG", "cut off", "empty", "over 2 MB", "50 MB"],
)
def test_a_logo_that_cannot_be_used_is_refused(guest: Client, content: bytes, status: int, code: str) -> None:
    error = refusal_of(put_logo(guest, content), status, code)
    assert "30 MB" not in error["message"]


@pytest.mark.parametrize(
    "names",
    [{"colour": "red"}, {"colour": "#12345"}, {"shop_name": "x" * 61}, {"address": "x" * 121}, {"logo": "x"}],
    ids=str,
)
def test_values_that_cannot_be_shown_are_refused(guest: Client, names: dict[str, str]) -> None:
    refusal_of(guest.http.put("/brand", json=names), 422, "input_invalid")


def test_it_goes_with_its_account(site: Site) -> None:
    with site.guest() as guest:
        body_of(put_logo(guest, png(300, 120)), 200)
        account_id = guest.session["account"]["id"]
        site.query("delete from accounts where id = %s returning id", account_id)
        assert not site.query("select account_id from brands where account_id = %s", account_id)
        refusal_of(guest.http.put("/brand", json=NAMES), 401, "token_invalid")
