"""The processes of the Procfile come up on a migrated database with right settings, and end in time."""

import subprocess
import time
from pathlib import Path

import pytest

from script.procfile import commands
from tests.conftest import StartServer
from tests.processes import Processes


def test_they_are_ready_and_end_when_asked(server: StartServer) -> None:
    processes = server()
    assert processes.ready()
    for name in ("web", "worker"):
        asked = time.monotonic()
        processes.stop(name)
        assert time.monotonic() - asked < 10


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path, name: str) -> None:
    processes = Processes("postgresql://nowhere.invalid/x", tmp_path, {"VIDEO_ENGINE": "sora"})

    done = subprocess.run(commands()[name], env=processes.env, capture_output=True, text=True, timeout=30)

    assert done.returncode != 0
    assert "Limelight cannot start: VIDEO_ENGINE is 'sora': it must be one of" in done.stderr
    assert "Traceback" not in done.stderr
