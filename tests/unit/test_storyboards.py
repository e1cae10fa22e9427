"""Reading a text into a storyboard: what is in it, and what is said of the rest."""

import pytest

from tasks.brief import Brief
from tasks.engines.scripts.copywriting import write_script
from tasks.engines.scripts.languages import PHRASEBOOKS
from tasks.engines.scripts.storyboards import in_order, read_storyboard
from tasks.storyboard import Shot
from tests.unit.test_script import FACTS

CHAT = """Here's your script:
**Title: Morning Mug**
🎬 **Shot 1 — [0:00–0:02.5]**
- 🎥 *Visual:* a slow pan
- 📝 *Text overlay:* Fresh coffee
🎬 **Shot 2 — [0:02.5–0:04]**
- 📝 Text overlay: Order now
- Music: upbeat
Let me know what you think!

Offer: $24 until Friday
Call to action: mug.example
"""


@pytest.mark.parametrize("duration", [4, 8, 12])
@pytest.mark.parametrize("language", [book.language for book in PHRASEBOOKS])
def test_our_own_scripts_are_read_whole(language: str, duration: int) -> None:
    brief = Brief("Double-walled. Dishwasher safe.", "Morning Mug", "$24", "mug.example")
    script = write_script(FACTS[0], brief, duration, language)

    reading = read_storyboard(script.text, duration)

    told = reading.storyboard
    assert (told.title, told.shots, told.call_to_action) == (script.title, script.shots, script.call_to_action)
    assert not reading.times_missing and not reading.left_out


def test_a_chats_script_is_read_and_what_is_no_part_of_the_ad_is_named() -> None:
    reading = read_storyboard(CHAT, 4)
    told = reading.storyboard
    assert (told.title, told.offer, told.call_to_action) == ("Morning Mug", "$24 until Friday", "mug.example")
    assert told.shots == (Shot(0, 2.5, "a slow pan", "", "Fresh coffee"), Shot(2.5, 4, "", "", "Order now"))
    assert reading.left_out == ("Music: upbeat", "Let me know what you think!")


def test_a_text_without_times_shares_the_length_evenly_and_loses_nothing_silently() -> None:
    reading = read_storyboard("One.\nTwo.\nThree.\nFour.\nMusic: loud", 4)
    assert reading.times_missing
    assert [shot.on_screen_text for shot in reading.storyboard.shots] == ["One.", "Two.", "Three."]
    assert reading.storyboard.shots[-1].end_seconds == 4
    assert set(reading.left_out) == {"Four.", "Music: loud"}


@pytest.mark.parametrize("text", ["", "---", "\n\n"])
def test_a_text_that_says_nothing_has_no_shots(text: str) -> None:
    assert read_storyboard(text, 4).storyboard.shots == ()


@pytest.mark.parametrize(
    ("spans", "becomes"),
    [
        ([(0, 4), (4, 8)], [(0, 2), (2, 4)]),
        ([(2, 4), (0, 2)], [(0, 2), (2, 4)]),
        ([(0, 3), (1, 4)], [(0, 2), (2, 4)]),
        ([(0, 0), (0, 0)], [(0, 2), (2, 4)]),
        ([(0, float("nan")), (float("nan"), 4)], [(0, 2), (2, 4)]),
        ([(0, float("inf"))], [(0, 4)]),
        ([], []),
    ],
)
def test_shots_follow_each_other_to_the_end_whatever_their_times_were(
    spans: list[tuple[float, float]], becomes: list[tuple[float, float]]
) -> None:
    shots = in_order([Shot(start, end, "", "", "") for start, end in spans], 4)
    assert [(shot.start_seconds, shot.end_seconds) for shot in shots] == becomes
