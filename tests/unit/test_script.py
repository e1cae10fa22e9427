"""What the local copywriter writes: speakable in its time, in the words of the description, and nothing made up."""

import re
from itertools import pairwise, product

import pytest

from tasks.engines.local.brief import read_brief
from tasks.engines.local.copywriting import write_script
from tasks.engines.local.script_engine import LocalScriptEngine
from tasks.engines.protocols import Script, Watcher
from tasks.engines.scripts.chinese import TRADITIONAL
from tasks.engines.scripts.wording import shortened, spoken_seconds
from tasks.media.photo import probe
from tests.pictures import disc, encoded, jpeg, turned

CUP = "Handmade espresso cup in terracotta red. Double-walled, keeps coffee warm for longer. Dishwasher safe."
ZH_CUP = "手工烧制的红陶浓缩咖啡杯，双层隔热，可以放进洗碗机。"
DESCRIPTIONS = {
    "none": "",
    "only emoji": "☕️🔥👩‍👩‍👧",
    "one word": "Espresso",
    "usual": CUP,
    "a request": "Please make a cozy ad for my espresso cup with a thick rim, tone: playful",
    "no full stop": "This is a really long description of the product that goes on and on and never stops to breathe "
    * 20,
    "one endless word": "x" * 2000,
    "Chinese": ZH_CUP,
    "Chinese without punctuation": "便携蓝牙音箱续航二十小时防水防摔低音震撼送礼自用都合适" * 40,
    "Arabic": "فنجان قهوة مصنوع يدويا، يحافظ على الحرارة. آمن في غسالة الصحون",
    "Thai": "กาแฟสดคั่วใหม่ทุกวันจากดอยช้างหอมกรุ่นละมุนลิ้นทุกแก้วที่คุณดื่มกาแฟสดคั่วใหม่",
    "prices and links": "☕️ Espresso cup only $19.99! https://shop.example/cup #coffee me@shop.example",
    "braces": "The {name} {0} %s {colour} cup. {background}, {}.",
    "control characters": "Cup\u202e reversed\u2066 \x07bell. Fine\u200b cup.",
}
FACTS = [
    dict(zip(("colour", "light", "warmth", "background", "orientation"), facts, strict=True))
    | {"background_colour": "white"}
    for facts in (
        ("brown", "balanced", "warm", "busy", "landscape"),
        ("gray", "dark", "neutral", "plain", "portrait"),
        ("blue", "bright", "cool", "plain", "square"),
    )
]
WARM = FACTS[0]


@pytest.mark.parametrize("language", ["en", "zh", "zh-TW", "fr"])
@pytest.mark.parametrize("duration", [4, 8, 12])
@pytest.mark.parametrize("description", DESCRIPTIONS.values(), ids=DESCRIPTIONS.keys())
def test_every_script_fits_its_time_and_says_something_in_every_shot(
    description: str, duration: int, language: str
) -> None:
    for facts in FACTS:
        script = write_script(facts, description, duration, language)

        assert [shot.start_seconds for shot in script.shots] == [0, *(shot.end_seconds for shot in script.shots[:-1])]
        assert script.shots[-1].end_seconds == duration
        assert len(script.shots) == {4: 2, 8: 3, 12: 4}[duration]
        assert script.shots[-1].voice_over == script.call_to_action
        for shot in script.shots:
            assert spoken_seconds(shot.voice_over) <= shot.end_seconds - shot.start_seconds
            assert shot.picture and shot.voice_over and 0 < len(shot.on_screen_text) <= 32
            assert all(line in script.text for line in (shot.picture, shot.voice_over, shot.on_screen_text))


@pytest.mark.parametrize(("language", "facts"), [*product(["en", "zh", "zh-Hant"], FACTS)])
def test_no_template_shows_through(language: str, facts: dict[str, str]) -> None:
    text = write_script(facts, CUP, 12, language).text

    assert not re.search(r"[{}]|None|\.\.|。。|  ", text)


def test_an_english_script_reads_like_this() -> None:
    script = write_script(WARM, CUP, 12, "en")

    assert script.language == "en"
    assert [shot.voice_over for shot in script.shots[:-1]] == [
        "Handmade espresso cup in terracotta red.",
        "Double-walled. Keeps coffee warm for longer.",
        "Dishwasher safe.",
    ]
    assert script.text.startswith(
        "Handmade espresso cup in terracotta red: 12-second ad\n\n"
        "0.0-3.0 s\n"
        "Picture: Slow pan across the product from left to right; warm, natural light,"
        " the background softly out of focus.\n"
        "Voice-over: Handmade espresso cup in terracotta red.\n"
        "On screen: Handmade espresso cup\n\n"
    )
    assert script.text.endswith(f"\n\nCall to action: {script.call_to_action}")


def test_a_chinese_script_reads_like_this() -> None:
    script = write_script(WARM, ZH_CUP, 8, "zh-CN")

    assert script.language == "zh-Hans"
    assert script.shots[0].on_screen_text == "红陶浓缩咖啡杯"
    assert script.shots[1].voice_over == "手工烧制。双层隔热。"
    assert script.text.startswith(
        "红陶浓缩咖啡杯 · 8 秒广告\n\n0.0-2.5 秒\n画面：镜头从左到右缓缓扫过产品；温暖的自然光，背景柔和虚化。"
    )


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN-us", "en"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
    ],
)
def test_english_and_both_kinds_of_chinese_are_written(asked: str, written: str) -> None:
    script = write_script(WARM, "", 8, asked)

    assert script.language == written
    assert "Note:" not in script.text


def test_traditional_chinese_has_no_simplified_signs_left() -> None:
    texts = (write_script(facts, "", 12, "zh-TW").text for facts in FACTS)

    assert not set("".join(texts)) & set("产亲从写净刚动单号头广来满点现画简红线细缓节见让调轻过这远里镜静广黄")
    assert TRADITIONAL.colours["red"] == "紅色"


def test_other_languages_fall_back_to_english_and_say_so() -> None:
    script = write_script(WARM, "Tasse à café en terre cuite, faite main.", 8, "fr-CA")

    assert script.language == "en"
    assert script.shots[0].on_screen_text == "Tasse à café en terre cuite"
    assert "fr-CA was asked for" in script.text.splitlines()[-1]


def test_the_same_input_gives_the_same_script_and_other_facts_another() -> None:
    assert write_script(WARM, CUP, 12, "en") == write_script(dict(WARM), CUP, 12, "en")
    assert len({write_script(facts, CUP, 12, "en").text for facts in FACTS}) == len(FACTS)


def test_nothing_is_claimed_that_the_description_does_not_say() -> None:
    claims = re.compile(
        r"\d ?%|free|best|organic|guarantee|cheap|sale|new|No\. ?1|免费|折|最好|第一|有机|保证", re.IGNORECASE
    )
    for facts, language, duration in product(FACTS, ("en", "zh", "zh-TW"), (4, 8, 12)):
        script = write_script(facts, "", duration, language)
        said = "\n".join(f"{shot.voice_over}\n{shot.on_screen_text}" for shot in script.shots)
        assert not claims.search(said.replace("See it in its best light", "")), said


@pytest.mark.parametrize(
    ("description", "name", "benefits"),
    [
        (
            CUP,
            "Handmade espresso cup in terracotta red",
            ("Double-walled", "keeps coffee warm for longer", "Dishwasher safe"),
        ),
        ("This is our new espresso cup.", "espresso cup", ()),
        (
            "Meet the Model 3.5 rocket: flies up to 90°C, 1.5 m tall",
            "Model 3.5 rocket",
            ("flies up to 90°C", "1.5 m tall"),
        ),
        ("Make an ad for my soap. Use calm music! Smells of lavender.", "soap", ("Smells of lavender",)),
        ("Soap with lavender and a wooden box", "Soap", ("lavender and a wooden box",)),
        (
            "SoundBox 3 - waterproof speaker with 20 hours of battery life and deep, warm bass",
            "SoundBox 3",
            ("waterproof speaker", "20 hours of battery life", "deep", "warm bass"),
        ),
        ("请为我的咖啡杯做一个广告", "咖啡杯", ()),
        ("这是一款便携蓝牙音箱，续航20小时！", "便携蓝牙音箱", ("续航20小时",)),
        ("這是我們的紅陶杯。手工製作", "紅陶杯", ("手工製作",)),
        (DESCRIPTIONS["prices and links"], "Espresso cup only $19.99", ()),
        ("!!! ??? ...", "", ()),
    ],
)
def test_name_and_benefits_are_found_in_the_description(description: str, name: str, benefits: tuple[str, ...]) -> None:
    brief = read_brief(description)

    assert (brief.name, brief.benefits) == (name, benefits)


def test_right_to_left_names_do_not_reorder_the_sentence_around_them() -> None:
    script = write_script(WARM, DESCRIPTIONS["Arabic"], 8, "en")

    title = script.text.splitlines()[0]
    assert title == "\u2068فنجان قهوة مصنوع يدويا\u2069: 8-second ad"
    assert script.text.count("\u2068") == script.text.count("\u2069") > 0


def test_invisible_controls_and_emoji_do_not_get_into_the_script() -> None:
    for name in ("control characters", "only emoji", "prices and links"):
        text = write_script(WARM, DESCRIPTIONS[name], 12, "en").text

        assert not re.search("[\u202a-\u202e\u200b-\u200d\ufe0f\x07\U0001f000-\U0001faff]|https?:|#coffee|@", text)


def test_long_texts_are_cut_between_words_and_never_inside_a_character() -> None:
    assert shortened("Handmade espresso cup with a thick rim", 28, 9) == "Handmade espresso cup"
    assert shortened("咖啡杯双层隔热", 9, 1.0) == "咖啡杯双"
    assert shortened("e\u0301" * 40, 21, 9) == "e\u0301" * 10


def test_the_speed_of_speech_is_that_of_an_ad() -> None:
    assert spoken_seconds("one two, three - four five.") == 2
    assert spoken_seconds("温暖，亲近。") == 1
    assert spoken_seconds("") == 0


def test_the_engine_looks_at_the_photo() -> None:
    gray = encoded(disc().convert("L").point(lambda value: value // 2 + 40))

    assert "tilt up" in _write(turned(6, width=200, height=300)).shots[0].picture
    assert "red tones" in _write(jpeg()).shots[1].picture
    assert "gray tones" in _write(gray).shots[1].picture


def _write(content: bytes) -> Script:
    return LocalScriptEngine().write(probe(content), "", 8, "en", Watcher()).result


def test_shots_follow_each_other_without_gaps() -> None:
    shots = write_script(WARM, CUP, 12, "en").shots

    assert all(one.end_seconds == other.start_seconds for one, other in pairwise(shots))
