"""The OpenAPI contract, made from the routes and the pydantic models that the views validate with.

`python -m webapp.openapi` prints it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .schemas.errors import ErrorAnswer
from .schemas.fields import Input
from .schemas.streams import ProgressEvent, ScriptEvent
from .schemas.tasks import EtaSeconds

View = TypeVar("View", bound=Callable[..., Any])
#: forms that come in, and events, which leave out what they do not carry
VALIDATED = (Input, ProgressEvent)
REFERENCE = "#/components/schemas/{model}"


@dataclass(frozen=True)
class Operation:
    """A view's contract, besides its docstring."""

    #: status -> the JSON model it answers with, or a media type, or None for an empty body
    answers: dict[int, type[BaseModel] | str | None]
    json: type[BaseModel] | None = None
    #: a multipart form with a `file` beside the model's fields
    form: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    headers: tuple[str, ...] = ()
    #: who may call: bearer (signed in), stream (token in the query), open
    access: str = "bearer"
    errors: tuple[int, ...] = field(default=())


def operation(
    answers: dict[int, type[BaseModel] | str | None],
    *,
    json: type[BaseModel] | None = None,
    form: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    headers: tuple[str, ...] = (),
    access: str = "bearer",
    errors: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Describe a view for the contract; its docstring's first line is the summary."""

    def describe(view: View) -> View:
        view.operation = Operation(answers, json, form, query, headers, access, errors)  # type: ignore[attr-defined]
        return view

    return describe


def contract(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of all described views of `app`."""
    models: set[type[BaseModel]] = {ErrorAnswer, ProgressEvent, ScriptEvent, EtaSeconds}
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        described: Operation | None = getattr(view, "operation", None)
        if described is None:
            continue
        models |= {m for m in (described.json, described.form) if m}
        models |= {m for m in described.answers.values() if isinstance(m, type)}
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            paths.setdefault(path, {})[method.lower()] = _operation(path, rule.endpoint, view, described)
    _, definitions = models_json_schema(
        [
            (model, "validation" if issubclass(model, VALIDATED) else "serialization")
            for model in sorted(models, key=lambda model: model.__name__)
        ],
        ref_template=REFERENCE,
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Limelight", "version": "1", "description": "One product photo becomes an ad."},
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "stream": {"type": "apiKey", "in": "query", "name": "token"},
            },
        },
    }


def _operation(path: str, endpoint: str, view: Callable[..., Any], described: Operation) -> dict[str, Any]:
    text = (view.__doc__ or "").strip()
    result: dict[str, Any] = {
        "operationId": endpoint.rpartition(".")[2],
        "summary": text.splitlines()[0],
        "description": re.sub(r"\n\s*", " ", text),
        "tags": [endpoint.partition(".")[0]],
        "parameters": _parameters(path, described),
        "responses": {str(status): _answer(status, model) for status, model in described.answers.items()}
        | {str(status): _answer(status, ErrorAnswer) for status in described.errors},
        "security": [] if described.access == "open" else [{described.access: []}],
    }
    content: dict[str, Any] = {}
    if described.json:
        content["application/json"] = {"schema": _ref(described.json)}
    if described.form:
        upload = {"properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
        schema = {"allOf": [{"type": "object"} | upload, _ref(described.form)]}
        content["multipart/form-data"] = {"schema": schema}
    if content:
        result["requestBody"] = {"required": True, "content": content}
    return result


def _parameters(path: str, described: Operation) -> list[dict[str, Any]]:
    found = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if name.endswith("_id") else "string"},
        }
        for name in re.findall(r"{(\w+)}", path)
    ]
    found += [{"name": name, "in": "header", "schema": {"type": "string"}} for name in described.headers]
    if described.query:
        schema = described.query.model_json_schema(ref_template=REFERENCE)
        required = schema.get("required", [])
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": value}
            for name, value in schema["properties"].items()
        ]
    return found


def _answer(status: int, body: type[BaseModel] | str | None) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Error" if body is ErrorAnswer else f"Answer {status}"}
    if isinstance(body, str):
        answer["content"] = {body: {}}
    elif body:
        answer["content"] = {"application/json": {"schema": _ref(body)}}
    return answer


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}


if __name__ == "__main__":
    from tasks.settings import Settings

    from . import create_app

    # the contract does not depend on the settings, and nothing connects here
    settings = Settings(database_url="postgresql://", secret_key="-" * 32)
    app = create_app(settings)
    print(json.dumps(contract(app), indent=2, ensure_ascii=False))
    app.extensions["limelight"].close()  # the pools' threads would hold the process for half a minute
