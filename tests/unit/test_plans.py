"""What the configured engines can be asked for."""

from dataclasses import replace

import pytest

from tasks.formats import FORMATS
from tasks.plans import video_sizes
from tasks.settings import Settings

SETTINGS = Settings(database_url="postgresql://", secret_key="-" * 32)


@pytest.mark.parametrize(
    ("engine", "model", "sizes"),
    [
        ("local", "", {name: str(size) for name, size in FORMATS.items()}),
        ("runway", "gen4.5", {"portrait": "720x1280", "landscape": "1280x720"}),
        ("runway", "product_ad", {"portrait": "1080x1920", "landscape": "1920x1080"}),
    ],
)
def test_a_video_comes_in_what_its_engine_makes(engine: str, model: str, sizes: dict[str, str]) -> None:
    settings = replace(SETTINGS, video_engine=engine, video_model=model)

    assert {name: str(size) for name, size in video_sizes(settings).items()} == sizes
