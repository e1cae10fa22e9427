"""Who speaks, when, and what is too long: what the page is told before anything is made."""

from typing import get_args

import pytest

from tasks.engines.scripts.voice_over import spoken_script, too_long
from tasks.sounds import MOODS, MUSIC, VOICE_CHOICES, VOICES, mood_for, voice_for, voices_of
from tasks.storyboard import Shot
from webapp.schemas.choices import Music, Voice


def shot(voice_over: str, start: float = 0, end: float = 2) -> Shot:
    return Shot(start, end, "", voice_over, "")


@pytest.mark.parametrize("language", ["en", "zh-TW", "es", "fr-CA", "it", "pt-BR", "ja"])
def test_a_language_has_its_own_voices(language: str) -> None:
    voices = voices_of(language)

    assert 1 <= len(voices) <= 2
    assert voice_for("auto", language) == voices[0]
    # a voice of another language would read with its accent, or gibberish
    assert all(voice_for(voice, language) in voices for voice in VOICES)
    assert voice_for("none", language) is None


def test_the_contract_takes_every_voice_and_mood() -> None:
    assert get_args(Voice) == VOICE_CHOICES
    assert get_args(Music) == MUSIC


def test_nobody_speaks_german() -> None:
    assert voice_for("auto", "de") is None and voice_for("af_heart", "de") is None


def test_a_task_keeps_its_mood_and_tasks_differ() -> None:
    assert {mood_for("auto", task) for task in range(20)} == set(MOODS)
    assert mood_for("auto", 7) == mood_for("auto", 7)
    assert (mood_for("bold", 7), mood_for("none", 7)) == ("bold", None)


def test_lines_follow_each_other_within_their_shots() -> None:
    shots = [shot("Second.", 1.5, 4), shot("😀", 1, 2), shot("First.", 0, 2), shot("Lost", float("nan"), 3)]

    lines = spoken_script(shots, 4)

    assert [(line.shot, line.text) for line in lines] == [(2, "First."), (0, "Second.")]
    first, second = lines
    assert 0 < first.start_seconds < first.end_seconds <= second.start_seconds < second.end_seconds < 4


def test_a_line_may_take_the_time_until_the_next_shot_and_the_last_one_that_until_the_end() -> None:
    first, last = spoken_script([shot("First.", 0, 1), shot("Last.", 2, 3)], 4)

    assert 1.9 < first.end_seconds < 2
    assert 3.8 < last.end_seconds < 4


def test_of_a_text_without_shots_nothing_is_said() -> None:
    assert spoken_script((), 4) == ()


@pytest.mark.parametrize(
    ("text", "language_fits"),
    [
        ("Slow mornings deserve it.", True),
        ("Slow mornings deserve a better cup of coffee.", False),
        ("慢下来喝杯咖啡。", True),
        ("慢下来，喝一杯好咖啡，今天就下单。", False),
        ("陶器のカップです。", True),
        ("東京の職人が手作りした、陶器のカップです。", False),
    ],
)
def test_a_line_that_cannot_be_said_in_time_is_known_beforehand(text: str, language_fits: bool) -> None:
    assert too_long([shot("Yes.", 0, 1), shot(text, 1, 3)], 3) == (() if language_fits else (1,))
