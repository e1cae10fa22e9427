"""Makes a photo ready for an ad: light, tones, noise, depth and sharpness, never its shapes."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from ....media.photo import Size

#: what a photo's light and tones are judged by
GLANCE_PIXELS = 256
#: where real light lies between tungsten and shade, as logarithms of red, green and blue
WARMTH = np.array([0.626, 0.126, -0.769])
#: part of the light's colour that is taken out (a sunset stays one); at most so much; and how far, in parts of its
#: warmth, it may lie off that line before it is the things' colour and not the light's
CORRECTED, MOST_WARMTH, MOST_STRANGE = 0.9, 0.6, 0.55
#: part of the pixels, the brightest, that show the light's colour: white things and reflections
BRIGHTEST = 0.02
#: percentiles of the darkest and the brightest channel that become black and white
BLACK, WHITE = 0.5, 99.7
#: a photo that spans less has no contrast to gain, only noise; one that spans the second gains all
PLAIN_SPAN, FULL_SPAN = 28, 48
#: part of a haze that is taken off, how many times brighter a dark photo may become, and what counts as white already
HAZE, MOST_GAIN, WHITE_ALREADY = 0.62, 3.2, 247
#: tones from here up are pressed together where some would become brighter than white
SHOULDER = 0.93
#: so far around black are tones bent instead of cut off
TOE = 0.012
#: what is darker in the middle of its tones is drawn towards this, of 255, by a gamma not lower than that;
#: what is brighter stays: it is mostly a product on white
MIDDLE, LOWEST_GAMMA = 118, 0.80
#: part of the difference to the surroundings that is added, and the difference at most counted, of 255
DEPTH, MOST_DEPTH = 0.14, 16
#: colours a little fuller
FULLER = 1.06
LUMA = np.array([0.299, 0.587, 0.114])

Floats = NDArray[np.floating]


def retouch(picture: Image.Image, size: Size) -> Image.Image:
    """The RGB picture, enhanced and brought to `size` (of the same shape)."""
    luma, blue, red = picture.point(_tone_tables(picture)).convert("YCbCr").split()
    luma = _deepened(_denoised(luma))
    chroma = [channel.filter(ImageFilter.GaussianBlur(1)) for channel in (blue, red)]
    luma, blue, red = (channel.resize(size, Image.Resampling.LANCZOS) for channel in (luma, *chroma))
    return _merged(_sharpened(luma), blue, red)


def _tone_tables(picture: Image.Image) -> list[int]:
    """For each channel a table: takes out the light's colour, draws out black and white, lifts dark middle tones."""
    glance = picture.copy()
    glance.thumbnail((GLANCE_PIXELS, GLANCE_PIXELS), Image.Resampling.BOX)
    gains = _gains(np.asarray(glance, np.float64))
    pixels = np.asarray(glance, np.float64).reshape(-1, 3) * gains
    luma = pixels @ LUMA
    span = float(np.percentile(luma, WHITE) - np.percentile(luma, BLACK))
    strength = min(1.0, max(0.0, (span - PLAIN_SPAN) / (FULL_SPAN - PLAIN_SPAN)))
    low, high = np.percentile(pixels.min(1), BLACK), np.percentile(pixels.max(1), WHITE)
    black = strength * HAZE * low
    brightest = 255.0 if high > WHITE_ALREADY else max(high / 0.98, 255 / MOST_GAIN)
    white = 255 - strength * (255 - brightest)
    middle = max(1.0, (np.median(luma) - black) * 255 / (white - black))
    gamma = 1 - strength * (1 - min(1.0, max(LOWEST_GAMMA, (middle / MIDDLE) ** 0.25)))
    levels = np.arange(256)[:, None] * gains
    tones = 255 * _rolled_off(_rolled_on((levels - black) / (white - black))).clip(0, 1) ** gamma
    return [round(value) for value in tones.T.ravel().tolist()]


def _rolled_off(tones: Floats) -> Floats:
    """Nothing that was darker than white becomes white."""
    if tones.max() <= 1:
        return tones
    above = (tones - SHOULDER).clip(0)
    return np.asarray(np.minimum(tones, SHOULDER) + above / (1 + above / (0.996 - SHOULDER)))


def _rolled_on(tones: Floats) -> Floats:
    """What is below black becomes nearly black, not all of it the same."""
    bent = np.where(tones < 1, (tones + np.sqrt(tones**2 + 4 * TOE**2 * (1 - tones).clip(0))) / 2, tones)
    return np.asarray((bent - bent[0]) / (1 - bent[0]))


def _gains(glance: Floats) -> Floats:
    """What to multiply red, green and blue with, so that the light is (nearly) white.

    Two estimates, from what is brightest and from all edges, must agree that the light is warm or cool: a single
    yellow thing or a blue ground says so of one of them only.
    """
    pixels = glance.reshape(-1, 3)
    brightness = pixels.sum(1)
    brightest = pixels[brightness >= np.quantile(brightness, 1 - BRIGHTEST)].mean(0)
    edges = np.abs(np.diff(glance, axis=0)).mean((0, 1)) + np.abs(np.diff(glance, axis=1)).mean((0, 1))
    estimates = [_warmth(colour) for colour in (brightest, edges)]
    warmth = min(estimates, key=abs) if estimates[0] * estimates[1] > 0 else 0.0
    gains = np.exp(-CORRECTED * max(-MOST_WARMTH, min(MOST_WARMTH, warmth)) * WARMTH)
    return np.asarray(gains / gains[1])


def _warmth(colour: Floats) -> float:
    """How warm (above 0) or cool light of this colour is; 0 when no light looks like that."""
    logarithms = np.log(np.maximum(colour, 1e-3))
    tint = logarithms - logarithms.mean()
    warmth = float(tint @ WARMTH)
    strange = float(np.linalg.norm(tint - warmth * WARMTH))
    return warmth if strange < MOST_STRANGE * abs(warmth) else 0.0


def _sharpened(luma: Image.Image) -> Floats:
    """Sharper, without cutting off anything at black or white that was not there before."""
    before = np.asarray(luma, np.float32)
    sharp = np.asarray(luma.filter(ImageFilter.UnsharpMask(radius=1.4, percent=60, threshold=2)), np.float32)
    return sharp.clip(np.minimum(before, 1), np.maximum(before, 254))


def _merged(light: Floats, blue: Image.Image, red: Image.Image) -> Image.Image:
    """RGB, its colours fuller, but none so full that a channel is cut off: then its brightness is kept instead."""
    blueness = (np.asarray(blue, np.float32) - 128) * FULLER
    redness = (np.asarray(red, np.float32) - 128) * FULLER
    tints = np.stack([1.402 * redness, -0.344136 * blueness - 0.714136 * redness, 1.772 * blueness])
    room = np.minimum(
        (254 - light).clip(0) / np.maximum(tints.max(0), 1e-3), (light - 1).clip(0) / np.maximum(-tints.min(0), 1e-3)
    )
    tints *= room.clip(0, 1)
    tints += light
    return Image.merge("RGB", [Image.fromarray(channel) for channel in (tints + 0.5).clip(0, 255).astype(np.uint8)])


def _denoised(luma: Image.Image) -> Image.Image:
    """Smooth where nothing happens, untouched where there are edges."""
    smooth = luma.filter(ImageFilter.GaussianBlur(1.2))
    detail = _largest_around(ImageChops.difference(luma, smooth))
    keep = detail.point([min(255, 90 + 30 * max(0, difference - 2)) for difference in range(256)])
    return Image.composite(luma, smooth, keep.filter(ImageFilter.GaussianBlur(1)))


def _largest_around(picture: Image.Image) -> Image.Image:
    """As MaxFilter(3), which takes ten times as long."""
    pixels = np.pad(np.asarray(picture), 1, "edge")
    rows = np.maximum(np.maximum(pixels[:-2], pixels[1:-1]), pixels[2:])
    return Image.fromarray(np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]))


def _deepened(luma: Image.Image) -> Image.Image:
    """Local contrast: large shapes stand out a little more from what is around them, without a halo."""
    around = luma.filter(ImageFilter.GaussianBlur(max(luma.size) / 40))
    difference = ImageChops.subtract(luma, around, offset=128)
    depth = [128 + round(DEPTH * min(MOST_DEPTH, max(-MOST_DEPTH, value - 128))) for value in range(256)]
    deeper = ImageChops.add(luma, difference.point(depth), offset=-128)
    lightest, darkest = (
        luma.point([bound(value, limit) for value in range(256)]) for bound, limit in ((max, 254), (min, 1))
    )
    return ImageChops.lighter(ImageChops.darker(deeper, lightest), darkest)
