"""`script/server` as a person uses it: it starts, ends, and says in one sentence why it cannot start."""

import os
import signal
from pathlib import Path

import pytest

from tests.processes import free_port
from tests.server_command import START_SECONDS, STOP_SECONDS, Command, processes_of

pytestmark = pytest.mark.timeout(240)


def test_ctrl_c_ends_it_and_it_starts_again_with_the_same_secret(data: Path) -> None:
    secrets = set()
    for _ in range(2):
        command = Command(data, free_port())
        command.wait_until_ready()
        # a terminal sends it to the whole group
        os.killpg(command.process.pid, signal.SIGINT)
        assert command.wait_until_ended(STOP_SECONDS) == 0
        assert processes_of(data) == []
        secrets.add((data / "secret_key").read_text())
        assert (data / "secret_key").stat().st_mode & 0o077 == 0
    assert len(secrets) == 1


def test_a_used_port_is_one_sentence(data: Path) -> None:
    port = free_port()
    first = Command(data, port)
    first.wait_until_ready()

    elsewhere = Command(data.with_name("other"), port)
    assert elsewhere.wait_until_ended(START_SECONDS) == 1
    assert f"Port {port} cannot be used" in elsewhere.lines[-1]

    same_data = Command(data, free_port())
    assert same_data.wait_until_ended(START_SECONDS) == 1
    assert "Another script/server already runs" in same_data.lines[-1]

    first.process.terminate()
    first.wait_until_ended(STOP_SECONDS)


def test_a_wrong_setting_stops_the_start_with_its_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_POOL_SIZE", "many")
    command = Command(data, free_port())
    assert command.wait_until_ended(START_SECONDS) == 1
    assert "DATABASE_POOL_SIZE is 'many'" in command.output()
    assert processes_of(data) == []
