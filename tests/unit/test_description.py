"""What is read in a description: names whole and as written, offers always, instructions never."""

import re
import time

import pytest

from tasks.engines.scripts.description.ad_facts import AdFacts, read_description
from tests.unit.product_texts import INSTRUCTIONS, NAMES, OFFERS, REPORTED_NAMES, REPORTED_OFFERS, REQUESTS, listed


def is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u3040-\uffff]", text))


ALL_NAMES = [*listed(REPORTED_NAMES), *(name for names in NAMES.values() for name in listed(names))]
ALL_OFFERS = [*listed(REPORTED_OFFERS), *(offer for offers in OFFERS.values() for offer in listed(offers))]


def shown(facts: AdFacts) -> str:
    return "\n".join((*facts.offers, *facts.contacts))


def test_there_are_thirty_texts_of_each_kind() -> None:
    assert [kind for kind, texts in (NAMES | OFFERS).items() if len(set(listed(texts))) < 30] == []


@pytest.mark.parametrize("name", ALL_NAMES)
def test_a_name_stays_whole_and_as_written(name: str) -> None:
    reason = "，双层隔热。" if is_chinese(name) else ", dishwasher safe. Double-walled."

    assert read_description(name) == AdFacts(name, (), (), ())
    assert read_description(name + reason).name == name
    assert read_description(name + reason).offers == ()


@pytest.mark.parametrize("offer", ALL_OFFERS)
def test_an_offer_is_found_and_the_name_beside_it_too(offer: str) -> None:
    name, joint, end = ("咖啡杯", "，", "。手工烧制") if is_chinese(offer) else ("Espresso cup", ", ", ". Handmade")
    facts = read_description(f"{name}{joint}{offer}{end}")

    assert (facts.name, facts.reasons) == (name, (end[1:].strip(),))
    assert shown(facts) == offer


@pytest.mark.parametrize("offer", ALL_OFFERS)
def test_an_offer_alone_is_no_name(offer: str) -> None:
    facts = read_description(offer)

    assert (facts.name, shown(facts), facts.reasons) == ("", offer, ())


@pytest.mark.parametrize("instruction", listed(INSTRUCTIONS))
def test_an_instruction_is_never_told(instruction: str) -> None:
    assert read_description(instruction) == AdFacts("", (), (), ())
    end = "。" if is_chinese(instruction) else ". "
    assert read_description(f"Espresso cup{end}{instruction}{end}Handmade") == AdFacts(
        "Espresso cup", (), (), ("Handmade",)
    )


@pytest.mark.parametrize(("description", "product", "offer"), REQUESTS)
def test_a_request_tells_what_the_ad_is_for(description: str, product: str, offer: str) -> None:
    facts = read_description(description)

    assert (facts.name, shown(facts)) == (product, offer)


@pytest.mark.parametrize(
    ("description", "name", "reasons"),
    [
        ("Make-up brush set, 12 soft brushes", "Make-up brush set", ("12 soft brushes",)),
        ("请柬定制，烫金工艺", "请柬定制", ("烫金工艺",)),
        ("This is our new espresso cup.", "new espresso cup", ()),
        (
            "Meet the Model 3.5 rocket: flies up to 90°C, 1.5 m tall",
            "Model 3.5 rocket",
            ("flies up to 90°C", "1.5 m tall"),
        ),
        ("Soap with lavender and a wooden box", "Soap", ("lavender and a wooden box",)),
        (
            "SoundBox 3 - waterproof speaker with 20 hours of battery life and deep, warm bass",
            "SoundBox 3",
            ("waterproof speaker", "20 hours of battery life", "deep, warm bass"),
        ),
        ("这是一款便携蓝牙音箱，续航20小时！", "便携蓝牙音箱", ("续航20小时",)),
        ("這是我們的紅陶杯。手工製作", "紅陶杯", ("手工製作",)),
        ("产品：智能保温杯 特点：12小时保温", "智能保温杯", ("12小时保温",)),
        ("100% cotton T-shirt, fair trade", "100% cotton T-shirt", ("fair trade",)),
        ("Candle (soy wax, 40 h burn time)", "Candle", ("soy wax", "40 h burn time")),
        ("Hi! The product is a bamboo toothbrush. Biodegradable. Thanks!", "bamboo toothbrush", ("Biodegradable",)),
        ("!!! ??? ...", "", ()),
    ],
)
def test_the_name_comes_first_and_reasons_follow(description: str, name: str, reasons: tuple[str, ...]) -> None:
    facts = read_description(description)

    assert (facts.name, facts.reasons) == (name, reasons)


@pytest.mark.parametrize(
    ("description", "offers", "contacts"),
    [
        ("$24. Shop at lumi.co", ("$24",), ("Shop at lumi.co",)),
        ("Espresso cup only $19.99! https://shop.example/cup #coffee", ("only $19.99",), ("https://shop.example/cup",)),
        ("$24 espresso cup, was $30", ("$24", "was $30"), ()),
        (
            "手工皂，原价59元，现价39元，满2件包邮，淘宝搜索：小皂坊",
            ("原价59元，现价39元，满2件包邮",),
            ("淘宝搜索：小皂坊",),
        ),
        (
            "Soap. Free shipping until May 5! Order at soap.pt or call 555-0123 now.",
            ("Free shipping until May 5",),
            ("Order at soap.pt", "call 555-0123"),
        ),
        ("Soap. Mention free shipping. Don't mention 20% off.", ("free shipping",), ()),
        ("Soap: was $30 (now $24)", ("was $30", "now $24"), ()),
        ("Product: Soap\nPrice: $5", ("$5",), ()),
    ],
)
def test_what_must_be_shown_is_kept_together(
    description: str, offers: tuple[str, ...], contacts: tuple[str, ...]
) -> None:
    facts = read_description(description)

    assert (facts.offers, facts.contacts) == (offers, contacts)


def test_a_given_name_leaves_all_phrases_as_reasons() -> None:
    facts = read_description("Espresso cup. Handmade in Lisbon, lumi cup", "Lumi Cup")

    assert (facts.name, facts.reasons) == ("Lumi Cup", ("Espresso cup", "Handmade in Lisbon"))


@pytest.mark.parametrize(
    "unit",
    [
        "x",
        "1 ",
        "a.",
        "@a.",
        "A ",
        "the ",
        "0-",
        "$1,",
        "make a ",
        "写",
        "周一",
        "上海市",
        "Mon ",
        "and x,",
        "(",
        "a-",
        "ad for ",
        "1/",
        "http://",
    ],
)
def test_hostile_text_is_read_in_no_time(unit: str) -> None:
    text = (unit * 2000)[:2000]
    started = time.process_time()
    read_description(text + "!")
    assert time.process_time() - started < 2, "a pattern backtracks"
