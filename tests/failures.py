"""Expecting a named error by its code."""

from typing import Any

import pytest

from tasks.errors import LimelightError


def failing(code: str, *, match: str | None = None) -> pytest.RaisesExc[Any]:
    """As `pytest.raises`, for the error with this code."""
    return pytest.raises(LimelightError, match=match, check=lambda error: error.code == code)
