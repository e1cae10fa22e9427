"""The music: moods that differ, the same for the same task, as long as the clip, with quiet ends."""

import time
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from tasks.engines.local.sound import SAMPLE_RATE
from tasks.engines.local.sound.music.composing import Players, compose
from tasks.engines.local.sound.music.mixer import Stereo
from tasks.engines.local.sound.music.moods import BEDS
from tasks.sounds import MOODS

EVERY_MOOD = pytest.mark.parametrize("mood", MOODS)


def loudness(bed: Stereo, window_seconds: float) -> npt.NDArray[np.float64]:
    """Root mean squares, window after window."""
    window = int(window_seconds * SAMPLE_RATE)
    windows = bed[: len(bed) // window * window].reshape(-1, window * 2)
    return np.asarray(np.sqrt(np.square(windows, dtype=np.float64).mean(axis=1)))


def colour(mood: str) -> float:
    """The centroid of its spectrum, in hertz."""
    bed = compose(mood, 8, 1)
    strength = np.abs(np.fft.rfft(bed.mean(axis=1)))
    return float((strength * np.fft.rfftfreq(len(bed), 1 / SAMPLE_RATE)).sum() / strength.sum())


def test_every_mood_that_can_be_asked_for_can_be_played() -> None:
    assert set(BEDS) == set(MOODS)


@EVERY_MOOD
@pytest.mark.parametrize("seconds", [4, 8, 12])
def test_a_bed_fills_its_time_and_ends_of_itself(mood: str, seconds: int) -> None:
    bed = compose(mood, seconds, 7)

    assert bed.shape == (seconds * SAMPLE_RATE, 2)
    assert np.abs(bed).max() < 1
    # no click at either end, and no step between two samples that would be one
    assert np.abs(bed[0]).max() < 0.001 and np.abs(bed[-48:]).max() < 0.001
    levels = loudness(bed, 0.25)
    # something is heard all the time, until it rings out
    assert levels[:-8].min() > 0.01
    assert levels[-1] < 0.2 * levels[:-8].mean()


@EVERY_MOOD
def test_the_same_task_gets_the_same_music_and_another_one_other_music(mood: str) -> None:
    assert np.array_equal(compose(mood, 4, 7), compose(mood, 4, 7))
    assert not np.array_equal(compose(mood, 4, 7), compose(mood, 4, 8))


@EVERY_MOOD
@pytest.mark.parametrize("seconds", [4, 8, 12])
def test_a_bed_keeps_nearly_to_the_tempo_of_its_mood(mood: str, seconds: int) -> None:
    measure = Players(mood, seconds, 7).measure

    assert 60 / measure.beat_seconds == pytest.approx(BEDS[mood].beats_per_minute, rel=0.15)
    assert measure.chords >= 2 and measure.end_seconds <= seconds - 1


def test_moods_differ_in_tempo_and_colour() -> None:
    tempos = sorted(mood.beats_per_minute for mood in BEDS.values())
    assert all(slow * 1.1 < fast for slow, fast in pairwise(tempos)), tempos
    colours = {mood: colour(mood) for mood in MOODS}
    assert (
        colours["calm"] * 1.3 < colours["elegant"] < min(colours[mood] for mood in ("bright", "bold", "playful")) / 1.2
    )


def test_eight_seconds_take_about_one_of_cpu() -> None:
    started = time.process_time()

    compose("bold", 8, 7)

    assert time.process_time() - started < 2
