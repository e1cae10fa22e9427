"""For operators: is it alive, can it serve, what does it count; and what the page may offer."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from psycopg.errors import UndefinedTable

from tasks.errors import DatabaseUnavailable
from tasks.plans import renders_here, script_languages, video_sizes
from tasks.sounds import MUSIC, SPEECH_COMPLETE, VOICES
from tasks.templates import TEMPLATES

from ..app import current
from ..metrics import METRICS
from ..openapi import operation
from ..schemas.features import Features, OfferedVoice
from ..schemas.probes import Check, Readiness

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"
#: the number of the last migration
SCHEMA_VERSION = max(path.name[:4] for path in MIGRATIONS.glob("[0-9]*.py"))

blueprint = Blueprint("probes", __name__)


@blueprint.get("/healthz")
@operation({200: "text/plain"}, access="open")
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@operation({200: Readiness, 503: Readiness}, access="open")
def readyz() -> Response:
    """The database is reachable, the queue is there, the page is built."""
    checks = {"database": _database(), "page": _page()}
    if checks["database"].ok:  # else each of these would wait as long for nothing
        checks |= {"queue": _queue(), "models": _models()}
    answer = Readiness(ready=all(check.ok for check in checks.values()), checks=checks)
    response = jsonify(answer.model_dump(mode="json"))
    response.status_code = 200 if answer.ready else 503
    return response


@blueprint.get("/metrics")
@operation({200: "text/plain"}, access="open")
def metrics() -> Response:
    """Counters for Prometheus."""
    return Response(generate_latest(current_app.extensions[METRICS]), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/features")
@operation({200: Features}, access="open")
def get_features() -> Response:
    """What this deployment offers."""
    settings = current.settings
    features = Features(
        guests_allowed=settings.guests_allowed,
        video=True,
        video_formats=list(video_sizes(settings)),  # type: ignore[arg-type]  # names of FORMATS
        video_templates=list(TEMPLATES) if renders_here(settings) else [],  # type: ignore[arg-type]
        video_voices=_voices(),
        video_music=list(MUSIC) if renders_here(settings) else [],  # type: ignore[arg-type]
        languages=list(script_languages(settings)),
    )
    return jsonify(features.model_dump(mode="json"))


def _voices() -> list[OfferedVoice]:
    settings = current.settings
    if not renders_here(settings) or settings.speech_engine == "none" or not SPEECH_COMPLETE.is_file():
        return []
    return [OfferedVoice.model_validate({"id": id, **asdict(voice)}) for id, voice in VOICES.items()]


def _database() -> Check:
    return _asked("migrated", "reachable", "not migrated: run the release step", version=SCHEMA_VERSION)


def _queue() -> Check:
    return _asked("queue_ready", "ready", "its table is missing: run the release step")


def _models() -> Check:
    """Notices about models warn an operator; what has other models or none can still be served."""
    try:
        notices = [row["detail"] for row in current.db.rows("notices")]
    except DatabaseUnavailable:
        notices = []
    return Check(ok=True, detail="; ".join(notices) or "nothing to report")


def _asked(query: str, good: str, bad: str, **params: Any) -> Check:
    try:
        row = current.db.row(query, **params)
    except UndefinedTable:
        row = None
    except DatabaseUnavailable:
        return Check(ok=False, detail="the database cannot be reached")
    ready = bool(row and row["ready"])
    return Check(ok=ready, detail=good if ready else bad)


def _page() -> Check:
    built = current.page.is_there()
    return Check(ok=built, detail="built" if built else "missing: run the frontend's build")
