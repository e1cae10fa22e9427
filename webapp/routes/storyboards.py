"""Storyboards: read from a text as people paste it, and written anew for an ad that is finished."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from flask import Blueprint, Response, jsonify

from tasks.engines.scripts.copywriting import write_script
from tasks.engines.scripts.languages import phrasebook
from tasks.engines.scripts.storyboards import Reading, in_order, read_storyboard
from tasks.errors import Conflict, InvalidInput
from tasks.messages import NOTICES
from tasks.records import Task
from tasks.storyboard import Storyboard

from .. import tokens
from ..app import current
from ..openapi import operation
from ..requests import json_body
from ..schemas.notices import Notice
from ..schemas.storyboards import ROUNDING_SECONDS, StoryboardAnswer, StoryboardRequest, StoryboardVersion
from ..schemas.storyboards import Storyboard as StoryboardSchema

#: of a script that is English because its engine cannot write in the language that was asked for
IN_ENGLISH = "script_language_fallback"

blueprint = Blueprint("storyboards", __name__)


@blueprint.post("/storyboards")
@operation({200: StoryboardAnswer}, json=StoryboardRequest, errors=(400, 401, 413, 422, 429))
def read_text() -> Response:
    """Read a text into a storyboard, and say what of it a clip cannot use."""
    tokens.account_id()
    asked = json_body(StoryboardRequest)
    reading = read_storyboard(asked.text, asked.duration)
    return _answer(reading.storyboard, _notices(reading))


@blueprint.post("/tasks/<int:task_id>/storyboards")
@operation({200: StoryboardAnswer}, json=StoryboardVersion, errors=(400, 401, 404, 409, 413, 422, 429))
def write_version(task_id: int) -> Response:
    """Write another storyboard from a finished enhancement's brief, free of charge.

    It is kept only when it is sent with `PATCH /tasks/{id}`.
    """
    task = current.tasks.task(tokens.account_id(), task_id, "enhancement")
    asked = json_body(StoryboardVersion)
    storyboard = version(task, asked.duration, asked.variant)
    if not storyboard:
        raise Conflict("task_conflict", "Only a finished enhancement has a storyboard.")
    return _answer(storyboard, [] if _is_writable(task) else [_notice("storyboard_words_kept")])


def version(task: Task, duration_seconds: int, variant: int = 0) -> Storyboard | None:
    """What the copywriter makes of an enhancement's brief; the same shots at other times in a language it lacks.

    None before the enhancement has a storyboard.
    """
    if task.status != "completed" or not task.storyboard:
        return None
    if not _is_writable(task):
        return replace(task.storyboard, shots=in_order(task.storyboard.shots, duration_seconds))
    facts = {"orientation": task.orientation or "landscape"}
    return write_script(facts, task.input.brief, duration_seconds, task.input.language, variant).storyboard


def playable(sent: StoryboardSchema, duration_seconds: int) -> Storyboard:
    """A storyboard that a caller sent; raises InvalidInput when it is longer than its ad."""
    if sent.shots[-1].end_seconds > duration_seconds + ROUNDING_SECONDS:
        raise InvalidInput(
            "input_invalid", f"storyboard: must end within the {duration_seconds} seconds of the ad", field="storyboard"
        )
    return Storyboard.from_json(sent.model_dump())


def _is_writable(task: Task) -> bool:
    return phrasebook(task.input.language)[1] or IN_ENGLISH in task.notices


def _answer(storyboard: Storyboard, notices: Sequence[Notice]) -> Response:
    answer = StoryboardAnswer(storyboard=StoryboardSchema.model_validate(asdict(storyboard)), notices=list(notices))
    return jsonify(answer.model_dump(mode="json"))


def _notices(reading: Reading) -> list[Notice]:
    if not reading.storyboard.shots:
        return [_notice("storyboard_empty")]
    found = [_notice("storyboard_times_missing")] if reading.times_missing else []
    return [*found, _notice("storyboard_left_out", lines=" · ".join(reading.left_out))] if reading.left_out else found


def _notice(code: str, **params: str) -> Notice:
    return Notice(code=code, message=NOTICES[code].format(**params), params=params)
