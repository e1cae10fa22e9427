"""The processes of the Procfile come up on a migrated database, and end in time."""

import time

from tests.conftest import StartServer


def test_they_are_ready_and_end_when_asked(server: StartServer) -> None:
    processes = server()
    assert processes.ready()
    for name in ("web", "worker"):
        asked = time.monotonic()
        processes.stop(name)
        assert time.monotonic() - asked < 10
