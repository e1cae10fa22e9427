"""A clip as a shop gets it: its product, in the formats asked for, with a voice in its shots."""

import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]  # it carries no types
from PIL import Image

from tasks.engines.pictures.cutter import WEIGHTS
from tasks.sounds import SPEECH_COMPLETE
from tests.client import Client, Json, Site, body_of
from tests.videos import ended, of_enhancement, ordered

COFFEE = Path(__file__).parent.parent / "photos" / "coffee.png"
SECONDS = 4
#: samples a second
RATE = 8000

pytestmark = pytest.mark.skipif(
    not (WEIGHTS.exists() and SPEECH_COMPLETE.exists()), reason="what set-up fetches is not there"
)


@pytest.fixture(scope="module")
def client(cutting_site: Site) -> Iterator[Client]:
    """Whose clip it is."""
    with cutting_site.guest() as client:
        yield client


@pytest.fixture(scope="module")
def clip(client: Client) -> Json:
    """A clip of a product on white, in two formats, in whose first shot somebody speaks."""
    ad = client.finished(client.submitted(COFFEE.read_bytes(), product_name="Morning Mug", background="white")["id"])
    first = {"start_seconds": 0, "end_seconds": 2.4, "voice_over": "Good morning.", "on_screen_text": "Good morning"}
    last = {"start_seconds": 2.4, "end_seconds": SECONDS, "on_screen_text": "Morning Mug"}
    told: Json = {"template": "calm", "music": "none", "storyboard": {"shots": [first, last]}}
    clip = ended(client, ordered(of_enhancement(client, ad["id"], formats=["portrait", "square"], **told)))
    assert (clip["status"], clip["notices"]) == ("completed", []), clip["error"]
    return clip


def test_a_product_is_shown_in_each_format_on_its_backdrop(client: Client, clip: Json) -> None:
    sizes = [(one["format"], one["width"], one["height"]) for one in clip["videos"]]
    assert sizes == [("portrait", 1080, 1920), ("square", 1080, 1080)]
    assert clip["video_url"] == clip["videos"][0]["url"]
    for one in clip["videos"]:
        poster = Image.open(BytesIO(client.get(one["poster_url"]).content)).convert("RGB")
        assert poster.size == (one["width"], one["height"])
        assert min(np.asarray(poster)[2, 2]) > 250


def test_its_lines_are_spoken_in_their_shots(client: Client, clip: Json) -> None:
    for one in clip["videos"]:
        loudness = _loudness(client.get(one["url"]).content)
        seconds = np.arange(len(loudness)) / 10
        assert loudness[seconds < 2.4].max() > 0.02
        assert loudness[seconds > 2.6].max() < 0.002, "nobody speaks in the last shot"


def test_a_retry_makes_only_the_format_that_is_missing(cutting_site: Site, client: Client, clip: Json) -> None:
    # Given a video that failed before its second format was kept
    cutting_site.query("delete from media where task_id = %s and role = 'video_square' returning key", clip["id"])
    cutting_site.query(
        "update stages set state = 'failed' where task_id = %s and name in ('render', 'save') returning name",
        clip["id"],
    )
    cutting_site.query("update tasks set status = 'failed' where id = %s returning id", clip["id"])

    body_of(client.post(clip["retry_url"]), 202)
    again = ended(client, clip)

    assert again["status"] == "completed"
    kept, made = (one["url"].partition("?")[0] for one in again["videos"])
    before = [one["url"].partition("?")[0] for one in clip["videos"]]
    assert kept == before[0] and made != before[1]


def _loudness(content: bytes) -> np.ndarray:
    """Root mean square of each tenth of a second, of 1."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(content)
        file.flush()
        line = [get_ffmpeg_exe(), "-loglevel", "error", "-i", file.name, *"-ac 1 -ar 8000 -f s16le -".split()]
        samples = np.frombuffer(subprocess.run(line, capture_output=True, check=True).stdout, "<i2") / 32768
    tenths = samples[: len(samples) // (RATE // 10) * (RATE // 10)].reshape(-1, RATE // 10)
    return np.asarray(np.sqrt((tenths**2).mean(axis=1)))
