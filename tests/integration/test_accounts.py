"""Accounts: who gets in, how sessions are renewed and end, and what no token can do."""

import json
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest

from tests.client import ENHANCE, PASSWORD, Client, Json, Site, body_of, refusal_of
from tests.processes import SECRET_KEY
from tests.sites import INSTANT, running_site
from webapp.links import Links
from webapp.requests import JSON_BYTES_BELOW, PROBLEMS_MAX

_addresses = count(1)


def new_email() -> str:
    return f"{uuid4().hex}@example.com"


def changed(token: str, secret_key: str = SECRET_KEY, **claims: Any) -> str:
    """The token with other claims, signed like a real one."""
    real = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(real | claims, secret_key, "HS256")


def bearing(site: Site, token: str) -> Client:
    return Client(site.url, {"access_token": token})


def refreshed(client: Client, session: Json) -> Json:
    return body_of(client.post("/auth/refresh", json={"refresh_token": session["refresh_token"]}), 200)


@pytest.fixture
def member(site: Site) -> Iterator[Client]:
    with site.member(new_email()) as client:
        yield client


def test_a_new_member_is_signed_in_at_once(site: Site) -> None:
    email = new_email()
    with site.member(email) as member:
        me = body_of(member.get("/auth/me"), 200)
        assert (me["email"], me["guest"]) == (email, False)
        assert me == member.session["account"]
        assert member.session["token_type"] == "Bearer"
        assert member.session["expires_in_seconds"] == 15 * 60


def test_an_email_address_is_the_same_in_any_case(site: Site, anyone: Client) -> None:
    email = new_email()
    site.member(f"Some.{email}").http.close()
    session = body_of(anyone.post("/auth/login", json={"email": f"sOME.{email.upper()}", "password": PASSWORD}), 200)
    assert session["account"]["email"] == f"some.{email}"
    asked = {"email": f"SOME.{email}", "password": PASSWORD}
    refusal_of(anyone.post("/auth/register", json=asked), 409, "email_taken")


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(member: Client, anyone: Client) -> None:
    known = {"email": member.session["account"]["email"], "password": f"not {PASSWORD}"}
    unknown = {"email": new_email(), "password": PASSWORD}
    first, second = (anyone.post("/auth/login", json=asked) for asked in (known, unknown))
    assert refusal_of(first, 401, "credentials_wrong") == refusal_of(second, 401, "credentials_wrong")


@pytest.mark.parametrize("password", ["", "short"])
def test_a_password_that_nobody_could_have_is_wrong_too(member: Client, anyone: Client, password: str) -> None:
    asked = {"email": member.session["account"]["email"], "password": password}
    refusal_of(anyone.post("/auth/login", json=asked), 401, "credentials_wrong")


def test_of_many_who_register_the_same_address_at_once_one_gets_it(site: Site, anyone: Client) -> None:
    asked = {"email": new_email(), "password": PASSWORD}
    with ThreadPoolExecutor(6) as callers:
        answers = list(callers.map(lambda _: anyone.post("/auth/register", json=asked).status_code, range(6)))
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "nul\0@example.com"),
        ("email", "half\ud83d@example.com"),
        ("email", f"{'a' * 300}@example.com"),
        ("email", None),
        ("password", "short"),
        ("password", "p" * 201),
        ("password", "a NUL \0 in it"),
        ("password", "half of an emoji \ud83d"),
        ("password", 12345678),
        ("nickname", "unknown"),
        ("half\ud83d", "unknown"),
    ],
)
def test_what_cannot_be_registered_is_refused_by_its_field(anyone: Client, field: str, value: object) -> None:
    asked = {"email": new_email(), "password": PASSWORD} | {field: value}
    # escaped by hand: halves of emoji can be said in JSON, but not in its UTF-8
    answer = anyone.post("/auth/register", content=json.dumps(asked))
    error = refusal_of(answer, 422, "input_invalid")
    assert error["field"] == field or "\ud83d" in field


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b"{'email': 1}", b"\xff\xfe", b'{"email": NaN', b"[" * 100_000, b"1" * 5000],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/refresh", "/auth/logout"])
def test_broken_json_is_refused(anyone: Client, path: str, body: bytes) -> None:
    answer = anyone.post(path, content=body, headers={"Content-Type": "application/json"})
    refusal_of(answer, 400, "json_invalid")


@pytest.mark.parametrize("how", ["at once", "in chunks"])
@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/refresh", "/auth/logout"])
def test_a_large_json_body_is_refused(anyone: Client, path: str, how: str) -> None:
    for length in (JSON_BYTES_BELOW, 3 * JSON_BYTES_BELOW):
        body = b"{}".ljust(length)
        answer = anyone.post(path, content=body if how == "at once" else iter([body]))
        assert "256 KiB" in refusal_of(answer, 413, "file_too_large")["message"]
    body = b"{}".ljust(JSON_BYTES_BELOW - 1)
    refusal_of(anyone.post(path, content=body if how == "at once" else iter([body])), 422, "input_invalid")


def test_of_many_wrong_fields_some_are_named(anyone: Client) -> None:
    asked = {f"unknown{number}": number for number in range(10_000)}
    error = refusal_of(anyone.post("/auth/refresh", json=asked), 422, "input_invalid")
    assert error["field"] in error["fields"]
    assert len(error["fields"]) == PROBLEMS_MAX


def test_a_guest_starts_with_one_click(guest: Client) -> None:
    me = body_of(guest.get("/auth/me"), 200)
    assert (me["email"], me["guest"]) == (None, True)


def test_guests_are_refused_where_they_are_not_allowed(strict_site: Site) -> None:
    with strict_site.anyone() as anyone:
        refusal_of(anyone.post("/auth/guest"), 403, "guests_off")
        assert body_of(anyone.get("/features"), 200)["guests_allowed"] is False


def test_refreshing_gives_new_tokens_that_work(site: Site, guest: Client) -> None:
    second = refreshed(guest, guest.session)
    assert second["refresh_token"] != guest.session["refresh_token"]
    assert second["account"] == guest.session["account"]
    with bearing(site, second["access_token"]) as same:
        assert body_of(same.get("/auth/me"), 200) == guest.session["account"]
    refreshed(guest, second)


def test_reusing_an_old_refresh_token_ends_the_whole_session(guest: Client) -> None:
    # Given a session that was refreshed twice
    second = refreshed(guest, guest.session)
    third = refreshed(guest, second)

    # When its first token comes again, from a thief or from a copy
    again = guest.post("/auth/refresh", json={"refresh_token": guest.session["refresh_token"]})

    # Then neither that one nor the newest works
    refusal_of(again, 401, "token_invalid")
    for session in (second, third):
        answer = guest.post("/auth/refresh", json={"refresh_token": session["refresh_token"]})
        refusal_of(answer, 401, "token_invalid")


def test_a_refresh_whose_answer_was_lost_may_be_asked_for_again(guest: Client) -> None:
    # Given a session whose last two refreshes were answered to nobody
    first = refreshed(guest, guest.session)
    for _ in range(2):
        last = refreshed(guest, first)

    # Then it goes on with the answer that arrived
    refreshed(guest, refreshed(guest, last))


def test_a_late_reuse_ends_the_session_though_nobody_used_the_successor(site: Site, guest: Client) -> None:
    second = refreshed(guest, guest.session)
    site.query(
        "update refresh_tokens set used_at = used_at - interval '61 seconds' where account_id = %s returning id",
        guest.session["account"]["id"],
    )
    for session in (guest.session, second):
        answer = guest.post("/auth/refresh", json={"refresh_token": session["refresh_token"]})
        refusal_of(answer, 401, "token_invalid")


def test_a_thief_who_is_quick_is_found_out_as_soon_as_both_have_gone_on(guest: Client) -> None:
    # Given an owner and a thief who have each got a successor of the same token
    owners, thiefs = refreshed(guest, guest.session), refreshed(guest, guest.session)

    # When both use theirs, whoever comes first
    newest = refreshed(guest, thiefs)
    answer = guest.post("/auth/refresh", json={"refresh_token": owners["refresh_token"]})

    # Then the session is over for both
    refusal_of(answer, 401, "token_invalid")
    answer = guest.post("/auth/refresh", json={"refresh_token": newest["refresh_token"]})
    refusal_of(answer, 401, "token_invalid")


def test_of_many_refreshes_with_one_token_only_one_leads_on(guest: Client) -> None:
    def refresh(session: Json) -> httpx.Response:
        return guest.post("/auth/refresh", json={"refresh_token": session["refresh_token"]})

    with ThreadPoolExecutor(6) as callers:
        successors = [body_of(answer, 200) for answer in callers.map(refresh, [guest.session] * 6)]
        answers = list(callers.map(refresh, successors))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401, 401]


def test_ending_one_session_leaves_the_others(member: Client) -> None:
    other = body_of(
        member.post("/auth/login", json={"email": member.session["account"]["email"], "password": PASSWORD}), 200
    )
    answer = member.post("/auth/logout", json={"refresh_token": member.session["refresh_token"]})
    assert (answer.status_code, answer.content) == (204, b"")
    ended = member.post("/auth/refresh", json={"refresh_token": member.session["refresh_token"]})
    refusal_of(ended, 401, "token_invalid")
    refreshed(member, other)


def test_logging_out_twice_or_with_nonsense_is_fine(guest: Client) -> None:
    for token in (guest.session["refresh_token"], guest.session["refresh_token"], "nonsense"):
        assert guest.post("/auth/logout", json={"refresh_token": token}).status_code == 204


def test_access_and_refresh_tokens_do_not_stand_in_for_each_other(site: Site, guest: Client) -> None:
    asked = {"refresh_token": guest.session["access_token"]}
    refusal_of(guest.post("/auth/refresh", json=asked), 401, "token_invalid")
    with bearing(site, guest.session["refresh_token"]) as confused:
        refusal_of(confused.get("/auth/me"), 401, "token_invalid")
        refusal_of(confused.get("/tasks"), 401, "token_invalid")


def test_an_expired_token_is_told_apart_from_a_wrong_one(site: Site, guest: Client) -> None:
    past = int(time.time()) - 60
    with bearing(site, changed(guest.session["access_token"], exp=past)) as late:
        answer = late.get("/auth/me")
        refusal_of(answer, 401, "token_expired")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    asked = {"refresh_token": changed(guest.session["refresh_token"], exp=past)}
    refusal_of(guest.post("/auth/refresh", json=asked), 401, "token_expired")


def test_a_token_of_an_account_that_is_gone_is_not_valid(site: Site, guest: Client) -> None:
    with bearing(site, changed(guest.session["access_token"], sub="999999999")) as nobody:
        refusal_of(nobody.get("/auth/me"), 401, "token_invalid")
        refusal_of(nobody.submit(), 401, "token_invalid")


#: what programs with the same key may have signed
SENSELESS_CLAIMS: dict[str, Any] = {
    "a subject that is no number": {"sub": "somebody"},
    "no subject": {"sub": ""},
    "a huge subject": {"sub": "9" * 30},
    "a subject of 4,400 digits": {"sub": "9" * 4_400},
    "a negative subject": {"sub": "-1"},
    "an id that is no UUID": {"jti": "first"},
    "a huge expiry": {"exp": 10**400},
    "an endless expiry": {"exp": float("inf")},
    "another type": {"type": "session"},
}


@pytest.mark.parametrize("name", SENSELESS_CLAIMS)
def test_a_signed_token_that_makes_no_sense_is_not_valid(site: Site, guest: Client, name: str) -> None:
    claims = SENSELESS_CLAIMS[name]
    access, refresh = (changed(guest.session[f"{kind}_token"], **claims) for kind in ("access", "refresh"))
    with bearing(site, access) as odd:
        refusal_of(odd.get("/auth/me"), 401, "token_invalid")
        refusal_of(odd.get(f"{ENHANCE}/1/stream"), 401, "token_invalid")
    if len(refresh) <= 4_000:
        refusal_of(guest.post("/auth/refresh", json={"refresh_token": refresh}), 401, "token_invalid")
        assert guest.post("/auth/logout", json={"refresh_token": refresh}).status_code == 204


@pytest.mark.parametrize("content", [["somebody", 1], [10**30, 1], [None, 1], [1], {"a": 1, "b": 2}, [[1], 1]], ids=str)
def test_a_signed_stream_token_that_makes_no_sense_is_not_valid(anyone: Client, content: object) -> None:
    token = Links(SECRET_KEY)._streams.dumps(content)
    refusal_of(anyone.get(f"{ENHANCE}/1/stream", params={"token": token}), 401, "token_invalid")


@pytest.mark.parametrize(
    "header",
    ["Bearer nonsense", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer \xe9.\xe9.\xe9", "Bearer x y"],
)
def test_garbage_is_no_token(anyone: Client, header: str) -> None:
    answer = anyone.get("/auth/me", headers={"Authorization": header.encode("latin-1")})
    refusal_of(answer, 401, "token_invalid")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YTpi"])
def test_no_token_is_no_token(anyone: Client, header: str) -> None:
    refusal_of(anyone.get("/auth/me", headers={"Authorization": header}), 401, "not_authenticated")


def test_a_token_signed_with_another_key_is_not_valid(site: Site, guest: Client) -> None:
    forged = changed(guest.session["access_token"], "another key, which is long enough as well")
    unsigned = jwt.encode(jwt.decode(forged, options={"verify_signature": False}), None, "none")
    for token in (forged, unsigned):
        with bearing(site, token) as forger:
            refusal_of(forger.get("/auth/me"), 401, "token_invalid")


@pytest.fixture(scope="module")
def counting_site(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web behind a proxy, which lets an address sign in, and ask, three times a minute."""
    counted = {"MAX_SIGN_INS_PER_MINUTE": "3", "MAX_REQUESTS_PER_MINUTE": "3", "TRUSTED_PROXIES": "1"}
    folder = tmp_path_factory.mktemp("counting-site")
    with running_site(postgres_url, template, folder, "web", **{**INSTANT, **counted}) as site:
        yield site


@pytest.fixture
def counted(counting_site: Site) -> Iterator[Client]:
    """A caller whose address, as the proxy reports it, nobody else has."""
    with counting_site.anyone() as client:
        client.http.headers["X-Forwarded-For"] = f"192.0.2.{next(_addresses)}"
        yield client


@pytest.fixture
def counted_guest(counted: Client) -> Client:
    """The same, signed in."""
    counted.session = body_of(counted.post("/auth/guest"), 201)
    counted.http.headers["Authorization"] = f"Bearer {counted.session['access_token']}"
    return counted


def test_guessing_passwords_is_slowed_down_whatever_the_guesser_sends(counted: Client) -> None:
    answers = [
        counted.post(
            "/auth/login",
            json={"email": "somebody@example.com", "password": f"guess number {number}"},
            headers={"Authorization": f"Bearer {number}"},
        )
        for number in range(4)
    ]

    # the fourth guess is refused, and told when to come back
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    refusal_of(answers[-1], 429, "rate_limited")
    assert int(answers[-1].headers["Retry-After"]) > 0

    # and what is no sign-in still works
    assert counted.get("/features").status_code == 200


def test_a_runaway_script_is_slowed_down_and_its_pictures_and_streams_are_not(counted_guest: Client) -> None:
    answers = [counted_guest.get("/auth/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refusal_of(answers[-1], 429, "rate_limited")
    assert counted_guest.get("/healthz").status_code == 200
    refusal_of(counted_guest.get(f"{ENHANCE}/1/stream"), 404, "task_not_found")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/static/nothing.js", 404),
        ("GET", f"{ENHANCE}/1/stream", 404),
        ("NONSENSE", "/tasks", 405),
        ("POST", "/", 405),
    ],
)
def test_what_leads_nowhere_counts_as_well(counted_guest: Client, method: str, path: str, status: int) -> None:
    # Given somebody who tries addresses, three of which a minute are answered
    answers = [counted_guest.http.request(method, path) for _ in range(4)]

    # Then the fourth is told to wait, in the usual form
    assert [answer.status_code for answer in answers] == [status] * 3 + [429]
    refusal_of(answers[-1], 429, "rate_limited")
    assert answers[-1].headers["Content-Security-Policy"] and int(answers[-1].headers["Retry-After"]) > 0

    # And what is there is still shown
    assert counted_guest.get("/").status_code == counted_guest.get("/auth/me").status_code == 200


@pytest.mark.parametrize("header", ["Bearer made-up-{}", "bEARER  {}", "{}"])
def test_who_sends_another_false_token_each_time_is_the_same_caller(counted: Client, header: str) -> None:
    headers = [{"Authorization": header.format(number)} for number in range(4)]
    assert [counted.get("/auth/me", headers=one).status_code for one in headers] == [401, 401, 401, 429]


def test_who_is_behind_another_address_is_another_caller(counting_site: Site, counted: Client) -> None:
    assert [counted.get("/auth/me").status_code for _ in range(4)] == [401, 401, 401, 429]
    # what a caller claims itself comes before what the proxy adds
    claims = {"X-Forwarded-For": f"203.0.113.7, {counted.http.headers['X-Forwarded-For']}"}
    assert counted.get("/auth/me", headers=claims).status_code == 429
    with counting_site.anyone() as another:
        another.http.headers["X-Forwarded-For"] = f"192.0.2.{next(_addresses)}"
        assert another.get("/auth/me").status_code == 401


def test_a_token_is_the_same_caller_however_it_is_written(counted_guest: Client) -> None:
    token = counted_guest.session["access_token"]
    headers = [{"Authorization": f"{scheme}{token}"} for scheme in ("Bearer ", "bEARER ", "Bearer  ", "BEARER   ")]
    assert [counted_guest.get("/auth/me", headers=one).status_code for one in headers] == [200, 200, 200, 429]


def test_hashing_passwords_does_not_hold_other_requests_up(idle_site: Site, idle_guest: Client) -> None:
    # Given eight who log in at once, twice
    email, logins = new_email(), 16
    idle_site.member(email).http.close()
    task_id = idle_guest.submitted()["id"]
    waits = []
    with idle_site.anyone() as anyone, ThreadPoolExecutor(8) as callers:
        started = time.monotonic()
        asked = {"email": email, "password": PASSWORD}
        answers = [callers.submit(anyone.post, "/auth/login", json=asked) for _ in range(logins)]

        # When somebody asks for a task's status meanwhile
        while not all(answer.done() for answer in answers):
            asked_at = time.monotonic()
            assert idle_guest.get(f"{ENHANCE}/{task_id}").status_code == 200
            waits.append(time.monotonic() - asked_at)
        hash_seconds = (time.monotonic() - started) / logins

    # Then the answer does not wait for the hashes of everybody who came before
    assert {answer.result().status_code for answer in answers} == {200}
    assert statistics.median(waits) < 4 * hash_seconds, f"{statistics.median(waits):.3f} s, {hash_seconds:.3f} s a hash"
