"""What follows an engine at work, and what stands in where nobody does."""

from collections.abc import Callable
from dataclasses import dataclass

from .picture import Picture


def never() -> bool:
    """For work that nobody can cancel."""
    return False


def unseen(*_: object) -> None:
    """For work that nobody watches."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """How an engine reports its work, and learns that it was cancelled."""

    #: whether the work is cancelled: an engine that can stops early, with LeaseLost
    cancelled: Callable[[], bool] = never
    #: gets index (0, 1, 2 …) and partial picture
    on_partial: Callable[[int, Picture], None] = unseen
    #: gets the script as far as it is written
    on_text: Callable[[str], None] = unseen
