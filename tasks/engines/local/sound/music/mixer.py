"""Puts notes side by side on two channels, and the room around them."""

import numpy as np
import numpy.typing as npt

from .. import SAMPLE_RATE
from .instruments import Samples

#: two columns, left and right
Stereo = npt.NDArray[np.float32]


class Track:
    """An empty stereo track of so many samples, onto which notes are put."""

    def __init__(self, length: int) -> None:
        self.samples: Stereo = np.zeros((length, 2), np.float32)

    def add(self, note: Samples, at_seconds: float, level: float, pan: float = 0.5) -> None:
        """Mix a note in; what rings over the track's end is cut. `pan` is 0 at the left, 1 at the right."""
        start = round(at_seconds * SAMPLE_RATE)
        if not 0 <= start < len(self.samples):
            return
        note = note[: len(self.samples) - start]
        left, right = np.cos(pan * np.pi / 2), np.sin(pan * np.pi / 2)
        self.samples[start : start + len(note), 0] += np.float32(level * left) * note
        self.samples[start : start + len(note), 1] += np.float32(level * right) * note


def with_room(samples: Stereo, level: float, seconds: float, rng: np.random.Generator) -> Stereo:
    """The track and its reverberation: noise that decays over `seconds`, another one for each ear."""
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    size = len(samples) + len(times)
    size = 1 << (size - 1).bit_length()
    result = samples.copy()
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    # a room swallows the treble, and without its bass nothing booms
    colour = (1 / (1 + (hertz / 4500) ** 2)) * (hertz**2 / (hertz**2 + 180**2))
    for channel in range(2):
        echo = rng.standard_normal(len(times)) * np.exp(-times * 6.9 / seconds) * np.minimum(1, times / 0.012)
        echo /= np.sqrt(np.square(echo).sum())
        wet = np.fft.irfft(np.fft.rfft(samples[:, channel], size) * np.fft.rfft(echo, size) * colour, size)
        result[:, channel] += np.float32(level) * wet[: len(samples)].astype(np.float32)
    return result


def finished(samples: Stereo, fade_in_seconds: float, fade_out_seconds: float, loudness: float) -> Stereo:
    """Without a click at either end, and with the root mean square `loudness`; its peaks are bent, not cut."""
    length = len(samples)
    fade_in, fade_out = (min(length, int(part * SAMPLE_RATE)) for part in (fade_in_seconds, fade_out_seconds))
    envelope = np.ones(length, np.float32)
    envelope[:fade_in] *= np.linspace(0, 1, fade_in, dtype=np.float32)
    envelope[length - fade_out :] *= np.square(np.linspace(1, 0, fade_out, dtype=np.float32))
    shaped = (samples - samples.mean(axis=0)) * envelope[:, None]
    shaped *= np.float32(loudness / max(float(np.sqrt(np.square(shaped).mean())), 1e-9))
    return np.asarray(np.tanh(shaped), np.float32)
