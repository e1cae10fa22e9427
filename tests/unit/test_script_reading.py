"""Reading a script as people write it, or paste it from a chat: its times and on-screen texts, and no label of it."""

import pytest

from tasks.brief import Brief
from tasks.engines.scripts.copywriting import write_script
from tasks.engines.scripts.languages import PHRASEBOOKS
from tasks.engines.scripts.reading import on_screen_lines, parsed_shots, spoken_lines
from tasks.engines.scripts.times import times
from tests.unit.test_script import FACTS

BRIEF = "Espresso cup, double-walled. Dishwasher safe. 20% off with code LAUNCH. Shop at lumi.co"
#: each is an ad of four seconds with the same two texts
PASTED = {
    "ours": "0.0-2.5 s\nPicture: a\nOn screen: Fresh coffee\n\n2.5-4.0 s\nOn screen: Order now",
    "commas in times": "0-2,5 s\nOn screen: Fresh coffee\n\n2,5-4,0 s\nOn screen: Order now",
    "a chat's": (
        "Sure! Here's a 4-second script:\n\n**Scene 1 (0-2.5s)**\nVisual: Slow pan (close).\nVoiceover: “Start slow.”\n"
        "On-screen text: “Fresh coffee”\n\n---\n\n**Scene 2 (2.5-4s):**\n**Visual:** A hand.\n"
        "**On-Screen Text:** Order now\n\nLet me know if you'd like changes!"
    ),
    "clocks, bullets and pictographs": (
        "🎬 **Shot 1 — [0:00–0:02.5]**\n- 🎥 *Visual:* a\n- 📝 *Text overlay:* Fresh coffee\n"
        "🎬 **Shot 2 — [0:02.5–0:04]**\n- 📝 Text overlay: Order now\n- Music: upbeat"
    ),
    "headings": "# My ad\n\n## Hook (0–2.5 sec)\n\nOn screen:\nFresh coffee\n\n## CTA (2.5–4 s)\n**Super**\nOrder now",
    "a second line": "0-2.5 s\nOn screen: Fresh\ncoffee\nVoice-over: x\ny\n\n2.5-4 s\nOn screen: Order\n  now",
    "a table": (
        "| Time | Visual | Screen text |\n|---|:--|---|\n| 0–2.5s | Cup | Fresh coffee |\n| 2.5–4s | Hand | Order now |"
    ),
    "numbered": "1. 0-2.5 s\nCaption: Fresh coffee\n2. 2.5-4 s\nCaption: Order now",
    "no labels": "Here you are:\n\n0-2.5 s\nFresh coffee\n\n2.5-4 s\n\nOrder now\n\nDo you like it?",
    "one line each": "0-2.5s: Fresh coffee\n2.5-4s – Order now",
    "beginnings only": "[0:00] Fresh coffee\n[0:02.5] Order now",
    "German": "0 bis 2,5 Sek.\nBild: Tasse\nEinblendung: Fresh coffee\n\n2,5 bis 4 Sek.\nEinblendung: Order now",
    "French": "Scène 1 (0-2,5 s)\nPlan : tasse\nTexte à l'écran : Fresh coffee\n\nScène 2 (2,5-4 s)\nTexte : Order now",
    "Spanish": "0-2,5 segundos\nImagen: taza\nRótulo: Fresh coffee\n2,5-4 segundos\nTexto en pantalla: Order now",
    "Chinese": "镜头一（0-2.5秒）：\n画面：杯子\n字幕: Fresh coffee\n\n镜头二（2.5-4秒）\n旁白：来\n字幕：Order now",
}


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED.keys())
def test_times_and_texts_are_read(text: str) -> None:
    shots = parsed_shots(text, 4)
    assert [(shot.start_seconds, shot.end_seconds, shot.on_screen_text) for shot in shots] == [
        (0, 2.5, "Fresh coffee"),
        (2.5, 4, "Order now"),
    ]


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED.keys())
def test_another_length_scales_the_times(text: str) -> None:
    assert [shot.end_seconds for shot in parsed_shots(text, 8)] in ([5, 8], [2.5, 8])


@pytest.mark.parametrize("language", [book.language for book in PHRASEBOOKS])
@pytest.mark.parametrize("duration", [4, 8, 12])
def test_what_we_write_is_read_back(language: str, duration: int) -> None:
    script = write_script(FACTS[0], Brief(BRIEF), duration, language)
    assert parsed_shots(script.text, duration) == script.shots


def test_all_fields_of_a_shot_are_read() -> None:
    (shot,) = parsed_shots("Scene 1 (0-4s)\nVisual (close): Slow pan.\nVO: “Start slow.”\nMusic: soft\nText: none", 4)
    assert (shot.picture, shot.voice_over, shot.on_screen_text) == ("Slow pan.", "Start slow.", "")


def test_without_time_codes_there_are_no_shots() -> None:
    for text in (
        "",
        "Fresh coffee",
        "Ready in 5-10 seconds and hot.",
        "Open 9:00-17:00 daily",
        "20-30% off",
        "4-2 s\nx",
    ):
        assert parsed_shots(text, 4) == ()


def test_without_time_codes_lines_are_still_told_from_labels() -> None:
    assert on_screen_lines("On-screen text: Fresh\nevery day\n\nText 2: “Order”\nOverlay: none") == [
        "Fresh every day",
        "Order",
    ]
    assert spoken_lines("Scene 1\nVisual: cup\nVO: Fresh every day.\nand hot") == ["Fresh every day. and hot"]
    assert spoken_lines("# My ad\nHere it is:\n- Fresh every day.\nHook: Wow\nSlogan here: The cup") == [
        "Fresh every day.",
        "Wow",
        "The cup",
    ]
    # a label is a whole word with a colon
    assert spoken_lines("Text\nShot glasses: 2 for 1\nVideo killed it: 9:00") == ["Text", "2 for 1", "9:00"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2.5-4.0 s", (2.5, 4, "")),
        ("2,5 – 4 Sek.", (2.5, 4, "")),
        ("(0:02-0:04)", (2, 4, "")),
        ("0s to 2s", (0, 2, "")),
        ("第1幕 0～2秒", (0, 2, "")),
        ("Scene 2 (2-4s): Close-up", (2, 4, "Close-up")),
        ("[0:02-0:04] Close-up", (2, 4, "Close-up")),
        ("Time: 0-2 sec", (0, 2, "")),
        ("Opening shot (0–2 seconds)", (0, 2, "")),
        ("Only 5-10 seconds", None),
        ("5-10 seconds and it is ready", None),
        ("Size 38-42", None),
        ("2024-11-26", None),
        ("Espresso (2–4 s) in the morning", None),
    ],
)
def test_a_time_code_is_told_from_a_range(line: str, found: tuple[float, float, str] | None) -> None:
    assert times(line) == found
