"""How script/server starts a process again."""

import shutil
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from script.supervision import ALONE

SHELLS = [shell for shell in ("/bin/sh", "dash", "bash") if shutil.which(shell)]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_children_of_a_killed_predecessor_are_ended_before_the_next_one_starts(shell: str, tmp_path: Path) -> None:
    # Given a process that was killed and has left a busy child behind
    command = "sleep 60 & echo $!; wait"
    with subprocess.Popen(["/bin/sh", "-c", command], stdout=subprocess.PIPE, process_group=0, text=True) as leader:
        assert leader.stdout
        child = psutil.Process(int(leader.stdout.readline()))
        leader.send_signal(signal.SIGKILL)
    (tmp_path / "worker.pid").write_text(f"{leader.pid}\n")
    assert child.is_running()

    # When the next one starts, in whatever shell the machine has
    start = [shell, "-c", ALONE, str(tmp_path / "worker.pid"), "echo", "started"]
    started = subprocess.run(start, process_group=0, capture_output=True, text=True, check=True)

    # Then the child is gone
    assert (started.stdout, started.stderr) == ("started\n", "")
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()
    assert int((tmp_path / "worker.pid").read_text())


@pytest.mark.parametrize("shell", SHELLS)
def test_the_first_one_starts_without_a_predecessor(shell: str, tmp_path: Path) -> None:
    start = [shell, "-c", ALONE, str(tmp_path / "worker.pid"), "echo", "started"]
    assert subprocess.run(start, process_group=0, capture_output=True, text=True, check=True).stdout == "started\n"
