"""The instruments: each turns a pitch and a length into samples, about as loud as the others."""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from .. import SAMPLE_RATE

Samples = npt.NDArray[np.float32]

#: hertz, seconds it is held; may ring on behind it
Instrument = Callable[[float, float], Samples]
#: a source of noise
Drum = Callable[[np.random.Generator], Samples]

#: partials above it would fold back, and hiss
HIGHEST_HERTZ = 12_000


def _times(seconds: float) -> Samples:
    return np.arange(int(seconds * SAMPLE_RATE), dtype=np.float32) / np.float32(SAMPLE_RATE)


def _harmonics(hertz: float, times: Samples, falloff: float, most: int, detune: float = 0.0) -> Samples:
    """A tone of `most` partials, each weaker by its number to the power of `falloff`."""
    result = np.zeros_like(times)
    for number in range(1, most + 1):
        if number * hertz > HIGHEST_HERTZ:
            break
        # partials that begin in different phases do not add up to a spike
        phase = np.float32(2 * np.pi * number * hertz * (1 + detune))
        result += np.sin(phase * times + np.float32(number**2)) / np.float32(number**falloff)
    return result


def _held(times: Samples, seconds: float, attack: float, release: float) -> Samples:
    """An envelope that swells, holds, and fades behind `seconds`."""
    rise = np.minimum(1, times / attack)
    fall = np.clip((seconds + release - times) / release, 0, 1)
    return np.asarray(rise * fall * fall, np.float32)


def _struck(times: Samples, decay: float, attack: float = 0.003) -> Samples:
    """An envelope that begins at once and decays."""
    return np.asarray(np.minimum(1, times / attack) * np.exp(-times * decay), np.float32)


def _pad(hertz: float, seconds: float, falloff: float, partials: int, attack: float) -> Samples:
    times = _times(seconds + 0.6)
    tone = sum(_harmonics(hertz, times, falloff, partials, detune) for detune in (-0.0025, 0.003))
    return np.asarray(tone * _held(times, seconds, attack, 0.6) * 0.3, np.float32)


def _strings(hertz: float, seconds: float) -> Samples:
    times = _times(seconds + 0.7)
    vibrato = 0.0025 * np.sin(2 * np.pi * 5.2 * times) * np.minimum(1, times / 0.8) / 5.2
    swayed = np.asarray(times + vibrato, np.float32)
    tone = sum(_harmonics(hertz, swayed, 1.35, 9, detune) for detune in (-0.002, 0.0025))
    return np.asarray(tone * _held(times, seconds, 0.28, 0.7) * 0.28, np.float32)


def _piano(hertz: float, seconds: float) -> Samples:
    times = _times(min(seconds + 1.4, 3.5))
    result = np.zeros_like(times)
    for number in range(1, 9):
        # strings are stiff: their partials are a little too high, and the higher ones die first
        partial_hertz = number * hertz * np.sqrt(1 + 0.0004 * number**2)
        if partial_hertz > HIGHEST_HERTZ:
            break
        decay = _struck(times, 1.2 + 0.9 * number, 0.004)
        result += np.sin(np.float32(2 * np.pi * partial_hertz) * times) * decay / np.float32(number**1.5)
    return np.asarray(result * np.clip((times[-1] - times) / 0.3, 0, 1) * 0.75, np.float32)


def _modal(modes: tuple[tuple[float, float, float], ...], hertz: float, seconds: float) -> Samples:
    """A struck body: (ratio, strength, decay) of each of its modes."""
    times = _times(1.6)
    result = np.zeros_like(times)
    for ratio, strength, decay in modes:
        if ratio * hertz < HIGHEST_HERTZ:
            result += strength * np.sin(np.float32(2 * np.pi * ratio * hertz) * times) * _struck(times, decay, 0.002)
    return np.asarray(result * np.clip((1.6 - times) / 0.2, 0, 1), np.float32)


def _pluck(hertz: float, seconds: float) -> Samples:
    times = _times(0.9)
    brightness = 1.6 * np.exp(-times * 11)
    phase = np.float32(2 * np.pi * hertz) * times
    tone = np.sin(phase + brightness * np.sin(2 * phase)) * _struck(times, 5.5)
    return np.asarray(tone * np.clip((0.9 - times) / 0.1, 0, 1) * 0.8, np.float32)


def _bass(hertz: float, seconds: float, falloff: float, partials: int, decay: float, drive: float) -> Samples:
    length = min(seconds, 1.6)
    times = _times(length + 0.15)
    tone = _harmonics(hertz, times, falloff, partials) * np.exp(-times * decay) * _held(times, length, 0.008, 0.15)
    return np.asarray(np.tanh(drive * tone) / np.tanh(drive), np.float32)


def _saw(hertz: float, seconds: float, decay: float) -> Samples:
    length = min(seconds, 0.6)
    times = _times(length + 0.2)
    tone = sum(_harmonics(hertz, times, 1.05, 14, detune) for detune in (-0.004, 0.0, 0.0045))
    return np.asarray(tone * np.exp(-times * decay) * _held(times, length, 0.006, 0.2) * 0.22, np.float32)


INSTRUMENTS: dict[str, Instrument] = {
    "warm_pad": partial(_pad, falloff=2.0, partials=6, attack=0.45),
    "saw_pad": partial(_pad, falloff=1.2, partials=10, attack=0.25),
    "strings": _strings,
    "soft_piano": _piano,
    "bell": partial(_modal, ((1, 0.7, 3.2), (2.0, 0.25, 4.5), (3.01, 0.12, 7), (5.4, 0.05, 11))),
    "harp": partial(_modal, ((1, 0.7, 2.6), (2, 0.35, 4), (3, 0.2, 6), (4, 0.1, 9), (5, 0.06, 12))),
    "marimba": partial(_modal, ((1, 0.9, 6.5), (3.93, 0.3, 16), (9.2, 0.1, 30))),
    "pizzicato": partial(_modal, ((1, 0.8, 8), (2, 0.45, 12), (3, 0.3, 18), (4, 0.15, 25))),
    "pluck": _pluck,
    "stab": partial(_saw, decay=5.0),
    "saw_lead": partial(_saw, decay=2.5),
    "sub_bass": partial(_bass, falloff=2.5, partials=3, decay=0.6, drive=0.8),
    "round_bass": partial(_bass, falloff=1.8, partials=5, decay=2.5, drive=1.2),
    "growl_bass": partial(_bass, falloff=1.1, partials=12, decay=3.0, drive=2.0),
}


def _kick(rng: np.random.Generator, low: float, sweep: float, decay: float) -> Samples:
    times = _times(0.5)
    # a membrane that is struck starts higher than it ends
    phase = 2 * np.pi * (low * times + sweep * (1 - np.exp(-times * 32)) / 32)
    body = np.sin(phase) * _struck(times, decay, 0.002)
    return np.asarray(body * np.clip((0.5 - times) / 0.1, 0, 1), np.float32)


def _noise(
    rng: np.random.Generator, seconds: float, decay: float, low_hertz: float, high_hertz: float, level: float
) -> Samples:
    """A burst of noise between two frequencies."""
    times = _times(seconds)
    spectrum = np.fft.rfft(rng.standard_normal(len(times)))
    hertz = np.fft.rfftfreq(len(times), 1 / SAMPLE_RATE)
    slope = 1 / (1 + (low_hertz / np.maximum(hertz, 1)) ** 4) / (1 + (hertz / high_hertz) ** 4)
    burst = np.fft.irfft(spectrum * slope, len(times))
    burst *= level / max(float(np.abs(burst).max()), 1e-9)
    return np.asarray(burst * _struck(times, decay, 0.001) * np.clip((seconds - times) / 0.02, 0, 1), np.float32)


def _clap(rng: np.random.Generator) -> Samples:
    burst = _noise(rng, 0.22, 26, 900, 6000, 0.55)
    result = np.zeros(int(0.25 * SAMPLE_RATE), np.float32)
    for delay in (0.0, 0.011, 0.023):  # several hands
        start = int(delay * SAMPLE_RATE)
        result[start : start + len(burst)] += 0.6 * burst
    return result


def _snare(rng: np.random.Generator) -> Samples:
    times = _times(0.28)
    body = 0.5 * np.sin(2 * np.pi * 185 * times) * _struck(times, 22, 0.001)
    return np.asarray(body + _noise(rng, 0.28, 17, 500, 7500, 0.7), np.float32)


DRUMS: dict[str, Drum] = {
    "kick": partial(_kick, low=48, sweep=110, decay=9),
    "soft_kick": partial(_kick, low=58, sweep=60, decay=13),
    "deep_kick": partial(_kick, low=42, sweep=140, decay=6.5),
    "snare": _snare,
    "clap": _clap,
    "snap": partial(_noise, seconds=0.12, decay=45, low_hertz=1600, high_hertz=5000, level=0.5),
    "hat": partial(_noise, seconds=0.09, decay=60, low_hertz=6500, high_hertz=12000, level=0.3),
    "shaker": partial(_noise, seconds=0.1, decay=38, low_hertz=4500, high_hertz=10000, level=0.2),
}
