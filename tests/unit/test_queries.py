"""The queries of `queries.sql` and the code that names them."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from tasks.db.queries import QUERIES

ROOT = Path(__file__).parents[2]
#: what takes a query's name: methods of `Database`, `run`, and `LeaseStore`'s fenced write
CALLS = {"row", "rows", "run", "_fenced"}


@pytest.fixture(scope="module")
def nodes() -> list[ast.AST]:
    """All nodes of our code."""
    return [
        node
        for folder in ("tasks", "webapp")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_every_query_that_code_runs_is_in_the_file(nodes: list[ast.AST]) -> None:
    calls = [node for node in nodes if isinstance(node, ast.Call) and _name(node.func) in CALLS]

    assert _texts(part for call in calls for argument in call.args[:2] for part in ast.walk(argument)) <= QUERIES.keys()


def test_every_query_in_the_file_is_run_by_code(nodes: list[ast.AST]) -> None:
    assert QUERIES.keys() <= _texts(nodes)


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", "") or getattr(function, "id", "")


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
