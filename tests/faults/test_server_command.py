"""`script/server` starts again whatever is killed, and leaves nothing behind."""

import time
import urllib.request
from pathlib import Path

import pytest

from tests.processes import free_port, wait_until
from tests.server_command import START_SECONDS, STOP_SECONDS, Command, names_of, process_named, processes_of

pytestmark = pytest.mark.timeout(240)


def test_it_comes_up_revives_what_dies_and_leaves_nothing(data: Path) -> None:
    command = Command(data, free_port())
    command.wait_until_ready()

    # When the page is loaded, it is there
    with urllib.request.urlopen(command.url, timeout=30) as answer:
        assert b"<html" in answer.read()

    before = names_of(data)
    # When any of its processes is killed, another one takes its place
    for word in ("bin/dramatiq", "bin/gunicorn", "bin/postgres"):
        killed = process_named(data, word)
        assert killed, command.output()
        killed.kill()
        wait_until(
            lambda word=word, killed=killed: process_named(data, word) not in (None, killed),  # type: ignore[misc]
            START_SECONDS,
            command.output,
        )

    # and what was left of the killed ones is gone
    wait_until(lambda: names_of(data) == before, START_SECONDS, lambda: f"{before}\n{names_of(data)}")

    # When it is asked to end, everything ends, Postgres included
    asked = time.monotonic()
    command.process.terminate()
    assert command.wait_until_ended(STOP_SECONDS) == 0
    assert time.monotonic() - asked < STOP_SECONDS
    assert processes_of(data) == []


def test_a_killed_one_does_not_block_the_next(data: Path) -> None:
    port = free_port()
    first = Command(data, port)
    first.wait_until_ready()
    first.process.kill()
    first.wait_until_ended(STOP_SECONDS)

    second = Command(data, port)
    second.wait_until_ready()
    second.process.terminate()
    second.wait_until_ended(STOP_SECONDS)
    assert processes_of(data) == []
