"""Compositions: the product of a finished enhancement on another background."""

from dataclasses import asdict, replace

from flask import Blueprint, Response

from tasks.errors import Conflict
from tasks.plans import COMPOSITION_STAGES
from tasks.store import NewTask

from .. import tokens
from ..app import current
from ..openapi import operation
from ..requests import json_body
from ..resources import ROUTES
from ..schemas.compositions import CompositionRequest
from ..schemas.tasks import SubmittedTask
from .tasks import add_task_routes, fingerprint, idempotency_key, submit, submitted

KIND = "composition"

blueprint = Blueprint("compositions", __name__)
add_task_routes(blueprint, KIND)


@blueprint.post(f"{ROUTES['enhancement']}/<int:task_id>/compositions")
@operation(
    {202: SubmittedTask},
    json=CompositionRequest,
    headers=("Idempotency-Key",),
    errors=(400, 401, 404, 409, 413, 422, 429, 503),
)
def change_background(task_id: int) -> Response:
    """Set the product on another background, free of charge; the enhancement's pictures change when it is done.

    Of several at once, the one asked for last counts.
    """
    account_id, key = tokens.account_id(), idempotency_key()
    parent = current.tasks.task(account_id, task_id, "enhancement")
    asked = replace(parent.input, background=json_body(CompositionRequest).background, enhancement_id=parent.id)
    if parent.status != "completed":
        raise Conflict("task_conflict", "The ad is not finished yet. Wait for it, then change its background.")
    if "original" not in parent.media:
        raise Conflict("task_conflict", "The pictures of this ad are not kept any more. Upload the photo again.")
    if "cutout" not in parent.media:
        raise Conflict("cutout_missing")
    values = asdict(asked)
    new = NewTask(
        kind=KIND,
        input=values,
        stages=COMPOSITION_STAGES,
        plans=(),
        original=None,
        fingerprint=fingerprint(key, b"", values),
        idempotency_key=key,
        parent_id=parent.id,
    )
    return submitted(submit(account_id, new), account_id)
