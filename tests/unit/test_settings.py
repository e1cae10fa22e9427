"""Settings: each wrong one is named in a sentence, and each cloud engine is chosen by what it needs."""

from decimal import Decimal

import pytest

from tasks.errors import SettingsError
from tasks.settings import Settings

RIGHT = {"DATABASE_URL": "postgresql://localhost/limelight", "SECRET_KEY": "x" * 40}


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SCRIPT_ENGINE": "openai"}, "OPENAI_API_KEY is not set"),
        ({"VIDEO_ENGINE": "videos-api"}, "VIDEOS_BASE_URL is not set"),
        ({"VIDEO_ENGINE": "videos-api", "VIDEOS_BASE_URL": "http://127.0.0.1:1/v1"}, "VIDEO_MODEL is not set"),
        ({"VIDEO_ENGINE": "runway"}, "RUNWAYML_API_SECRET is not set"),
        ({"VIDEO_ENGINE": "sora"}, "VIDEO_ENGINE is 'sora': it must be one of"),
        ({"VIDEO_DEADLINE_MINUTES": "0"}, "VIDEO_DEADLINE_MINUTES is '0': it must be a whole number, at least 1"),
        ({"MEDIA_RETENTION_DAYS": "-1"}, "MEDIA_RETENTION_DAYS is '-1': it must be a whole number, at least 0"),
        ({"DATABASE_POOL_SIZE": "many"}, "DATABASE_POOL_SIZE is 'many': it must be a whole number, at least 2"),
        ({"DAILY_SPEND_LIMIT_USD": "NaN"}, "DAILY_SPEND_LIMIT_USD is 'NaN': it must be an amount of US dollars"),
        ({"CUT_OUT": "maybe"}, "CUT_OUT is 'maybe': it must be true or false"),
    ],
    ids=repr,
)
def test_a_wrong_setting_is_a_sentence_with_its_name(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(RIGHT | env)

    assert raised.value.message.startswith(sentence)


@pytest.mark.parametrize(
    ("env", "engines"),
    [
        ({}, ("local", "local", "local")),
        ({"OPENAI_API_KEY": "sk"}, ("openai", "openai", "local")),
        ({"OPENAI_API_KEY": "sk", "IMAGE_ENGINE": "local"}, ("local", "openai", "local")),
        ({"RUNWAYML_API_SECRET": "key"}, ("local", "local", "runway")),
        ({"VIDEOS_BASE_URL": "http://127.0.0.1:1/v1", "VIDEO_MODEL": "some"}, ("local", "local", "videos-api")),
    ],
    ids=repr,
)
def test_engines_are_those_whose_keys_are_set(env: dict[str, str], engines: tuple[str, str, str]) -> None:
    settings = Settings.from_env(RIGHT | env)

    assert (settings.image_engine, settings.script_engine, settings.video_engine) == engines


def test_what_is_set_is_read() -> None:
    settings = Settings.from_env(
        {
            "DATABASE_URL": "postgres://localhost/limelight",
            "SECRET_KEY": "x" * 40,
            "DAILY_SPEND_LIMIT_USD": "2.50",
            "CUT_OUT": "off",
            "MAX_STREAMS": " 7 ",
        }
    )

    assert settings.database_url == "postgresql://localhost/limelight"
    assert (settings.daily_spend_limit_usd, settings.cut_out, settings.max_streams) == (Decimal("2.50"), False, 7)
