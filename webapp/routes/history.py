"""A user's tasks of every kind: history, deletion, fresh stream tokens."""

from flask import Blueprint, Response, jsonify

from .. import schemas, tokens
from ..app import current
from ..links import STREAM_TOKEN_SECONDS
from ..openapi import operation
from ..requests import query

blueprint = Blueprint("history", __name__, url_prefix="/tasks")


@blueprint.get("")
@operation({200: schemas.TaskPage}, query=schemas.HistoryQuery, errors=(401, 422))
def list_tasks() -> Response:
    """One page of your tasks, newest first."""
    account_id, asked = tokens.account_id(), query(schemas.HistoryQuery)
    tasks = current.tasks.tasks(account_id, asked.limit + 1, asked.cursor, asked.kind)
    page = schemas.TaskPage(
        tasks=[current.resources.task(task) for task in tasks[: asked.limit]],
        next_cursor=str(tasks[asked.limit - 1].id) if len(tasks) > asked.limit else None,
    )
    response = jsonify(page.model_dump(mode="json"))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.delete("/<int:task_id>")
@operation({204: None}, errors=(401, 404))
def delete_task(task_id: int) -> Response:
    """Remove a task and its media for good; one that still runs is cancelled first."""
    current.tasks.delete(tokens.account_id(), task_id)
    return Response(status=204)


@blueprint.post("/<int:task_id>/stream-token")
@operation({200: schemas.StreamToken}, errors=(401, 404))
def make_stream_token(task_id: int) -> Response:
    """A fresh token for one task's stream: read-only, good for minutes and for nothing else."""
    account_id = tokens.account_id()
    current.tasks.task(account_id, task_id)
    token = schemas.StreamToken(
        stream_token=current.links.stream_token(account_id, task_id), expires_in_seconds=STREAM_TOKEN_SECONDS
    )
    return jsonify(token.model_dump(mode="json"))
