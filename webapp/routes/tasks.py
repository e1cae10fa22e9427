"""The routes of every kind of task: status, stream, cancellation, retry; and the answer for a new one."""

import hashlib

from flask import Blueprint, Response, jsonify, request

from tasks.errors import InvalidInput
from tasks.records import Task
from tasks.store import NewTask

from .. import tokens
from ..app import current
from ..openapi import operation
from ..resources import ROUTES
from ..schemas.streams import StreamQuery
from ..schemas.tasks import SubmittedTask
from ..schemas.tasks import Task as TaskSchema
from ..streaming import sse
from ..streaming.middleware import REFUSAL

IDEMPOTENCY_KEY_CHARACTERS_MAX = 200


def add_task_routes(blueprint: Blueprint, kind: str) -> None:
    """Give a kind of task its common routes, below the kind's own path."""
    route = f"{ROUTES[kind]}/<int:task_id>"

    @operation({200: TaskSchema}, errors=(401, 404))
    def status(task_id: int) -> Response:
        """The task as it stands; `Retry-After` says when to ask again."""
        task = current.tasks.task(tokens.account_id(), task_id, kind)
        response = jsonify(task_json(task))
        response.headers["Cache-Control"] = "no-store"
        if not task.over:
            response.headers["Retry-After"] = "2" if task.status == "queued" else "1"
        return response

    @operation(
        {200: sse.CONTENT_TYPE, 204: None},
        query=StreamQuery,
        access="stream",
        errors=(401, 403, 404, 422, 429, 503),
    )
    def stream(task_id: int) -> Response:
        """The task's progress as Server-Sent Events, resumable by `Last-Event-ID`; 204 after the end."""
        # the middleware opens streams, and leaves here why it did not
        if refusal := request.environ[REFUSAL]:
            raise refusal
        return Response(status=204)

    @operation({200: TaskSchema}, errors=(401, 404, 409))
    def cancel(task_id: int) -> Response:
        """Cancel a queued or running task; `usage` says what was spent until then."""
        account_id = tokens.account_id()
        current.tasks.task(account_id, task_id, kind)
        current.tasks.cancel(account_id, task_id)
        return jsonify(task_json(current.tasks.task(account_id, task_id)))

    @operation({202: SubmittedTask}, errors=(401, 404, 409, 429))
    def retry(task_id: int) -> Response:
        """Repeat a failed task from the stage that failed; what earlier stages made is kept."""
        account_id = tokens.account_id()
        current.tasks.task(account_id, task_id, kind)
        current.tasks.retry(account_id, task_id)
        current.queue.send(task_id)
        return submitted(current.tasks.task(account_id, task_id), account_id)

    for method, path, view in (
        ("GET", "", status),
        ("GET", "/stream", stream),
        ("POST", "/cancellation", cancel),
        ("POST", "/retry", retry),
    ):
        blueprint.add_url_rule(route + path, f"{view.__name__}_{kind}", view, methods=[method])


def submit(account_id: int, new: NewTask) -> Task:
    """Store a new task and send it; gives the earlier task when the request is a repeat.

    Raises Conflict, LimitReached.
    """
    task, is_new = current.tasks.submit(account_id, new)
    if is_new:
        current.queue.send(task.id)
    return task


def idempotency_key() -> str | None:
    """The request's Idempotency-Key; raises InvalidInput."""
    key = request.headers.get("Idempotency-Key") or None
    if key and len(key) > IDEMPOTENCY_KEY_CHARACTERS_MAX:
        raise InvalidInput(
            "input_invalid", f"Idempotency-Key: must have at most {IDEMPOTENCY_KEY_CHARACTERS_MAX} characters"
        )
    return key


def fingerprint(key: str | None, content: bytes, asked: dict[str, object]) -> bytes:
    """Tells a repeated request from a different one with the same Idempotency-Key; empty without a key."""
    return hashlib.sha256(content + repr(asked).encode()).digest() if key else b""


def submitted(task: Task, account_id: int) -> Response:
    """202 with the task and the token of its stream."""
    token = current.links.stream_token(account_id, task.id)
    response = jsonify(task_json(task) | {"stream_token": token})
    response.status_code = 202
    response.headers["Location"] = f"{ROUTES[task.kind]}/{task.id}"
    return response


def task_json(task: Task) -> dict[str, object]:
    """The task resource, ready to be answered."""
    return current.resources.task(task).model_dump(mode="json")
