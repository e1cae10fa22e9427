"""JSON documents that follow a JSON schema, as structured outputs do, with values that make sense in an ad.

Which schemas strict mode takes: platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

#: by a part of the field's name; the nth element of a list takes the nth
PHRASES: Mapping[str, tuple[str, ...]] = {
    "title": ("The one you\0 reach for",),  # models write a NUL now and then
    "voice": ("Some things are simply made well.", "Look closer: every detail counts.", "Take it home today."),
    "screen": ("Made well", "Every detail", "Yours today"),
    "offer": ("",),
    "action": ("Order yours today.",),
    "language": ("en",),
}
OTHER_PHRASES = (
    "Slow push-in on the product, soft light from the left.",
    "The camera glides along its edge to the label.",
    "The whole product, calm and centred, as the light warms.",
)
ITEMS = 3


def sample(schema: Schema, duration_seconds: float) -> Any:
    """A document for `schema`; numbers named start and end divide the duration among the elements of their list."""
    return _Sampler(schema, duration_seconds).value(schema, "", 0, 1)


def duration_asked(text: str) -> float:
    """The first "8-second" or "8 seconds" in a prompt; 8 when there is none."""
    found = re.search(r"(\d+(?:\.\d+)?)[ -]?s(?:econds?)?\b", text)
    return float(found[1]) if found else 8


def strictness_flaw(schema: Schema) -> str | None:
    """What strict mode would refuse about `schema`, in its own words."""
    for context, part in _objects(schema, ()):
        names = set(part.get("properties", {}))
        if part.get("additionalProperties") is not False:
            return f"In context={context}, 'additionalProperties' is required to be supplied and to be false."
        if missing := names - set(part.get("required", ())):
            return (
                f"In context={context}, 'required' is required to be supplied and to be an array including every "
                f"key in properties. Missing '{min(missing)}'."
            )
    return None


class _Sampler:
    def __init__(self, root: Schema, duration_seconds: float) -> None:
        self._root = root
        self._duration_seconds = duration_seconds

    def value(self, schema: Schema, name: str, index: int, count: int) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        match _type(schema):
            case "object":
                return {key: self.value(part, key, index, count) for key, part in schema["properties"].items()}
            case "array":
                length = min(max(ITEMS, schema.get("minItems", 0)), schema.get("maxItems", ITEMS + 99))
                return [self.value(schema["items"], name, nth, length) for nth in range(length)]
            case "string":
                return _phrase(name, index)
            case "number" | "integer" as kind:
                number = self._number(schema, name.lower(), index, count)
                return int(number) if kind == "integer" else number
            case "boolean":
                return True
            case _:
                return None

    def _number(self, schema: Schema, name: str, index: int, count: int) -> float:
        share = self._duration_seconds / count
        for part, number in (("start", index * share), ("end", (index + 1) * share), ("seconds", share)):
            if part in name:
                return round(number, 2)
        return float(min(max(index + 1, schema.get("minimum", 1)), schema.get("maximum", index + 1)))

    def _resolved(self, schema: Schema) -> Schema:
        if "anyOf" in schema:
            schema = next(part for part in schema["anyOf"] if part.get("type") != "null")
        if "$ref" in schema:
            found: Any = self._root
            for key in schema["$ref"].removeprefix("#/").split("/"):
                found = found[key]
            return self._resolved(found)
        return schema


def _type(schema: Schema) -> str | None:
    kind = schema.get("type")
    return next(one for one in kind if one != "null") if isinstance(kind, list) else kind


def _phrase(name: str, index: int) -> str:
    phrases = next((texts for part, texts in PHRASES.items() if part in name.lower()), OTHER_PHRASES)
    return phrases[index % len(phrases)]


def _objects(schema: Any, context: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Every object schema within `schema`, with where it stands."""
    if isinstance(schema, list):
        for part in schema:
            yield from _objects(part, context)
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield context, schema
        for name, part in schema.items():
            yield from _objects(part, (*context, name))
