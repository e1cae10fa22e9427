"""A colour for what decorates the texts, taken from the picture itself."""

import colorsys

from PIL import Image

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
#: hues are counted in so many steps
HUES = 36
#: duller and darker pixels have no say
LEAST_SATURATION, LEAST_VALUE = 90, 70
#: the colour counts if so many of 4096 pixels speak for it
FEWEST_PIXELS = 60
#: bright enough to stand out on the dark veil
SATURATION, VALUE = 0.62, 1.0


def accent(picture: Image.Image) -> Colour:
    """The picture's strongest hue, bright; white where there is none."""
    small = picture.resize((64, 64), Image.Resampling.BOX).convert("HSV")
    weights, pixels = [0.0] * HUES, [0] * HUES
    raw = small.tobytes()
    for hue, saturation, value in zip(raw[0::3], raw[1::3], raw[2::3], strict=True):
        if saturation >= LEAST_SATURATION and value >= LEAST_VALUE:
            weights[hue * HUES // 256] += saturation * value
            pixels[hue * HUES // 256] += 1
    strongest = max(range(HUES), key=weights.__getitem__)
    if pixels[strongest] < FEWEST_PIXELS:
        return WHITE
    red, green, blue = colorsys.hsv_to_rgb((strongest + 0.5) / HUES, SATURATION, VALUE)
    return round(255 * red), round(255 * green), round(255 * blue)
