"""What waits for Postgres under gevent lets others run meanwhile."""

import os
from collections.abc import Generator, Iterator

import gevent
import pytest
from psycopg.errors import OperationalError
from psycopg.waiting import Ready, Wait

from webapp.streaming.gevent_wait import wait


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def reading(descriptor: int) -> Generator[Wait, Ready | int, bytes]:
    """As psycopg reads an answer."""
    yield Wait.R
    return os.read(descriptor, 100)


def test_others_run_while_one_waits(pipe: tuple[int, int]) -> None:
    answer = gevent.spawn_later(0.01, os.write, pipe[1], b"an answer")
    assert wait(reading(pipe[0]), pipe[0]) == b"an answer"
    assert answer.get() == len(b"an answer")


def test_a_wait_ends_at_its_timeout(pipe: tuple[int, int]) -> None:
    with pytest.raises(OperationalError, match="timeout"):
        wait(reading(pipe[0]), pipe[0], timeout=0.01)
