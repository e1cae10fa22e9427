"""What a clip sounds like: loudness and peaks by ffmpeg, the voice within the shots, and what happens without one."""

import re
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tasks.engines.children import Child
from tasks.engines.ffmpeg import find_ffmpeg
from tasks.engines.local.sound.soundtrack import SoundtrackMaker, fitted
from tasks.engines.local.sound.speech.process import LocalSpeechEngine
from tasks.engines.protocols.model_names import LOCAL_MODEL
from tasks.engines.protocols.sound_engines import SoundOrder, Soundtrack, Speech
from tasks.engines.protocols.watcher import never
from tasks.engines.scripts.voice_over import Line
from tasks.errors import EngineFailed, LeaseLost
from tasks.sounds import SPEECH_FILES, VOICES
from tasks.storyboard import Shot
from tests.processes import wait_until

NEEDS_VOICES = pytest.mark.skipif(not LocalSpeechEngine().available, reason="the voices could not be fetched at set-up")

SHOTS = (
    Shot(0.0, 1.4, "", "Stoneware cup.", "Stoneware cup"),
    Shot(1.4, 2.6, "", "", "20% off"),
    Shot(2.6, 4.0, "", "Come and see.", "Come and see"),
)
ORDER = SoundOrder(SHOTS, 4, "en", "auto", "auto", task_id=7)


class HummingEngine:
    """Hums instead of speaking: 0.07 s for each character."""

    model = LOCAL_MODEL
    available = True

    def __init__(self) -> None:
        self.spoken: list[tuple[str, float]] = []

    def speak(self, text: str, voice: str, speed: float, cancelled: object = never) -> Speech:
        self.spoken.append((text, speed))
        times = np.arange(int(0.07 * len(text) / speed * 24_000)) / 24_000
        return Speech((3000 * np.sin(2 * np.pi * 220 * times)).astype("<i2").tobytes(), 24_000)

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture(scope="module")
def ffmpeg() -> str:
    return find_ffmpeg()


@pytest.fixture
def humming() -> HummingEngine:
    return HummingEngine()


@pytest.fixture(scope="module")
def speech() -> Iterator[LocalSpeechEngine]:
    """One child for all tests."""
    with closing(LocalSpeechEngine()) as speech:
        yield speech


def both_steps(maker: SoundtrackMaker, order: SoundOrder, cancelled: Callable[[], bool]) -> Soundtrack:
    """The sound of a clip, in both steps."""
    voice = maker.voice(order, cancelled)
    return Soundtrack(maker.mix(order, voice.wav, cancelled), voice.notices)


def made(ffmpeg: str, order: SoundOrder, speech: HummingEngine | LocalSpeechEngine | None) -> bytes:
    wav = both_steps(SoundtrackMaker(ffmpeg, speech), order, never).wav
    assert wav
    return wav


def measured(ffmpeg: str, wav: bytes) -> tuple[float, float]:
    """LUFS and dBTP, by ffmpeg."""
    command = (ffmpeg, "-hide_banner", "-nostats", "-i", "pipe:0", "-af", "ebur128=peak=true:framelog=quiet")
    said = subprocess.run([*command, "-f", "null", "-"], input=wav, capture_output=True, check=True).stderr.decode()
    [(integrated, peak)] = re.findall(r"I:\s+(\S+) LUFS.*Peak:\s+(\S+) dBFS", said, re.DOTALL)
    return float(integrated), float(peak)


def samples(wav: bytes) -> npt.NDArray[np.float64]:
    """Two columns, 48,000 rows a second, of full scale."""
    with wave.open(BytesIO(wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 2, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


def level(wav: bytes, start: float, end: float) -> float:
    """Root mean square between two seconds."""
    return float(np.sqrt(np.square(samples(wav)[round(start * 48_000) : round(end * 48_000)]).mean()))


# -- loudness and ends


@pytest.mark.parametrize(
    ("seconds", "voice", "music"),
    [(4, "auto", "calm"), (12, "auto", "bold"), (4, "none", "playful"), (8, "auto", "none")],
)
def test_a_clip_is_as_loud_as_platforms_play_it(
    ffmpeg: str, humming: HummingEngine, seconds: int, voice: str, music: str
) -> None:
    wav = made(ffmpeg, replace(ORDER, duration_seconds=seconds, voice=voice, music=music), humming)

    integrated, peak = measured(ffmpeg, wav)
    assert integrated == pytest.approx(-16, abs=0.7)
    assert peak < -1.5
    assert len(samples(wav)) == seconds * 48_000
    # no click at either end
    assert np.abs(samples(wav)[[0, -1]]).max() < 0.002


def test_the_same_task_sounds_the_same(ffmpeg: str) -> None:
    assert made(ffmpeg, ORDER, None) == made(ffmpeg, ORDER, None)


def test_without_voice_and_music_there_is_silence(ffmpeg: str, humming: HummingEngine) -> None:
    assert both_steps(SoundtrackMaker(ffmpeg, humming), replace(ORDER, voice="none", music="none"), never).wav is None


# -- the voice in its shots


def opening(voice_over: str) -> tuple[Shot, ...]:
    """A line in the first shot, and a second one where nothing is said."""
    return (replace(SHOTS[0], voice_over=voice_over), SHOTS[1])


def test_the_voice_is_heard_within_its_shots_alone(ffmpeg: str, humming: HummingEngine) -> None:
    wav = made(ffmpeg, replace(ORDER, music="none"), humming)

    assert level(wav, 0.2, 0.9) > 0.05 and level(wav, 2.8, 3.4) > 0.05
    assert level(wav, 0.0, 0.07) < 0.001 and level(wav, 1.4, 2.6) < 0.001


def test_the_music_steps_back_for_the_voice(ffmpeg: str, humming: HummingEngine) -> None:
    # Given a long line in the middle of a clip, hummed so low that a filter can take it out
    shots = (Shot(3.0, 7.5, "", "m" * 60, ""),)
    order = replace(ORDER, shots=shots, duration_seconds=12, music="bright")

    def treble(start: float, end: float) -> float:
        part = samples(wav)[round(start * 48_000) : round(end * 48_000)].mean(axis=1)
        strength = np.abs(np.fft.rfft(part))[round(1500 * (end - start)) :]
        return float(np.sqrt(np.square(strength).sum()) / len(part))

    wav = made(ffmpeg, order, humming)

    assert treble(4.0, 7.0) < 0.5 * treble(8.5, 10.0)


def test_a_line_that_is_a_little_too_long_is_said_faster(ffmpeg: str, humming: HummingEngine) -> None:
    # 1.4 s, where there are 1.28
    soundtrack = both_steps(SoundtrackMaker(ffmpeg, humming), replace(ORDER, shots=opening("m" * 20)), never)

    assert soundtrack.notices == ()
    [_, (text, speed)] = humming.spoken
    assert text == "m" * 20 and 1.09 < speed <= 1.15


def test_of_a_line_that_is_much_too_long_the_beginning_is_said(ffmpeg: str, humming: HummingEngine) -> None:
    order = replace(ORDER, shots=opening("mmm " * 20), music="none")

    soundtrack = both_steps(SoundtrackMaker(ffmpeg, humming), order, never)

    assert soundtrack.notices == ("voice_line_shortened",) and soundtrack.wav
    assert ("mmm " * 20).startswith(humming.spoken[-1][0])
    assert level(soundtrack.wav, 0.2, 1.2) > 0.05 and level(soundtrack.wav, 1.4, 4.0) < 0.001


def test_a_line_whose_words_are_of_very_different_lengths_ends_with_a_whole_word(humming: HummingEngine) -> None:
    # Given a line whose first words take longer than their share
    line = Line(0, "mmmmmmmmmmmm mmmmmmmmmmmm mmmmmmmmmmmm m m m m m m m m m m", 0.0, 1.8)

    said, is_whole = fitted(humming, line, "af_heart", never)

    # Then it is shortened until what is left fits, and nothing is cut off
    text, speed = humming.spoken[-1]
    assert not is_whole and said == humming.speak(text, "af_heart", speed)
    assert said.seconds <= line.room_seconds and text == "mmmmmmmmmmmm mmmmmmmmmmmm"


def test_of_a_line_without_end_no_more_is_tried_than_could_be_said(ffmpeg: str, humming: HummingEngine) -> None:
    both_steps(SoundtrackMaker(ffmpeg, humming), replace(ORDER, shots=opening("mmm " * 500)), never)

    # Then no child works longer than it may
    assert max(len(text) for text, _ in humming.spoken) < 50


# -- where nobody speaks


@pytest.mark.parametrize(
    ("language", "available", "notice"), [("de", True, "voice_language_missing"), ("en", False, "voice_not_set_up")]
)
def test_where_nobody_speaks_there_is_music_and_a_notice(
    ffmpeg: str, humming: HummingEngine, language: str, available: bool, notice: str
) -> None:
    humming.available = available

    soundtrack = both_steps(SoundtrackMaker(ffmpeg, humming), replace(ORDER, language=language), never)

    assert soundtrack.notices == (notice,) and soundtrack.wav
    assert humming.spoken == []


def test_a_voice_that_fails_costs_the_voice_and_not_the_clip(
    ffmpeg: str, humming: HummingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a voice that fails in the middle
    hum = humming.speak

    def failing(text: str, *how: Any) -> Speech:
        if humming.spoken:
            raise EngineFailed()
        return hum(text, *how)

    monkeypatch.setattr(humming, "speak", failing)

    soundtrack = both_steps(SoundtrackMaker(ffmpeg, humming), ORDER, never)

    # Then there is music alone: half a voice would be worse than none
    assert soundtrack.notices == ("voice_failed",)
    assert soundtrack.wav == made(ffmpeg, replace(ORDER, voice="none"), humming)


@NEEDS_VOICES
def test_a_line_that_the_voice_cannot_read_is_noticed(ffmpeg: str, speech: LocalSpeechEngine) -> None:
    soundtrack = both_steps(SoundtrackMaker(ffmpeg, speech), replace(ORDER, shots=opening("咖啡豆")), never)

    assert soundtrack.notices == ("voice_line_left_out",) and soundtrack.wav


def test_missing_files_are_noticed_without_a_child(
    ffmpeg: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tasks.engines.local.sound.speech.process.SPEECH_COMPLETE", tmp_path / "complete")
    speech = LocalSpeechEngine(command=("/no/such/program",))

    assert both_steps(SoundtrackMaker(ffmpeg, speech), ORDER, never).notices == ("voice_not_set_up",)


# -- the child that speaks


def running(speech: LocalSpeechEngine) -> Child:
    """The child, after it has spoken."""
    speech.speak("Yes.", "af_heart", 1.0)
    assert speech.child
    return speech.child


def children(process: Child) -> list[int]:
    """Their process ids."""
    return [*map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())]


@NEEDS_VOICES
@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("zm_yunjian", "立减20元，lumi.co。"),
        ("ff_siwis", "Une tasse en grès."),
        ("jf_alpha", "陶器のカップ、2980円。"),
        ("af_heart", "A cup for $24."),
    ],
)
def test_languages_of_every_kind_are_spoken(speech: LocalSpeechEngine, voice: str, text: str) -> None:
    said = speech.speak(text, voice, 1.0)

    assert 0.8 < said.seconds < 5
    loud = np.abs(np.frombuffer(said.samples, "<i2")) > 1500
    # it begins at once, ends at once, and is no noise
    assert loud[:4800].any() and loud[-4800:].any() and 0.1 < loud.mean() < 0.9


@NEEDS_VOICES
def test_every_voice_is_there() -> None:
    sizes = {voice: (SPEECH_FILES / "voices" / f"{voice}.bin").stat().st_size for voice in VOICES}

    # a style of 256 float32 for each number of tokens
    assert set(sizes.values()) == {510 * 256 * 4}


@NEEDS_VOICES
def test_a_faster_line_is_shorter_and_the_same_line_is_the_same(speech: LocalSpeechEngine) -> None:
    calm, again, fast = (speech.speak("A cup.", "af_heart", speed) for speed in (1.0, 1.0, 1.15))

    assert calm == again
    assert 0.8 * calm.seconds < fast.seconds < 0.95 * calm.seconds


@NEEDS_VOICES
def test_the_child_opens_and_writes_no_file_and_knows_no_secret(
    speech: LocalSpeechEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    speech.close()
    child = running(speech)
    pid = child.pid
    [espeak] = children(child)

    for process in (Path(f"/proc/{pid}"), Path(f"/proc/{espeak}")):
        limits = {
            line[:25].strip(): line[25:].split()[:2] for line in (process / "limits").read_text().splitlines()[1:]
        }
        assert limits["Max file size"] == limits["Max processes"] == ["0", "0"]
        # espeak-ng reads the dictionaries of words from other languages
        assert limits["Max open files"] == ["0", "0"] or process.name == f"{espeak}"
        assert limits["Max address space"][0] != "unlimited" and limits["Max cpu time"][0] != "unlimited"
        assert b"do not tell" not in (process / "environ").read_bytes()
    # espeak-ng is under the GPL: it stays out of the process that speaks, and out of ours
    maps = [Path(f"/proc/{process}/maps").read_text() for process in ("self", pid, espeak)]
    assert ["libespeak" in content for content in maps] == [False, False, True]
    assert int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) < 500_000


@NEEDS_VOICES
def test_a_killed_child_is_replaced(speech: LocalSpeechEngine) -> None:
    child = running(speech)
    espeak = children(child)
    child.kill()

    assert speech.speak("Yes.", "af_heart", 1.0).seconds > 0.1
    wait_until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in espeak), 10)


@pytest.mark.parametrize(
    "command",
    [
        (sys.executable, "-c", "raise SystemExit(1)"),
        (sys.executable, "-c", "print('a warning of some package', flush=True); input()"),
        (sys.executable, "-c", "print('[]', flush=True); input()"),
        ("/no/such/program",),
    ],
)
def test_children_that_always_fail_are_an_error_that_can_be_retried(command: tuple[str, ...]) -> None:
    speech = LocalSpeechEngine(command)

    with closing(speech), pytest.raises(EngineFailed) as raised:
        speech.speak("Yes.", "af_heart", 1.0)

    assert raised.value.retryable


def test_a_cancelled_task_stops_in_speech_and_in_music(ffmpeg: str) -> None:
    speech = LocalSpeechEngine(command=(sys.executable, "-c", "import time; time.sleep(60)"))

    with closing(speech), pytest.raises(LeaseLost):
        speech.speak("Yes.", "af_heart", 1.0, cancelled=lambda: True)
    assert speech.child is None
    with pytest.raises(LeaseLost):
        both_steps(SoundtrackMaker(ffmpeg, None), replace(ORDER, voice="none"), lambda: True)
