"""The contract: valid OpenAPI, complete, fresh in the checkout, and kept by what the running site answers."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import openapi_spec_validator
import pytest
from flask import Flask
from openapi_schema_validator import OAS31Validator, oas31_format_checker

from tasks.settings import Settings
from tests.client import ENHANCE, SUBMIT, Client, Json, Site, body_of, refusal_of
from tests.pictures import BROKEN_LATE
from tests.processes import SECRET_KEY
from webapp import create_app

ROOT = Path(__file__).parent.parent.parent

#: routes that answer with a page or a file of it, and the contract itself
PAGES = {"/", "/docs", "/openapi.json", "/static/{filename}"}


@pytest.fixture
def app() -> Iterator[Flask]:
    """The app, connected to nothing."""
    app = create_app(Settings(database_url="postgresql://", secret_key=SECRET_KEY))
    yield app
    app.extensions["limelight"].close()


@pytest.fixture
def contract(anyone: Client) -> Json:
    """The contract as the site gives it."""
    return body_of(anyone.get("/openapi.json"), 200)


def check_answer(contract: Json, method: str, path: str, answer: httpx.Response) -> None:
    """The answer's status is foreseen, and its body is as its schema says."""
    foreseen = contract["paths"][path][method]["responses"]
    assert str(answer.status_code) in foreseen, f"{method} {path}: {answer.status_code} is not foreseen"
    content = foreseen[str(answer.status_code)].get("content")
    if content is None:
        assert answer.content == b""
    elif "application/json" in content:
        assert answer.headers["Content-Type"] == "application/json"
        check(contract, content["application/json"]["schema"], answer.json())
    else:
        assert any(re.match(kind.replace("*", ".+"), answer.headers["Content-Type"]) for kind in content)


def check(contract: Json, schema: Json, body: Any) -> None:
    """The body is as the schema says."""
    validator = OAS31Validator(schema | {"components": contract["components"]}, format_checker=oas31_format_checker)
    assert [error.message for error in validator.iter_errors(body)] == []


def test_the_contract_is_valid_openapi(contract: Json) -> None:
    assert contract["openapi"].startswith("3.1")
    openapi_spec_validator.validate(contract)


def test_every_route_is_in_the_contract_or_a_page(app: Flask, contract: Json) -> None:
    routes: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        routes.setdefault(path, set()).update(m.lower() for m in (rule.methods or set()) - {"HEAD", "OPTIONS"})
    described = {path: set(operations) for path, operations in contract["paths"].items()}
    assert {path: methods for path, methods in routes.items() if path not in PAGES} == described


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(contract: Json) -> None:
    operations = [operation for path in contract["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] and operation["responses"] for operation in operations)


def test_the_contract_that_the_page_is_built_from_is_fresh(contract: Json) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "webapp.openapi"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    kept = (ROOT / "webapp" / "frontend" / "openapi.json").read_text(encoding="utf-8")
    assert kept == printed, "run `python -m webapp.openapi > webapp/frontend/openapi.json`, then `npm run types` there"
    assert httpx.Response(200, text=kept).json() == contract


def test_what_a_signed_in_user_gets_is_as_the_contract_says(contract: Json, guest: Client) -> None:
    one = "{task_id}"
    submitted = guest.submit()
    check_answer(contract, "post", SUBMIT, submitted)
    task = guest.finished(submitted.json()["id"])
    task_id = task["id"]
    check_answer(contract, "post", ENHANCE, guest.submit(path=ENHANCE))
    check_answer(contract, "get", f"{ENHANCE}/{one}", guest.get(task["status_url"]))
    check_answer(contract, "get", f"{ENHANCE}/{one}/stream", guest.get(task["stream_url"]))
    seen = guest.get(task["stream_url"], headers={"Last-Event-ID": str(task["seq"])})
    check_answer(contract, "get", f"{ENHANCE}/{one}/stream", seen)
    check_answer(contract, "post", f"{ENHANCE}/{one}/cancellation", guest.post(task["cancel_url"]))
    check_answer(contract, "post", f"{ENHANCE}/{one}/retry", guest.post(task["retry_url"]))
    check_answer(contract, "get", "/tasks", guest.get("/tasks"))
    check_answer(contract, "post", f"/tasks/{one}/stream-token", guest.post(f"/tasks/{task_id}/stream-token"))
    check_answer(contract, "get", "/media/{key}", guest.get(task["enhanced_image_url"]))
    part = guest.get(task["enhanced_image_url"], headers={"Range": "bytes=0-9"})
    check_answer(contract, "get", "/media/{key}", part)
    check_answer(contract, "get", "/auth/me", guest.get("/auth/me"))
    named = guest.patch(f"/tasks/{task_id}", json={"name": "Mug", "storyboard": task["storyboard"]})
    check_answer(contract, "patch", f"/tasks/{one}", named)
    read = guest.post("/storyboards", json={"text": task["script"] + "\nMusic: loud"})
    check_answer(contract, "post", "/storyboards", read)
    check_answer(contract, "delete", f"/tasks/{one}", guest.delete(f"/tasks/{task_id}"))


def test_what_anyone_gets_is_as_the_contract_says(contract: Json, anyone: Client) -> None:
    credentials = {"email": "contract@example.com", "password": "long enough"}
    for path in ("/healthz", "/readyz", "/metrics", "/features"):
        check_answer(contract, "get", path, anyone.get(path))
    check_answer(contract, "post", "/auth/guest", anyone.post("/auth/guest"))
    check_answer(contract, "post", "/auth/register", anyone.post("/auth/register", json=credentials))
    login = anyone.post("/auth/login", json=credentials)
    check_answer(contract, "post", "/auth/login", login)
    session = {"refresh_token": login.json()["refresh_token"]}
    check_answer(contract, "post", "/auth/refresh", anyone.post("/auth/refresh", json=session))
    check_answer(contract, "post", "/auth/logout", anyone.post("/auth/logout", json=session))


def test_refusals_are_as_the_contract_says(contract: Json, guest: Client, anyone: Client) -> None:
    one, nobody = "{task_id}", 999_999_999
    for client in (guest, anyone):
        for method, path, kind in (
            ("get", f"{ENHANCE}/{nobody}", f"{ENHANCE}/{one}"),
            ("get", f"{ENHANCE}/{nobody}/stream", f"{ENHANCE}/{one}/stream"),
            ("post", f"{ENHANCE}/{nobody}/cancellation", f"{ENHANCE}/{one}/cancellation"),
            ("post", f"{ENHANCE}/{nobody}/retry", f"{ENHANCE}/{one}/retry"),
            ("post", f"/tasks/{nobody}/stream-token", f"/tasks/{one}/stream-token"),
            ("delete", f"/tasks/{nobody}", f"/tasks/{one}"),
            ("patch", f"/tasks/{nobody}", f"/tasks/{one}"),
            ("post", "/storyboards", "/storyboards"),
            ("post", SUBMIT, SUBMIT),
            ("post", ENHANCE, ENHANCE),
            ("get", "/media/nothing", "/media/{key}"),
            ("get", "/media/nothing?download=perhaps", "/media/{key}"),
            ("get", "/tasks?limit=0", "/tasks"),
            ("get", f"{ENHANCE}/{nobody}/stream?last_event_id=x", f"{ENHANCE}/{one}/stream"),
            ("post", "/auth/register", "/auth/register"),
            ("post", "/auth/login", "/auth/login"),
            ("post", "/auth/refresh", "/auth/refresh"),
            ("post", "/auth/logout", "/auth/logout"),
        ):
            check_answer(contract, method, kind, client.http.request(method, path))


def test_stream_events_are_as_the_contract_says(contract: Json, working_site: Site) -> None:
    with working_site.guest() as guest:
        for photo in (None, BROKEN_LATE["JPEG cut off"]()):
            with guest.stream(guest.submitted(photo)["id"]) as (_, events):
                for event in events:
                    model = {"snapshot": "Task", "message": "ProgressEvent"}.get(event.name)
                    if model:
                        check(contract, {"$ref": f"#/components/schemas/{model}"}, event.data)


# -- errors


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", SUBMIT),
        ("PUT", SUBMIT),
        ("DELETE", f"{ENHANCE}/1"),
        ("GET", f"{ENHANCE}/1/cancellation"),
        ("POST", f"{ENHANCE}/1/stream"),
        ("GET", "/auth/login"),
        ("POST", "/tasks"),
        ("PUT", "/tasks/1"),
        ("POST", "/media/x.jpg"),
        ("POST", "/healthz"),
        ("NONSENSE", "/tasks"),
    ],
)
def test_a_wrong_method_is_refused_with_the_right_ones(guest: Client, method: str, path: str) -> None:
    answer = guest.http.request(method, path)
    refusal_of(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/tasks/", "/ai", "/static/nothing.js", "/static/../app.py", "/%00", "/é"]
)
def test_an_unknown_address_is_not_found(anyone: Client, path: str) -> None:
    refusal_of(anyone.get(path), 404, "not_found")


@pytest.mark.parametrize("value", ["/x", "/features"])
def test_no_header_moves_the_site(anyone: Client, value: str) -> None:
    assert anyone.get("/features", headers={"SCRIPT_NAME": value}).status_code == 200


@pytest.mark.parametrize(
    "break_it",
    [
        lambda client: client.get("/nowhere"),
        lambda client: client.get("/"),
        lambda client: client.get("/healthz"),
        lambda client: client.get("/tasks"),
    ],
)
def test_every_answer_is_guarded(anyone: Client, break_it: Callable[[Client], httpx.Response]) -> None:
    headers = break_it(anyone).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
