"""A user's tasks of every kind: history, names and edits, deletion, fresh stream tokens."""

from flask import Blueprint, Response, jsonify

from tasks.engines.scripts.text import script_text

from .. import tokens
from ..app import current
from ..links import STREAM_TOKEN_SECONDS
from ..openapi import operation
from ..requests import json_body, query
from ..schemas.fields import DURATIONS
from ..schemas.history import HistoryQuery, TaskChange, TaskPage
from ..schemas.streams import StreamToken
from ..schemas.tasks import Task
from .storyboards import playable
from .tasks import task_json

blueprint = Blueprint("history", __name__, url_prefix="/tasks")


@blueprint.get("")
@operation({200: TaskPage}, query=HistoryQuery, errors=(401, 422))
def list_tasks() -> Response:
    """One page of your tasks, newest first."""
    account_id, asked = tokens.account_id(), query(HistoryQuery)
    tasks = current.tasks.tasks(account_id, asked.limit + 1, asked.cursor, asked.kind)
    page = TaskPage(
        tasks=[current.resources.task(task) for task in tasks[: asked.limit]],
        next_cursor=str(tasks[asked.limit - 1].id) if len(tasks) > asked.limit else None,
    )
    response = jsonify(page.model_dump(mode="json"))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.patch("/<int:task_id>")
@operation({200: Task}, json=TaskChange, errors=(400, 401, 404, 409, 413, 422))
def change_task(task_id: int) -> Response:
    """Name a task, or edit the storyboard of a finished enhancement; its script follows."""
    account_id = tokens.account_id()
    task = current.tasks.task(account_id, task_id)
    sent = json_body(TaskChange)
    if "name" in sent.model_fields_set:
        current.tasks.rename(account_id, task_id, sent.name)
    if "storyboard" in sent.model_fields_set:
        storyboard = playable(sent.storyboard, DURATIONS[-1]) if sent.storyboard else None
        script = script_text(storyboard, task.input.language) if storyboard else None
        current.tasks.edit(account_id, task_id, storyboard, script)
    return jsonify(task_json(current.tasks.task(account_id, task_id)))


@blueprint.delete("/<int:task_id>")
@operation({204: None}, errors=(401, 404))
def delete_task(task_id: int) -> Response:
    """Remove a task and its media for good; one that still runs is cancelled first."""
    current.tasks.delete(tokens.account_id(), task_id)
    return Response(status=204)


@blueprint.post("/<int:task_id>/stream-token")
@operation({200: StreamToken}, errors=(401, 404))
def make_stream_token(task_id: int) -> Response:
    """A fresh token for one task's stream: read-only, good for minutes and for nothing else."""
    account_id = tokens.account_id()
    current.tasks.task(account_id, task_id)
    token = StreamToken(
        stream_token=current.links.stream_token(account_id, task_id), expires_in_seconds=STREAM_TOKEN_SECONDS
    )
    return jsonify(token.model_dump(mode="json"))
