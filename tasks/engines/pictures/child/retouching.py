"""Makes a photo ready for an ad, gently: tones, noise, depth and sharpness, never its shapes."""

from PIL import Image, ImageChops, ImageFilter, ImageStat

from ....media.photo import Size

#: part of the pixels that may become pure black, and pure white, in each channel
CUTOFF = 0.0005
#: part of the pixels, the brightest, whose difference between the channels tells the tint of the light; fewer
#: would be led astray by the ringing at the edges of things in a JPEG
TINT_CUTOFF = 0.02
#: a channel that spans less than the first says nothing about the light, one that spans the second says all:
#: stretching a plain or misty picture would only show its noise
PLAIN_SPAN, FULL_SPAN = 40, 140
#: how far black and white points may be moved, of 255, and how far a channel may go its own way to undo a
#: tint of the light; more would take the colour out of coloured things
MOST_BLACK, MOST_WHITE, MOST_TINT = 20, 70, 24
#: what is darker in the middle of its tones is drawn towards this, of 255, by a gamma not lower than that;
#: what is brighter stays: it is mostly a product on white
MIDDLE, LOWEST_GAMMA = 118, 0.86
#: part of the difference to the surroundings that is added, and the difference at most counted, of 255
DEPTH, MOST_DEPTH = 0.14, 16


def retouch(picture: Image.Image, size: Size) -> Image.Image:
    """The RGB picture, enhanced and brought to `size` (of the same shape)."""
    luma, blue, red = _toned(picture).convert("YCbCr").split()
    luma = _deepened(_denoised(luma))
    chroma = [_denoised_chroma(channel) for channel in (blue, red)]
    luma, blue, red = (channel.resize(size, Image.Resampling.LANCZOS) for channel in (luma, *chroma))
    luma = luma.filter(ImageFilter.UnsharpMask(radius=1.4, percent=60, threshold=2))
    return Image.merge("YCbCr", (luma, blue, red)).convert("RGB")


def _toned(picture: Image.Image) -> Image.Image:
    """Black and white points drawn out, each channel a little in its own way, then dark middle tones lifted."""
    stretched = picture.point(_stretch_tables([channel.histogram() for channel in picture.split()]))
    return stretched.point(_gamma_table(ImageStat.Stat(stretched.convert("L")).median[0]) * 3)


def _stretch_tables(histograms: list[list[int]]) -> list[int]:
    lows, highs = _levels(histograms, CUTOFF)
    _, lights = _levels(histograms, TINT_CUTOFF)
    strengths = [_strength(high - low) for low, high in zip(lows, highs, strict=True)]
    table: list[int] = []
    for low, light, own in zip(lows, lights, strengths, strict=True):
        darker = min(lows) + own * min(MOST_TINT, low - min(lows))
        lighter = 255 - max(highs) + own * min(MOST_TINT, max(lights) - light)
        black = max(strengths) * min(MOST_BLACK, darker)
        white = 255 - max(strengths) * min(MOST_WHITE, lighter)
        table += (round(min(255, max(0, (value - black) * 255 / (white - black)))) for value in range(256))
    return table


def _levels(histograms: list[list[int]], part: float) -> tuple[list[int], list[int]]:
    """Below which level, and above which, `part` of the pixels are, for each channel."""
    few = part * sum(histograms[0])
    lows = [_level(histogram, few) for histogram in histograms]
    return lows, [255 - _level(histogram[::-1], few) for histogram in histograms]


def _strength(span: int) -> float:
    return min(1.0, max(0.0, (span - PLAIN_SPAN) / (FULL_SPAN - PLAIN_SPAN)))


def _level(histogram: list[int], few: float) -> int:
    """The first level that more than `few` pixels are at or before."""
    seen = 0
    for level, count in enumerate(histogram):
        seen += count
        if seen > few:
            return level
    return len(histogram) - 1


def _gamma_table(median: float) -> list[int]:
    gamma = min(1.0, max(LOWEST_GAMMA, (max(median, 1) / MIDDLE) ** 0.2))
    return [round(255 * (value / 255) ** gamma) for value in range(256)]


def _denoised(luma: Image.Image) -> Image.Image:
    """Smooth where nothing happens, untouched where there are edges."""
    smooth = luma.filter(ImageFilter.GaussianBlur(1.2))
    detail = ImageChops.difference(luma, smooth).filter(ImageFilter.MaxFilter(3))
    keep = detail.point([min(255, 90 + 30 * max(0, difference - 2)) for difference in range(256)])
    return Image.composite(luma, smooth, keep.filter(ImageFilter.GaussianBlur(1)))


def _denoised_chroma(channel: Image.Image) -> Image.Image:
    """Colour noise out (the eye does not see fine colour), colours a little fuller."""
    fuller = [round(min(255, max(0, 128 + (value - 128) * 1.06))) for value in range(256)]
    return channel.filter(ImageFilter.GaussianBlur(1)).point(fuller)


def _deepened(luma: Image.Image) -> Image.Image:
    """Local contrast: large shapes stand out a little more from what is around them, without a halo."""
    around = luma.filter(ImageFilter.GaussianBlur(max(luma.size) / 40))
    difference = ImageChops.subtract(luma, around, offset=128)
    depth = [128 + round(DEPTH * min(MOST_DEPTH, max(-MOST_DEPTH, value - 128))) for value in range(256)]
    return ImageChops.add(luma, difference.point(depth), offset=-128)
