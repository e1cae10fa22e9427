"""How psycopg waits for Postgres under gevent: an io watcher, without the `select.poll` that gevent emulates."""

from typing import TypeVar

import gevent
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout

Result = TypeVar("Result")


def wait(gen: PQGen[Result], fileno: int, interval: float = 0, timeout: float | None = None) -> Result:
    """Do what `psycopg.waiting.wait` does; `interval` is for Ctrl-C, which gevent handles."""
    try:
        wanted = next(gen)
        hub = gevent.get_hub()
        with gevent.Timeout.start_new(timeout, _WaitTimeout("wait timeout expired")):
            while True:
                hub.wait(hub.loop.io(fileno, wanted))  # psycopg's numbers for reading and writing are the loop's
                wanted = gen.send(wanted)  # whichever of the two it was: psycopg bears to find nothing there
    except StopIteration as ended:
        result: Result = ended.value
        return result
