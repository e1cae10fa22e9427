"""The texts of a local clip: whatever is written, it is set whole, legible and inside, or cut with an ellipsis."""

import random
import subprocess
import sys
import unicodedata

import pytest

from tasks.engines.local.video.child import MAX_CAPTION_CHARACTERS, Scene, Text
from tasks.engines.local.video.child.clusters import clusters
from tasks.engines.local.video.child.fitting import ELLIPSIS, Room, Setting, fitted
from tasks.engines.local.video.child.fonts import PLACES, Face, Typeface, _glyphs, missing, typeset_with
from tasks.engines.local.video.child.layout import grid
from tasks.engines.local.video.child.lettering import READABLE, SMALLEST, Line, lettered
from tasks.engines.local.video.child.linebreaking import Piece, broken, measured
from tasks.engines.local.video.child.segmentation import CLOSING, OPENING, pieces
from tasks.engines.local.video.child.templates import BOLD, CALM, EDITORIAL, TEMPLATES, Template
from tasks.media.photo import Size

WIDE, HIGH = Size(1920, 1080), Size(1080, 1920)
NOTHING = "\U0010ffff"
ARABIC, HINDI, THAI = "قهوة طازجة كل صباح", "हर सुबह ताज़ी कॉफ़ी", "กาแฟสดคั่วใหม่ทุกวันจากดอยช้าง"


def set_in(text: str, size: Size, language: str = "en", height: float = 1) -> tuple[str, Setting]:
    """What of the text can be shown, and how it is set."""
    found = typeset_with(text, language, CALM.face)
    assert found
    typeface, shown = found
    box = grid(size, None, mirrored=False, inset=False).text
    letters = (CALM.letters * 1080, READABLE * 1080, SMALLEST * 1080)
    setting = fitted(shown, typeface, CALM.face, language, Room(box.width, height * box.height, letters))
    assert setting
    return shown, setting


def hook(text: str, size: Size, template: Template = CALM) -> list[Line]:
    """A scene with one text."""
    scene = Scene("hook", 0, 2, (Text("headline", text, 0),))
    return lettered(scene, template, grid(size, None, mirrored=False, inset=False).text, min(size), "en")


def lines_of(text: str, size: Size, language: str = "en") -> list[str]:
    return list(set_in(text, size, language)[1].lines)


def letters(text: str) -> str:
    return "".join(text.split())


def by_letter(text: str) -> float:
    return float(sum(2 if ord(character) > 0x2E80 else 1 for character in text))


def lines(text: str, width: float, language: str = "en") -> list[str]:
    """As broken with letters that are all equally wide, and ideographs that are twice as wide."""
    return broken(measured(pieces(text, language), by_letter, 1), width)


# -- any text is set


ALPHABETS = {
    "Latin": "abcdefghij klmnop qrstuvwxyz ÄÖÜß",
    "Chinese": "好现在就选它给家人一杯温暖的咖啡，。「」",
    "Greek": "Ελληνικός καφές ΐύώ",
    "Arabic": ARABIC,
    "Hindi": HINDI,
    "Thai": THAI,
    "marks": "aeo \u0301\u0308\u0323\u20d7",
    "emoji": "\u2615\ufe0f \U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea a",
    "control characters": "\x00\x07\x1b\u202e\u2066\u200b\ufeff\u2028a \n\t",
    "all planes": "".join(
        map(chr, [*range(0x20, 0x3000, 7), *range(0xA000, 0xD7FF, 97), *range(0xE000, 0x110000, 9973)])
    ),
}


@pytest.mark.parametrize("size", [WIDE, HIGH])
@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS.keys())
def test_every_text_of_every_length_is_set_inside_its_room(alphabet: str, size: Size) -> None:
    chance = random.Random(alphabet)
    template = chance.choice((CALM, BOLD, EDITORIAL))
    for length in (1, 3, 9, 26, 69, 240, 2000):
        for text in (
            "".join(chance.choices(alphabet, k=length)),
            "".join(chance.choices(letters(alphabet), k=length)),
            chance.choice(alphabet) * length,
        ):
            box = grid(size, None, mirrored=False, inset=False).text
            for stroke in (stroke for line in hook(text, size, template) for stroke in line.strokes):
                width, height = stroke.mask.size
                assert box.left - 3 <= stroke.left <= stroke.left + width <= box.right + 3, text
                assert box.top - 3 <= stroke.top <= stroke.top + height <= box.bottom + 0.06 * box.height, text


@pytest.mark.parametrize("size", [WIDE, HIGH])
@pytest.mark.parametrize("length", [69, 75, 80, 85, 90, 120, 160])
def test_a_long_caption_is_set_whole_in_letters_that_can_be_read(length: int, size: Size) -> None:
    text = ("We roast every single Monday so that nothing in your cup is ever older than one week " * 2)[
        :length
    ].strip()
    _, setting = set_in(text, size)
    assert " ".join(setting.lines) == text
    assert setting.font.size >= 30


@pytest.mark.parametrize("size", [WIDE, HIGH])
def test_a_long_word_is_set_whole(size: Size) -> None:
    assert lines_of("Waschmaschinenunterschrank", size) == ["Waschmaschinenunterschrank"]
    assert lines_of("Unser Waschmaschinenunterschrank", size) == ["Unser", "Waschmaschinenunterschrank"] or size == WIDE


def test_a_word_wider_than_the_picture_is_divided_as_its_language_divides_it() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    assert lines_of(word, HIGH, "de-AT") == ["Donaudampfschifffahrts-", "gesellschaftskapitän"]
    # without a dictionary anywhere, with a hyphen where the script has one
    first, second = lines_of("x" * 42, HIGH, "tlh")
    assert first.endswith("-") and len(first) - 1 > 3 < len(second)
    assert not any("-" in line for line in lines_of("好" * 60, HIGH, "zh"))
    assert not any("-" in line for line in lines_of("0123456789" * 6, HIGH))


@pytest.mark.parametrize("size", [WIDE, HIGH])
def test_what_is_too_much_is_cut_with_an_ellipsis(size: Size) -> None:
    text = "好" * MAX_CAPTION_CHARACTERS
    shown = "".join(set_in(text, size, "zh", height=0.5)[1].lines)
    assert shown.endswith(ELLIPSIS) and 60 < len(shown) < MAX_CAPTION_CHARACTERS
    assert set(shown[:-1]) == {"好"}


@pytest.mark.parametrize("text", [HINDI * 9, THAI * 9, "a\u0323\u20d7" * 80, "👩‍👧" * 9 + "x"])
def test_no_character_is_cut_in_two(text: str) -> None:
    shown, setting = set_in(text[:MAX_CAPTION_CHARACTERS], HIGH)
    for line in setting.lines:
        assert unicodedata.category(line[0]) not in ("Mn", "Mc", "Me", "Cf"), line
    assert letters("".join(line.rstrip("-") for line in setting.lines)).rstrip(ELLIPSIS) in letters(shown)


# -- in bounded memory


LIMITED = """
from tasks.engines.local.video.child.__main__ import ADDRESS_SPACE_BYTES
from tasks.engines.local.video.child import Scene, Text
from tasks.engines.local.video.child.layout import Box
from tasks.engines.local.video.child.lettering import lettered
from tasks.engines.local.video.child.templates import TEMPLATES
from tasks.engines.pictures.child_limits import limit
limit(ADDRESS_SPACE_BYTES, 30)
words = ["\\u597d" * 2000, "x" * 2000, "word " * 400, "\\u0e01" * 2000, "\\u0642 " * 1000, "\\u03ad\\u03c7" * 1000]
texts = [word[:length] for word in words for length in (26, 40, 69, 90, 2000)]
for template in TEMPLATES.values():
    for text in texts:
        scene = Scene("hook", 0, 2, (Text("headline", text, 0),))
        assert lettered(scene, template, Box(92, 269, 988, 806), 1080, 'zh-TW')
"""


def test_many_texts_of_many_sizes_need_less_memory_than_a_clip_has() -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr


# -- its letters


def test_every_script_that_we_have_a_font_for_is_shown_as_written() -> None:
    for language, text in (
        ("zh-Hans", "现在就选它。「细节」，12"),
        ("zh-Hant", "現在就選它。"),
        ("en", "Café 现在 €12 – Tiếng Việt, русский"),
        ("el", "Ελληνικός καφές"),
        ("uk", "Їжа та кава"),
        ("ar", f"{ARABIC} Limelight 30%"),
        ("he", "קפה טרי"),
        ("hi", HINDI),
        ("th", THAI),
        ("ko", "매일 아침"),
    ):
        found = typeset_with(text, language, CALM.face)
        assert found and found[1] == text, language


def test_letters_are_joined_and_ordered_as_their_script_does() -> None:
    # Given Arabic, whose letters are narrower when they are joined
    typeface, text = typeset_with("قهوة", "ar", CALM.face) or (Typeface("none", ""), "")
    font = typeface.sized(60, CALM.face)
    assert font.getlength(text) < 0.9 * sum(map(font.getlength, text))

    # Then it begins at the right, where other texts begin at the left
    box = grid(WIDE, None, mirrored=False, inset=False).text
    (arabic,), (english,) = (hook(one, WIDE, BOLD) for one in ("قهوة", "Coffee"))
    assert arabic.strokes[0].left + arabic.strokes[0].mask.width == box.right and english.strokes[0].left == box.left


def test_chinese_has_the_shapes_of_its_place() -> None:
    shapes = {}
    for language in ("zh-Hans", "zh-TW", "ja", "ko"):
        typeface, _ = typeset_with("骨", language, CALM.face) or (Typeface("none", ""), "")
        shapes[language] = typeface, bytes(typeface.sized(60, CALM.face).getmask("骨"))
    assert {typeface for typeface, _ in shapes.values()} == {*PLACES.values()}
    assert shapes["zh-Hans"][1] != shapes["zh-TW"][1]


def test_what_no_font_has_is_left_out() -> None:
    # a sign goes with what is joined to it, and leaves no gap
    for text in (f"A closer look{NOTHING}", "A \U0001f469\u200d\U0001f467 closer\u0007 look \u2615\ufe0f"):
        _, setting = set_in(text, WIDE)
        assert list(setting.lines) == ["A closer look"]
    # a text that would lose what it says is not shown
    assert typeset_with("ᠮᠣᠩᠭᠣᠯ coffee", "en", CALM.face) is None
    assert hook("\u2615\ufe0f", WIDE) == []


def test_what_no_font_has_is_said_before() -> None:
    assert missing(["A closer look", THAI, "现在就选它"], "en") == ()
    assert missing([f"A closer look{NOTHING}"], "en") == ("clip_characters_left_out",)
    assert missing(["ᠮᠣᠩᠭᠣᠯ coffee", "A closer look"], "en") == ("clip_text_left_out",)


def test_a_package_of_fonts_that_is_not_installed_costs_its_texts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "justmytype_intl_cjk", None)
    _glyphs.cache_clear()

    assert missing(["现在就选它", "A closer look"], "zh-Hans") == ("clip_text_left_out",)
    assert typeset_with("A closer look → now", "zh-Hans", Face("NotoSans", 400))
    _glyphs.cache_clear()


def test_marks_do_not_pile_up() -> None:
    found = typeset_with("Zu\u0308rich" + "\u0301" * 99, "de", CALM.face)
    assert found and found[1] == "Zürich" + "\u0301" * 4
    # while a consonant of an Indian script can be built of many parts
    assert (typeset_with("लक्ष्म्य", "hi", CALM.face) or ("", ""))[1] == "लक्ष्म्य"


# -- its lines


def test_lines_of_a_clip_are_even_and_keep_together_what_belongs_together() -> None:
    assert lines_of("3 for 2 this week", HIGH) == ["3 for 2", "this week"]
    assert lines_of("Chanel No. 5 perfume", HIGH) == ["Chanel No. 5", "perfume"]
    # what stands between two things ends no line
    assert lines_of("Pure wool · Washable", HIGH) == ["Pure wool", "Washable"]


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_an_end_card_has_room_for_all_its_texts(template: Template) -> None:
    told = (
        ("shop", "Lumi & Sons"),
        ("offer", "Was $150 now $99"),
        ("action", "lumi.example/shop"),
        ("address", "Road 4"),
    )
    for size in (Size(1080, 1920), Size(1080, 1350), Size(1080, 1080), Size(1920, 1080)):
        box = grid(size, None, mirrored=False, inset=False).end_text
        scene = Scene("end", 0, 2, tuple(Text(role, text, 0) for role, text in told))
        made = lettered(scene, template, box, 1080, "en", logo=80)
        tops = [min(stroke.top for stroke in line.strokes) for line in made]
        bottoms = [max(stroke.top + stroke.mask.height for stroke in line.strokes) for line in made]
        assert len(made) >= 4 and min(tops) >= box.top + 80 and max(bottoms) <= box.bottom
        assert all(bottom <= top for bottom, top in zip(bottoms, tops[1:], strict=False))


def test_lines_break_between_words_and_evenly() -> None:
    assert lines("Take a closer look", 40) == ["Take a closer look"]
    assert lines("We roast every Monday in small batches", 30) == ["We roast every Monday", "in small batches"]
    # a word that is wider has a line of its own
    assert lines("An incomprehensible text", 10) == ["An", "incomprehensible", "text"]


def test_lines_end_where_it_reads_well() -> None:
    assert lines("A mill for pepper, freshly ground", 22) == ["A mill for pepper,", "freshly ground"]
    assert lines("The mug holds 12 ounces of tea", 18)[0] != "The mug holds 12"
    assert lines("Salt-and-pepper mill", 15) == ["Salt-and-", "pepper mill"]
    assert lines("现在就选它，给家人一杯温暖的咖啡", 22, "zh") == ["现在就选它，", "给家人一杯温暖的咖啡"]
    assert all(line.startswith(("กาแฟ", "ทุก", "คั่ว", "จาก", "ใหม่", "วัน")) for line in lines(THAI, 20, "th"))


@pytest.mark.parametrize("language", ["zh", "zh-TW", "ja", "en"])
def test_no_line_begins_with_a_comma_or_ends_with_a_bracket(language: str) -> None:
    text = "清爽，沉静，「刚刚好」。现在就选 Limelight（¥19.99）吧。もっと「おいしく」！ (Really?)"
    for width in range(10, 60):
        found = lines(text, width, language)
        assert letters("".join(found)) == letters(text)
        assert not any(line[0] in CLOSING or line[-1] in OPENING for line in found)
        assert any("Limelight" in line for line in found)


def test_pieces_and_clusters_give_the_text_back() -> None:
    for text in (ARABIC, HINDI, THAI, "Café, 现在就选它！", "a\u0301\u0323b"):
        assert "".join(clusters(text)) == text
        assert letters("".join(piece.text for piece in pieces(text, "en"))) == letters(text)
    assert clusters("กิแก") == ["กิ", "แก"] and clusters("क्ष") == ["क्ष"]
    assert pieces("  \n ", "en") == []
    assert pieces("Now 12", "en")[0] == Piece("Now", is_spaced=True)
