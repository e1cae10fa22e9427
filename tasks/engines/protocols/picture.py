"""The form in which engines, pipelines and picture children exchange pictures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture without metadata."""

    content: bytes
    content_type: str
    width: int
    height: int
