"""Whose task it is: nobody learns anything of a task that is not theirs, on any route, with any token."""

import time
from collections.abc import Callable, Iterator

import httpx
import jwt
import pytest
from itsdangerous import TimestampSigner

from tests.client import ENHANCE, Client, Site, body_of, refusal_of
from tests.processes import SECRET_KEY, wait_until
from webapp.links import Links

#: every route that names a task
ROUTES: dict[str, Callable[[Client, object], httpx.Response]] = {
    "status": lambda client, task: client.get(f"{ENHANCE}/{task}"),
    "stream": lambda client, task: client.get(f"{ENHANCE}/{task}/stream"),
    "stream token": lambda client, task: client.post(f"/tasks/{task}/stream-token"),
    "cancellation": lambda client, task: client.post(f"{ENHANCE}/{task}/cancellation"),
    "retry": lambda client, task: client.post(f"{ENHANCE}/{task}/retry"),
    "change": lambda client, task: client.patch(f"/tasks/{task}", json={"name": "mine"}),
    "deletion": lambda client, task: client.delete(f"/tasks/{task}"),
}


@pytest.fixture
def other(idle_site: Site) -> Iterator[Client]:
    """Somebody else where nothing is done."""
    with idle_site.guest() as client:
        yield client


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("task_id", [0, 999_999_999, 2**31, 2**63 - 1, 2**63, 10**40])
def test_an_unknown_task_is_not_found(idle_guest: Client, route: str, task_id: int) -> None:
    refusal_of(ROUTES[route](idle_guest, task_id), 404, "task_not_found")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("task_id", [-1, "1.5", "one", "1%00", "%F0%9F%98%80"])
def test_what_is_no_number_is_no_route(idle_guest: Client, route: str, task_id: object) -> None:
    refusal_of(ROUTES[route](idle_guest, task_id), 404, "not_found")


@pytest.mark.parametrize("route", ROUTES)
def test_a_strangers_task_is_not_found_and_untouched(idle_guest: Client, other: Client, route: str) -> None:
    task = idle_guest.submitted()
    refusal_of(ROUTES[route](other, task["id"]), 404, "task_not_found")
    assert idle_guest.task(task["id"])["status"] == "queued"


@pytest.mark.parametrize("route", ROUTES)
def test_a_deleted_task_is_not_found(idle_guest: Client, route: str) -> None:
    task = idle_guest.submitted()
    assert idle_guest.delete(f"/tasks/{task['id']}").status_code == 204
    refusal_of(ROUTES[route](idle_guest, task["id"]), 404, "task_not_found")


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_told_to_somebody_who_is_not_signed_in(idle_site: Site, idle_guest: Client, route: str) -> None:
    task = idle_guest.submitted()
    with idle_site.anyone() as anyone:
        refusal_of(ROUTES[route](anyone, task["id"]), 401, "not_authenticated")


def test_history_shows_nobody_elses_tasks(idle_guest: Client, other: Client) -> None:
    idle_guest.submitted()
    assert body_of(other.get("/tasks"), 200) == {"tasks": [], "next_cursor": None}


def test_the_media_of_a_deleted_task_are_not_found(guest: Client, anyone: Client) -> None:
    task = guest.finished(guest.submitted()["id"])
    assert anyone.get(task["enhanced_image_url"]).status_code == 200
    assert guest.delete(f"/tasks/{task['id']}").status_code == 204
    refusal_of(anyone.get(task["enhanced_image_url"]), 404, "media_not_found")


# -- stream tokens


def opened(client: Client, task_id: int, token: str) -> int:
    """The status of a stream that is opened with a token and left at once."""
    with client.stream(task_id, params={"token": token}) as (answer, _):
        return answer.status_code


def stream_refusal(client: Client, task_id: int, token: str, status: int, code: str) -> None:
    refusal_of(client.get(f"{ENHANCE}/{task_id}/stream", params={"token": token}), status, code)


@pytest.fixture
def passer_by(idle_site: Site) -> Iterator[Client]:
    """Somebody who has nothing but a token, if any."""
    with idle_site.anyone() as client:
        yield client


def test_a_stream_token_opens_the_stream_of_its_task(idle_guest: Client, passer_by: Client) -> None:
    task = idle_guest.submitted()
    fresh = body_of(idle_guest.post(f"/tasks/{task['id']}/stream-token"), 200)
    assert 0 < fresh["expires_in_seconds"] <= 15 * 60
    assert opened(passer_by, task["id"], task["stream_token"]) == 200
    assert opened(passer_by, task["id"], fresh["stream_token"]) == 200


def test_a_stream_needs_a_token(idle_guest: Client, passer_by: Client) -> None:
    task_id = idle_guest.submitted()["id"]
    refusal_of(passer_by.get(f"{ENHANCE}/{task_id}/stream"), 401, "not_authenticated")
    stream_refusal(passer_by, task_id, "", 401, "not_authenticated")


@pytest.mark.parametrize("token", ["x", "a.b.c", "eya.b.c", "null", "W10.x.y", "\0", "é", "." * 2000, "Bearer x"])
def test_a_malformed_stream_token_is_not_valid(idle_guest: Client, passer_by: Client, token: str) -> None:
    stream_refusal(passer_by, idle_guest.submitted()["id"], token, 401, "token_invalid")


def test_an_altered_stream_token_is_not_valid(idle_guest: Client, passer_by: Client) -> None:
    mine, other = idle_guest.submitted(), idle_guest.submitted()
    claims, rest = other["stream_token"].split(".", 1)[0], mine["stream_token"].split(".", 1)[1]
    stream_refusal(passer_by, other["id"], f"{claims}.{rest}", 401, "token_invalid")


def test_an_expired_stream_token_is_told_apart(
    idle_guest: Client, passer_by: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = idle_guest.submitted()["id"]
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 16 * 60)
    token = Links(SECRET_KEY).stream_token(idle_guest.session["account"]["id"], task_id)
    stream_refusal(passer_by, task_id, token, 401, "token_expired")


def test_another_tasks_stream_token_is_refused(idle_guest: Client, passer_by: Client) -> None:
    mine, other = idle_guest.submitted(), idle_guest.submitted()
    stream_refusal(passer_by, mine["id"], other["stream_token"], 403, "token_wrong_task")


def test_the_stream_token_of_a_deleted_task_finds_nothing(idle_guest: Client, passer_by: Client) -> None:
    task = idle_guest.submitted()
    idle_guest.delete(f"/tasks/{task['id']}")
    stream_refusal(passer_by, task["id"], task["stream_token"], 404, "task_not_found")


def test_a_stream_token_opens_nothing_else(idle_site: Site, idle_guest: Client, passer_by: Client) -> None:
    task = idle_guest.submitted()
    token = task["stream_token"]
    with Client(idle_site.url, {"access_token": token}) as confused:
        for route in ROUTES.values():
            refusal_of(route(confused, task["id"]), 401, "token_invalid")
        refusal_of(confused.get("/tasks"), 401, "token_invalid")
        refusal_of(confused.get("/auth/me"), 401, "token_invalid")
        refusal_of(confused.submit(), 401, "token_invalid")
    refusal_of(passer_by.get(task["status_url"], params={"token": token}), 401, "not_authenticated")
    refusal_of(passer_by.post("/auth/refresh", json={"refresh_token": token}), 401, "token_invalid")


def test_a_stream_takes_the_access_token_too(idle_guest: Client, passer_by: Client) -> None:
    task_id, access_token = idle_guest.submitted()["id"], idle_guest.session["access_token"]
    assert opened(passer_by, task_id, access_token) == 200
    late = jwt.decode(access_token, options={"verify_signature": False}) | {"exp": int(time.time()) - 60}
    stream_refusal(passer_by, task_id, jwt.encode(late, SECRET_KEY, "HS256"), 401, "token_expired")
    stream_refusal(passer_by, task_id, idle_guest.session["refresh_token"], 401, "token_invalid")


def test_a_strangers_access_token_does_not_open_a_stream(idle_guest: Client, other: Client, passer_by: Client) -> None:
    task_id = idle_guest.submitted()["id"]
    stream_refusal(passer_by, task_id, other.session["access_token"], 404, "task_not_found")


def test_a_setting_keeps_access_tokens_out_of_addresses(strict_site: Site) -> None:
    with strict_site.member("careful@example.com") as member, strict_site.anyone() as passer_by:
        task = member.submitted()
        stream_refusal(passer_by, task["id"], member.session["access_token"], 401, "token_invalid")
        assert opened(passer_by, task["id"], task["stream_token"]) == 200
        # in the header it gets into no log, and stays welcome
        with member.stream(task["id"]) as (answer, _):
            assert answer.status_code == 200


def test_no_token_gets_into_the_log(idle_site: Site, idle_guest: Client, passer_by: Client) -> None:
    task, other = idle_guest.submitted(), idle_guest.submitted()
    tokens = [task["stream_token"], idle_guest.session["access_token"]]
    passer_by.get(other["stream_url"], params={"token": tokens[0]})
    passer_by.get(f"{ENHANCE}/{10**9}/stream", params={"token": tokens[1]})

    def is_logged(line: str) -> bool:
        return line in idle_site.processes.log("web")

    # a line is written once the answer is on its way
    wait_until(lambda: is_logged(f'{other["stream_url"]}" 403') and is_logged(f'{ENHANCE}/{10**9}/stream" 404'), 20)
    assert not [token for token in tokens if is_logged(token)]
