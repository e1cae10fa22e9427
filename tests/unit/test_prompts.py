"""What the text model is asked for."""

import pytest

from tasks.brief import Brief
from tasks.engines.cloud.prompts import script_prompt
from tasks.formats import BACKGROUNDS


def test_the_words_of_the_brief_are_to_be_shown_as_they_are() -> None:
    _, question = script_prompt(
        Brief("Keeps warm.", "Morning Mug", "$24 until Friday", "mug.example"), 4, "en", "studio"
    )
    for text in ("Morning Mug", "$24 until Friday", "mug.example", "Keeps warm.", "word for word"):
        assert text in question


def test_what_the_brief_does_not_say_is_not_asked_for() -> None:
    _, question = script_prompt(Brief(), 4, "en", "studio")
    assert "word for word" not in question and "offer" not in question


@pytest.mark.parametrize(
    ("language", "seconds", "room"),
    [
        ("en", 4, "at most 9 words"),
        ("de-AT", 12, "at most 27 words"),
        ("zh-Hant", 4, "at most 18 Chinese characters"),
        ("ja", 8, "at most 48 kana"),
        ("ko", 4, "at most 20 Korean syllables"),
    ],
)
def test_the_model_is_told_how_many_words_fit(language: str, seconds: int, room: str) -> None:
    assert room in script_prompt(Brief(), seconds, language, "studio")[1]


def test_the_model_is_told_what_the_product_will_be_seen_on() -> None:
    places = {script_prompt(Brief(), 4, "en", background)[1] for background in BACKGROUNDS}
    assert len(places) == len(BACKGROUNDS)
    assert "plain white" in script_prompt(Brief(), 4, "en", "white")[1]
