"""Enhancements: submit, with or without waiting."""

import time
from contextlib import closing, suppress
from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from tasks.errors import DatabaseUnavailable, StreamsExhausted
from tasks.media.store import NewMedia
from tasks.plans import ENHANCEMENT_STAGES, enhancement_plans
from tasks.records import Task, TaskInput
from tasks.store import NewTask

from .. import tokens
from ..app import current
from ..openapi import operation
from ..requests import form, uploaded_photo
from ..resources import ROUTES
from ..schemas.enhancements import EnhancementForm
from ..schemas.tasks import SubmittedTask
from ..schemas.tasks import Task as TaskSchema
from .tasks import add_task_routes, fingerprint, idempotency_key, submit, submitted, task_json

KIND = "enhancement"
ROUTE = ROUTES[KIND]

#: a router gives up after 30 s
WAIT_SECONDS = 25
SUBMIT_ERRORS = (400, 401, 409, 413, 415, 422, 429, 503)

blueprint = Blueprint("enhancements", __name__)
add_task_routes(blueprint, KIND)


@blueprint.post(f"{ROUTE}-async")
@operation({202: SubmittedTask}, form=EnhancementForm, headers=("Idempotency-Key",), errors=SUBMIT_ERRORS)
def submit_enhancement() -> Response:
    """Start an enhancement and answer at once; follow it on its stream."""
    account_id = tokens.account_id()
    return submitted(_submit(account_id), account_id)


@blueprint.post(ROUTE)
@operation(
    {200: TaskSchema, 202: SubmittedTask},
    form=EnhancementForm,
    headers=("Idempotency-Key",),
    errors=SUBMIT_ERRORS,
)
def enhance_and_wait() -> Response:
    """Start an enhancement and wait up to 25 s for its end; 202 when it takes longer or cannot be waited for."""
    account_id = tokens.account_id()
    task = _submit(account_id)
    # the task exists: after an error the client would repeat the request and buy it again
    with suppress(StreamsExhausted, DatabaseUnavailable):
        if following := current.streams.open(account_id, task.id, KIND, 0, time.time() + WAIT_SECONDS):
            with closing(following):
                for _ in following:
                    pass
        task = current.tasks.task(account_id, task.id)
    return jsonify(task_json(task)) if task.over else submitted(task, account_id)


def _submit(account_id: int) -> Task:
    key, photo, fields = idempotency_key(), uploaded_photo(), form(EnhancementForm)
    asked = asdict(
        TaskInput(
            fields.user_description,
            fields.duration,
            fields.language,
            product_name=fields.product_name,
            offer=fields.offer,
            call_to_action=fields.call_to_action,
            background=fields.background,
        )
    )
    new = NewTask(
        kind=KIND,
        input=asked,
        stages=ENHANCEMENT_STAGES,
        plans=enhancement_plans(current.settings),
        original=NewMedia("original", photo.content, f"image/{photo.format.lower()}", photo.width, photo.height),
        fingerprint=fingerprint(key, photo.content, asked),
        idempotency_key=key,
    )
    return submit(account_id, new)
