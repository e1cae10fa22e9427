"""Captions as WebVTT: every word, within its shot, in lines that can be read."""

import re
from itertools import pairwise

from tasks.engines.scripts.captions import webvtt
from tasks.storyboard import Shot


def shot(voice_over: str, start: float = 0, end: float = 2, on_screen_text: str = "") -> Shot:
    return Shot(start, end, "a cup", voice_over, on_screen_text)


def cues(content: str) -> list[tuple[float, float, str]]:
    """Start, end and text of each cue."""
    assert content.startswith("WEBVTT\n\n")
    times = r"(\d\d):(\d\d):(\d\d\.\d{3})"
    found = re.findall(rf"^{times} --> {times}\n((?:.+\n)+)", content, re.MULTILINE)
    seconds = [
        (int(cue[0]) * 3600 + int(cue[1]) * 60 + float(cue[2]), int(cue[3]) * 3600 + int(cue[4]) * 60 + float(cue[5]))
        for cue in found
    ]
    return [(*times, cue[6].strip()) for times, cue in zip(seconds, found, strict=True)]


def test_a_shot_is_a_cue_and_what_is_shown_stands_in_for_what_is_not_said() -> None:
    shots = [shot("", 2.4, 4, "20% off"), shot("Slow mornings.", 0, 2.4, "Slow down")]

    assert webvtt(shots) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.400\nSlow mornings.\n\n00:00:02.400 --> 00:00:04.000\n20% off\n"
    )


def test_long_texts_are_cut_between_words_into_cues_of_two_lines() -> None:
    text = " ".join(["stoneware"] * 20)

    found = cues(webvtt([shot(text, 1, 9)]))

    assert len(found) > 1
    assert (found[0][0], found[-1][1]) == (1, 9)
    assert all(one[1] == next_one[0] for one, next_one in pairwise(found))
    lines = [line for cue in found for line in cue[2].split("\n")]
    assert " ".join(lines) == text and max(map(len, lines)) <= 42


def test_chinese_is_wider_and_breaks_between_characters() -> None:
    text = "慢下来，喝一杯好咖啡。" * 8

    found = cues(webvtt([shot(text, 0, 12)]))

    assert "".join(cue[2] for cue in found).replace("\n", "") == text
    assert all(len(line) <= 21 for cue in found for line in cue[2].split("\n"))


def test_no_text_can_pass_for_markup_or_a_cue() -> None:
    content = webvtt([shot("<b>A & B</b> --> C\n\n00:00 😀")])

    assert content.endswith("\n&lt;b&gt;A &amp; B&lt;/b&gt; --&gt; C 00:00\n")
    assert len(cues(content)) == 1


def test_shots_without_text_or_length_have_no_cue() -> None:
    nothing = [shot(""), shot("Late", 2, 2), shot("Never", float("nan"), 3), shot("😀")]

    assert webvtt(nothing) == "WEBVTT\n"
