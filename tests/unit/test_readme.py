"""The README tells every setting."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def settings() -> set[str]:
    """The names that tasks/settings.py reads from the environment: its upper-case texts."""
    texts = (
        node.value
        for node in ast.walk(ast.parse((ROOT / "tasks" / "settings.py").read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if text.replace("_", "A").isalpha() and text.isupper()}


def test_every_setting_has_its_row() -> None:
    rows = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `")]
    told = {line.split("`")[1] for line in rows}
    assert settings() - told == set()
