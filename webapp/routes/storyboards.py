"""Storyboards: a text as people paste it, read before a video is made of it."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from tasks.engines.scripts.storyboards import Reading, read_storyboard
from tasks.errors import InvalidInput
from tasks.messages import NOTICES
from tasks.storyboard import Storyboard

from .. import schemas, tokens
from ..openapi import operation
from ..requests import json_body

blueprint = Blueprint("storyboards", __name__, url_prefix="/storyboards")


@blueprint.post("")
@operation({200: schemas.StoryboardAnswer}, json=schemas.StoryboardRequest, errors=(400, 401, 413, 422, 429))
def read_text() -> Response:
    """Read a text into a storyboard, and say what of it a clip cannot use."""
    tokens.account_id()
    asked = json_body(schemas.StoryboardRequest)
    reading = read_storyboard(asked.text, asked.duration)
    answer = schemas.StoryboardAnswer(
        storyboard=schemas.Storyboard.model_validate(asdict(reading.storyboard)), notices=_notices(reading)
    )
    return jsonify(answer.model_dump(mode="json"))


def playable(sent: schemas.Storyboard, duration_seconds: int) -> Storyboard:
    """A storyboard that a caller sent; raises InvalidInput when it is longer than its ad."""
    if sent.shots[-1].end_seconds > duration_seconds + schemas.ROUNDING_SECONDS:
        raise InvalidInput(
            "input_invalid", f"storyboard: must end within the {duration_seconds} seconds of the ad", field="storyboard"
        )
    return Storyboard.from_json(sent.model_dump())


def _notices(reading: Reading) -> list[schemas.Notice]:
    if not reading.storyboard.shots:
        return [_notice("storyboard_empty")]
    found = [_notice("storyboard_times_missing")] if reading.times_missing else []
    return [*found, _notice("storyboard_left_out", lines=" · ".join(reading.left_out))] if reading.left_out else found


def _notice(code: str, **params: str) -> schemas.Notice:
    return schemas.Notice(code=code, message=NOTICES[code].format(**params), params=params)
