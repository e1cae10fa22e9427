"""What voices need: fetched once at set-up, left out when turned off, and missed without harm."""

import re
import sys
from pathlib import Path

import pytest

from script import speech
from tasks.sounds import VOICES


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where it goes in this test, with a pip that reaches no index."""
    path = tmp_path / "files"
    monkeypatch.setattr(speech, "TARGET", path)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return path


def test_without_a_network_setting_up_says_so_and_goes_on(target: Path, capfd: pytest.CaptureFixture[str]) -> None:
    speech.fetch(Path(sys.executable))

    assert "Limelight works without it" in capfd.readouterr().err
    assert not target.exists()


def test_turned_off_nothing_is_fetched(
    target: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPEECH_ENGINE", "none")

    speech.fetch(Path("/no/such/python"))

    assert capfd.readouterr() == ("", "")


def test_another_file_than_the_one_that_was_checked_stops_the_set_up() -> None:
    with pytest.raises(SystemExit, match="The model is not the file that was checked"):
        speech._check("The model", b"something else", speech.MODEL_DIGEST)


def test_set_up_fetches_every_voice_and_checks_every_package() -> None:
    assert set(re.findall(r"[a-z]{2}_[a-z]+", speech.VOICE.pattern)) == set(VOICES)
    lines = speech.REQUIREMENTS.read_text().replace("\\\n", " ").splitlines()
    assert all("==" in line and "--hash=sha256:" in line for line in lines if line and not line.startswith("#"))
