"""Texts as sounds: prices, shares, addresses and names as people say them."""

import subprocess
import sys

import pytest

from tasks.engines.children import PROJECT
from tasks.engines.local.sound.speech import PACKAGES
from tasks.engines.local.sound.speech.phonemes.numbers_in_chinese import numbers_in_words
from tasks.engines.local.sound.speech.phonemes.spoken_forms import in_words
from tasks.sounds import SPEECH_COMPLETE

NEEDS_VOICES = pytest.mark.skipif(not SPEECH_COMPLETE.is_file(), reason="the voices could not be fetched at set-up")


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "$24, was $1,299.50", "24 dollars, was 1299 dollars 50"),
        ("en", "#1 at lumi.co", "number 1 at lumi dot co"),
        ("en", "Dr. Martens, No. 5, 12 oz. tumbler", "Dr Martens, number 5, 12 ounce tumbler"),
        ("es", "24,90 € en lumi.co", "24 euros 90 en lumi punto co"),
        ("pt", "R$ 1.299,00", "1299 reais"),
        ("fr", "Bonjour. Il est là.", "Bonjour. Il est là."),
    ],
)
def test_marks_are_said_in_the_order_of_speech(language: str, text: str, said: str) -> None:
    assert in_words(text, language) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("首单立减20元", "首单立减二十元"),
        ("¥1,299", "一千二百九十九元"),
        ("30%优惠，9.5折", "百分之三十优惠，九点五折"),
        ("2026年10月", "二零二六年十月"),
        ("10005、100500、110", "一万零五、十万零五百、一百一十"),
        ("电话13800138000", "电话一三八零零一三八零零零"),
    ],
)
def test_numbers_are_said_as_mandarin_says_them(text: str, said: str) -> None:
    assert numbers_in_words(text) == said


def phonemes(language: str, text: str) -> str:
    """As the speech child has them; in a process of its own, for they bring packages and a program."""
    code = "import sys; sys.path.append(sys.argv[1]); from tasks.engines.local.sound.speech.phonemes import phonemizer"
    command = [
        sys.executable,
        "-c",
        f"{code}; print(phonemizer(sys.argv[2])(sys.argv[3]))",
        str(PACKAGES),
        language,
        text,
    ]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, text=True).stdout.rstrip("\n")


@NEEDS_VOICES
@pytest.mark.parametrize(
    ("language", "text", "sounds"),
    [
        ("en", "Slow mornings, a better cup (yours)!", "slˈO mˈɔɹnɪŋz, ə bˈɛTəɹ kˈʌp, jˈɔɹz,"),
        # words of another language, in their own sounds
        ("fr", "Le shopping", "lə ʃˈɒpɪŋ"),
        # 重 and 长 have two readings each; the word decides
        ("zh", "重庆，长大", "ꭧʰʊ↗ŋʨʰi↘ŋ, ꭧa↓ŋta↘"),
        ("zh", "绿色 Lumi", "ly↘sɤ↘ lˈumi"),
        ("ja", "今日は、ゆっくりした朝です。", "kʲoː βa, jɯʔkɯɾʲiɕita asadesɨ."),
    ],
)
def test_texts_become_the_sounds_that_the_model_has_learned(language: str, text: str, sounds: str) -> None:
    assert phonemes(language, text) == sounds
