"""How script/server starts a process again."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from script.supervision import ALONE

SHELLS = [shell for shell in (["/bin/sh"], ["dash"], ["bash"], ["busybox", "sh"]) if shutil.which(shell[0])]


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_the_children_of_a_killed_predecessor_are_ended_before_the_next_one_starts(
    shell: list[str], tmp_path: Path
) -> None:
    # Given a process that was killed and has left a busy child behind
    with group() as (leader, child):
        leader.send_signal(signal.SIGKILL)
    (tmp_path / "worker.pid").write_text(f"{leader.pid}\n")
    assert child.is_running()

    # When the next one starts, in whatever shell the machine has
    started = start(shell, tmp_path)

    # Then the child is gone
    assert (started.stdout, started.stderr) == ("started\n", "")
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running()
    assert int((tmp_path / "worker.pid").read_text())


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
@pytest.mark.parametrize("left", [None, "", "0\n", "no number\n"])
def test_without_the_number_of_a_predecessor_nothing_is_ended(
    shell: list[str], tmp_path: Path, left: str | None
) -> None:
    if left is not None:
        (tmp_path / "worker.pid").write_text(left)
    started = start(shell, tmp_path)
    assert (started.stdout, started.stderr) == ("started\n", "")


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_a_process_that_got_the_predecessors_number_meanwhile_lives_on(shell: list[str], tmp_path: Path) -> None:
    with group() as (stranger, child):
        (tmp_path / "worker.pid").write_text(f"{stranger.pid}\n")
        assert start(shell, tmp_path).stdout == "started\n"
        assert stranger.poll() is None
        child.kill()


@contextmanager
def group() -> Iterator[tuple[subprocess.Popen[str], psutil.Process]]:
    """A process that leads a group, and its busy child."""
    command = ["/bin/sh", "-c", "sleep 60 & echo $!; wait"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, process_group=0, text=True) as leader:
        assert leader.stdout
        yield leader, psutil.Process(int(leader.stdout.readline()))


def start(shell: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Start the next one, as supervisord does."""
    command = [*shell, "-c", ALONE, str(folder / "worker.pid"), "echo", "started"]
    return subprocess.run(command, process_group=0, capture_output=True, text=True, check=True)
