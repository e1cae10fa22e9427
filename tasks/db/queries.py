"""The named queries of `queries.sql`, by name."""

import re
from importlib.resources import files

#: "-- name: description", then the statement up to the next such line
_ENTRY = re.compile(r"^-- (\w+): .+\n((?:(?!-- \w+: ).*\n?)+)", re.MULTILINE)

QUERIES: dict[str, str] = {
    name: statement.strip()
    for name, statement in _ENTRY.findall(files(__package__).joinpath("queries.sql").read_text(encoding="utf-8"))
}
