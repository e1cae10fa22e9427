"""What the local copywriter writes: speakable in its time, in the words of the brief, and nothing made up."""

import re
from itertools import pairwise, product

import pytest

from tasks.brief import (
    MAX_CALL_TO_ACTION_CHARACTERS,
    MAX_DESCRIPTION_CHARACTERS,
    MAX_OFFER_CHARACTERS,
    MAX_PRODUCT_NAME_CHARACTERS,
    Brief,
)
from tasks.engines.local.script_engine import LocalScriptEngine
from tasks.engines.pictures.processes import PictureProcesses
from tasks.engines.protocols.script_engines import Script
from tasks.engines.protocols.watcher import Watcher
from tasks.engines.scripts.copywriting import CUTS, write_script
from tasks.engines.scripts.languages import PHRASEBOOKS
from tasks.engines.scripts.phrasebook import Phrasebook
from tasks.engines.scripts.phrasebooks.english import ENGLISH
from tasks.engines.scripts.wording import sentence, shortened, spoken_seconds
from tasks.media.photo import probe
from tests.pictures import jpeg, turned
from tests.unit.product_texts import OFFERS, REPORTED_NAMES, REPORTED_OFFERS, listed

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
    "Japanese": "手作りのマグカップ、電子レンジ対応。税込2,980円",
    "Korean": "핸드메이드 머그컵, 식기세척기 사용 가능. 29,000원",
    "Arabic": "فنجان قهوة مصنوع يدويا، يحافظ على الحرارة. آمن في غسالة الصحون",
    "Thai": "กาแฟสดคั่วใหม่ทุกวันจากดอยช้างหอมกรุ่นละมุนลิ้นทุกแก้วที่คุณดื่มกาแฟสดคั่วใหม่",
    "prices and links": "☕️ Espresso cup only $19.99! https://shop.example/cup #coffee me@shop.example",
    "braces": "The {name} {0} %s {colour} cup. {background}, {}.",
    "control characters": "Cup\u202e reversed\u2066 \x07bell. Fine\u200b cup.",
}
LANGUAGES = [book.language for book in PHRASEBOOKS]
FACTS = [
    dict(zip(("colour", "light", "warmth", "background", "orientation"), facts, strict=True))
    for facts in (
        ("brown", "balanced", "warm", "busy", "landscape"),
        ("gray", "dark", "neutral", "plain", "portrait"),
        ("blue", "bright", "cool", "plain", "square"),
    )
]
WARM = FACTS[0]


def shown(script: Script) -> str:
    return "\n".join(shot.on_screen_text for shot in script.shots)


def said(script: Script) -> str:
    return "\n".join(shot.voice_over for shot in script.shots)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("duration", [4, 8, 12])
@pytest.mark.parametrize("description", DESCRIPTIONS.values(), ids=DESCRIPTIONS.keys())
def test_every_script_fits_its_time_and_says_something_in_every_shot(
    description: str, duration: int, language: str
) -> None:
    for facts, variant in zip(FACTS, range(3), strict=True):
        script = write_script(facts, Brief(description), duration, language, variant)

        assert [shot.start_seconds for shot in script.shots] == [0, *(shot.end_seconds for shot in script.shots[:-1])]
        assert script.shots[-1].end_seconds == duration
        assert len(script.shots) in {4: (2, 3), 8: (3, 4), 12: (4, 5)}[duration]
        for shot in script.shots:
            assert spoken_seconds(shot.voice_over) <= shot.end_seconds - shot.start_seconds + 0.001
            assert shot.picture and shot.voice_over and 0 < len(shot.on_screen_text) <= 80
            assert all(line in script.text for line in (shot.picture, shot.voice_over, shot.on_screen_text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("duration", [4, 8, 12])
def test_the_fields_of_a_brief_are_shown_word_for_word_however_long(duration: int, language: str) -> None:
    short = Brief(CUP, "iPhone 15 leather case", "Was $150, now $99.", "find us at lumi.co!")
    full = Brief(
        "cup " * (MAX_DESCRIPTION_CHARACTERS // 4),
        ("Long name " * 8)[:MAX_PRODUCT_NAME_CHARACTERS],
        ("20% off everything. " * 6)[:MAX_OFFER_CHARACTERS],
        ("Come to Main Street " * 6)[:MAX_CALL_TO_ACTION_CHARACTERS],
    )
    for brief, facts in product((short, full), FACTS):
        script = write_script(facts, brief, duration, language)

        for field in (brief.product_name, brief.offer, brief.call_to_action):
            assert any(field in shot.on_screen_text for shot in script.shots)
        assert script.call_to_action == brief.call_to_action
        assert script.text.startswith(brief.product_name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("duration", [4, 8, 12])
def test_offers_and_contacts_of_a_description_are_always_shown(duration: int, language: str) -> None:
    for offer in (*listed(REPORTED_OFFERS), *(listed(kind)[0] for kind in OFFERS.values())):
        assert offer in shown(write_script(WARM, Brief(f"Espresso cup. {offer}. {CUP}"), duration, language))


def test_what_the_description_adds_to_a_field_is_shown_beside_it_and_nothing_twice() -> None:
    brief = Brief("Cup. 20% off. Code LAUNCH. Shop at lumi.co or call 555-0123", "Cup", "20% off", "Shop at lumi.co")

    script = write_script(WARM, brief, 8, "en")

    assert [shot.on_screen_text for shot in script.shots[-2:]] == [
        "20% off · Code LAUNCH",
        "Shop at lumi.co · call 555-0123",
    ]


@pytest.mark.parametrize(
    ("offer", "voice"),
    [
        ("20% off with code LAUNCH", "20% off."),
        ("20% off your first order with code LAUNCH", None),
        ("첫 구매 10% 할인, 모든 제품에 적용", None),
        ("from $15 for a set of two", None),
        ("20 % de descuento con el código SOL", "20 % de descuento."),
        ("half price until Sunday", "Half price until Sunday."),
    ],
)
def test_an_offer_is_said_whole_or_without_its_code_but_never_without_its_condition(
    offer: str, voice: str | None
) -> None:
    for duration in (8, 12):
        shot = write_script(WARM, Brief(CUP, "Cup", offer), duration, "en").shots[-2]

        assert shot.on_screen_text == offer
        assert shot.voice_over == voice or (voice is None and shot.voice_over in ENGLISH.offer_lines)


def test_a_name_too_long_to_be_said_is_said_shorter() -> None:
    brief = Brief("", "Handmade espresso cup in terracotta red with a very thick rim")
    shot = write_script(WARM, brief, 8, "en").shots[0]

    assert shot.on_screen_text == brief.product_name
    assert "Handmade espresso cup" in shot.voice_over and "rim" not in shot.voice_over
    assert "咖啡杯" in write_script(WARM, Brief("", "手工烧制的天然红陶浓缩咖啡杯"), 8, "zh").shots[0].voice_over


@pytest.mark.parametrize("name", listed(REPORTED_NAMES))
@pytest.mark.parametrize("duration", [4, 8, 12])
def test_names_are_shown_whole_and_as_written(name: str, duration: int) -> None:
    assert write_script(WARM, Brief(name), duration, "en").shots[0].on_screen_text == name


@pytest.mark.parametrize(
    ("description", "name", "offer"),
    [
        ("I want a funny ad for my espresso bar, 30% off until Sunday", "espresso bar", "30% off until Sunday"),
        ("帮我写一个搞笑的广告，卖意式浓缩咖啡", "意式浓缩咖啡", ""),
    ],
)
def test_instructions_are_never_said_nor_shown(description: str, name: str, offer: str) -> None:
    for language in LANGUAGES:
        script = write_script(WARM, Brief(description), 12, language)

        assert not re.search(r"funny|I want|\bad\b|帮我|搞笑", said(script) + shown(script))
        assert script.shots[0].on_screen_text == name
        assert offer in shown(script)


def test_an_english_script_reads_like_this() -> None:
    script = write_script(WARM, Brief(CUP), 12, "en")

    assert [shot.voice_over for shot in script.shots[1:-1]] == [
        "Double-walled. Keeps coffee warm for longer.",
        "Dishwasher safe.",
    ]
    assert re.match(
        r"Handmade espresso cup in terracotta red\n\n"
        r"0\.0-3\.0 s\n"
        r"Picture: The camera glides over the picture from left to right\.\n"
        r"Voice-over: .+\n"
        r"On screen: Handmade espresso cup in terracotta red\n\n",
        script.text,
    )
    assert script.text.endswith(f"\n\nCall to action: {script.call_to_action}")


def test_a_chinese_script_reads_like_this() -> None:
    script = write_script(WARM, Brief(ZH_CUP), 8, "zh-CN")

    assert script.shots[0].on_screen_text == "手工烧制的红陶浓缩咖啡杯"
    assert script.shots[1].voice_over == "双层隔热。可以放进洗碗机。"
    assert "0.0-2.8 秒\n画面：镜头从左到右缓缓扫过画面。\n旁白：" in script.text


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("en", "en"),
        ("EN-us", "en"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("de-AT", "de"),
        ("es-MX", "es"),
        ("fr-CA", "fr"),
        ("it", "it"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("ja", "ja"),
        ("ko-KR", "ko"),
        ("ar", "en"),
    ],
)
def test_nine_languages_are_written_and_english_for_others(asked: str, written: str) -> None:
    script = write_script(WARM, Brief(), 8, asked)

    assert script.language == written
    assert not re.search(r"Note|\basked\b", script.text)


@pytest.mark.parametrize("book", PHRASEBOOKS, ids=LANGUAGES)
def test_a_phrasebook_has_lines_for_the_shortest_shots_and_claims_nothing(book: Phrasebook) -> None:
    hook, offer, closing = (end - start for start, end in pairwise((0.0, *CUTS[4][1])))
    reason = CUTS[8][1][1] - CUTS[8][1][0]
    for lines, seconds in (
        (book.hooks, hook),
        (book.looks, reason),
        (book.offer_lines, offer),
        (book.closings, closing),
    ):
        assert sum(spoken_seconds(line) <= seconds + 0.001 for line in lines) >= 2, lines
        assert len(set(lines)) == len(lines)
    assert all(line.count("{name}") == 1 for line in book.named_hooks)
    every = "".join((*book.named_hooks, *book.hooks, *book.looks, *book.offer_lines, *book.closings))
    assert not re.search(r"\d|%|free|best|new\b|sale|gratis|neu\b|offerte|优惠|免费|最", every)


def test_traditional_chinese_has_no_simplified_signs_left() -> None:
    texts = (write_script(facts, Brief(), 12, "zh-TW", variant).text for facts in FACTS for variant in range(5))

    assert not set("".join(texts)) & set(
        "产亲从写净刚动单号头广来满点现画简红线细缓节见让调轻过这远里镜静黄别换给错记带欢认识时"
    )


def test_nothing_is_said_or_shown_but_the_words_of_the_brief_and_of_the_phrasebook() -> None:
    for book, facts, variant in product(PHRASEBOOKS, FACTS, range(3)):
        script = write_script(facts, Brief(CUP), 12, book.language, variant)
        lines = (*book.named_hooks, *book.hooks, *book.looks, *book.closings, CUP)
        known = set(re.findall(r"\w+", " ".join(lines).casefold()))

        assert set(re.findall(r"\w+", f"{said(script)}\n{shown(script)}".casefold())) <= known


def test_no_template_shows_through() -> None:
    for book, facts in product(PHRASEBOOKS, FACTS):
        for description in (CUP, "", DESCRIPTIONS["Japanese"]):
            text = write_script(facts, Brief(description), 12, book.language).text
            assert not re.search(r"[{}]|None|\.\.|。。|\.。|  ", text)


def test_the_same_input_gives_the_same_script_and_each_variant_another() -> None:
    brief = Brief(CUP)
    assert write_script(WARM, brief, 12, "en") == write_script(dict(WARM), brief, 12, "en")
    for book, duration in product(PHRASEBOOKS, (4, 8, 12)):
        variants = [write_script(WARM, brief, duration, book.language, variant).text for variant in range(4)]
        assert all(one != other for one, other in pairwise(variants)), book.language


def test_different_products_are_not_sold_with_the_same_lines() -> None:
    names = listed(REPORTED_NAMES)
    scripts = [write_script(WARM, Brief("", name), 12, "en") for name in names]

    assert len({said(script).replace(name, "") for script, name in zip(scripts, names, strict=True)}) > len(names) / 2


def test_no_line_is_said_twice_in_one_ad() -> None:
    for book, facts, variant in product(PHRASEBOOKS, FACTS, range(5)):
        voices = [shot.voice_over for shot in write_script(facts, Brief(), 12, book.language, variant).shots]
        assert len(set(voices)) == len(voices)


def test_right_to_left_names_do_not_reorder_the_sentence_around_them() -> None:
    script = write_script(WARM, Brief(DESCRIPTIONS["Arabic"]), 8, "en")

    assert script.text.splitlines()[0] == "\u2068فنجان قهوة مصنوع يدويا\u2069"
    assert script.text.count("\u2068") == script.text.count("\u2069") > 0


def test_invisible_controls_and_emoji_do_not_get_into_the_script() -> None:
    for name in ("control characters", "only emoji", "prices and links"):
        text = write_script(WARM, Brief(DESCRIPTIONS[name]), 12, "en").text

        assert not re.search("[\u202a-\u202e\u200b-\u200d\ufe0f\x07\U0001f000-\U0001faff]|#coffee", text)


def test_long_texts_are_cut_between_words_and_never_inside_a_character() -> None:
    assert shortened("Handmade espresso cup with a thick rim", 28, 9) == "Handmade espresso cup"
    assert shortened("咖啡杯双层隔热", 9, 0.9) == "咖啡杯双"
    assert shortened("candles.example.", 16, 0.2) == "candles.example.", "one word stays whole"
    assert shortened("e\u0301" * 40, 21, 9) == "e\u0301" * 10


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("one two, three - four five.", 5 / 2.3),
        ("温暖，亲近。", 4 / 4.5),
        ("ひらがなだけ", 1),
        ("手作り", 4 / 6 + 1 / 6),
        ("지금 바로", 4 / 5),
        ("$24", 2.5 / 2.3),
        ("lumi.co", 2 / 2.3),
        ("", 0),
    ],
)
def test_the_speed_of_speech_is_that_of_an_ad(text: str, seconds: float) -> None:
    assert spoken_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("dishwasher safe", "Dishwasher safe."),
        ("iPhone 15 case", "iPhone 15 case."),
        ("lumi.co", "lumi.co."),
        ("红陶杯", "红陶杯。"),
        ("特價NT$480", "特價NT$480。"),
        ("머그컵", "머그컵."),
        ("Really?", "Really?"),
    ],
)
def test_a_sentence_begins_and_ends_as_one(text: str, written: str) -> None:
    assert sentence(text) == written


def test_the_engine_knows_which_way_the_camera_goes(pictures: PictureProcesses) -> None:
    assert "up along" in _write(pictures, turned(6, width=200, height=300)).shots[0].picture
    assert "left to right" in _write(pictures, jpeg()).shots[0].picture


def _write(pictures: PictureProcesses, content: bytes) -> Script:
    return LocalScriptEngine(pictures).write(probe(content), Brief(), 8, "en", "studio", Watcher()).result
