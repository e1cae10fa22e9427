"""A clip as a shop gets it: its product, in the formats asked for, with a voice in its shots."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types

from tasks.engines.pictures.cutter import WEIGHTS
from tasks.sounds import SPEECH_COMPLETE
from tests.client import Client, Json
from tests.videos import ended, of_enhancement, ordered

COFFEE = Path(__file__).parent.parent / "photos" / "coffee.png"
SECONDS = 4
#: samples a second
RATE = 8000

pytestmark = pytest.mark.skipif(
    not (WEIGHTS.exists() and SPEECH_COMPLETE.exists()), reason="what set-up fetches is not there"
)


def test_a_product_is_shown_in_two_formats_and_spoken_of_in_its_shots(studio_guest: Client) -> None:
    ad = studio_guest.finished(studio_guest.submitted(COFFEE.read_bytes(), product_name="Morning Mug")["id"])
    first = {"start_seconds": 0, "end_seconds": 2.4, "voice_over": "Good morning.", "on_screen_text": "Good morning"}
    last = {"start_seconds": 2.4, "end_seconds": SECONDS, "on_screen_text": "Morning Mug"}
    asked: Json = {"formats": ["portrait", "square"], "music": "none", "storyboard": {"shots": [first, last]}}

    clip = ended(studio_guest, ordered(of_enhancement(studio_guest, ad["id"], **asked)))

    assert (clip["status"], clip["notices"]) == ("completed", []), clip["error"]
    assert [(one["format"], one["width"], one["height"]) for one in clip["videos"]] == [
        ("portrait", 1080, 1920),
        ("square", 1080, 1080),
    ]
    assert clip["video_url"] == clip["videos"][0]["url"]
    for one in clip["videos"]:
        loudness = _loudness(studio_guest.get(one["url"]).content)
        seconds = np.arange(len(loudness)) / 10
        assert loudness[seconds < 2.4].max() > 0.02
        assert loudness[seconds > 2.6].max() < 0.002, "nobody speaks in the last shot"


def _loudness(content: bytes) -> np.ndarray:
    """Root mean square of each tenth of a second, of 1."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(content)
        file.flush()
        line = [get_ffmpeg_exe(), "-loglevel", "error", "-i", file.name, *"-ac 1 -ar 8000 -f s16le -".split()]
        samples = np.frombuffer(subprocess.run(line, capture_output=True, check=True).stdout, "<i2") / 32768
    tenths = samples[: len(samples) // (RATE // 10) * (RATE // 10)].reshape(-1, RATE // 10)
    return np.asarray(np.sqrt((tenths**2).mean(axis=1)))
