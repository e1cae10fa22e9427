"""Simple facts about a photo, for the script."""

import colorsys
from collections import Counter

from PIL import Image, ImageFilter, ImageStat

#: enough to tell colours and calm from busy
GLANCE_PIXELS = 96
#: what a ring this wide around the picture is made of counts as background
BORDER_PART = 0.15
BUSY_EDGES = 14.0
#: where on the wheel of 360 degrees each name ends
HUES = (
    (15, "red"),
    (42, "orange"),
    (68, "yellow"),
    (160, "green"),
    (195, "teal"),
    (255, "blue"),
    (290, "purple"),
    (340, "pink"),
    (361, "red"),
)


def facts(picture: Image.Image) -> dict[str, str]:
    """`colour` (of what stands in the middle), `background_colour`, `light`, `warmth`, `background`.

    Colours: black gray white red orange brown yellow green teal blue purple pink beige.
    light: dark balanced bright; warmth: warm neutral cool; background: plain busy.
    """
    glance = picture.resize((GLANCE_PIXELS, GLANCE_PIXELS), Image.Resampling.BOX)
    edge = round(GLANCE_PIXELS * BORDER_PART)
    inside = (edge, edge, GLANCE_PIXELS - edge, GLANCE_PIXELS - edge)
    ring = Image.new("L", glance.size)
    ring.paste(255, (1, 1, GLANCE_PIXELS - 1, GLANCE_PIXELS - 1))  # the edge filter leaves the outermost pixels out
    ring.paste(0, inside)
    middle = glance.crop((2 * edge, 2 * edge, GLANCE_PIXELS - 2 * edge, GLANCE_PIXELS - 2 * edge))
    return {
        "colour": _colour(middle.tobytes()),
        "background_colour": _colour(glance.crop((0, 0, GLANCE_PIXELS, edge)).tobytes()),
        "light": _light(glance),
        "warmth": _warmth(glance),
        "background": _background(glance, ring),
    }


def _colour(pixels: bytes) -> str:
    """The most frequent colour's name; greys only when there is hardly anything else."""
    names = Counter(_name(*pixels[place : place + 3]) for place in range(0, len(pixels), 3))
    grays = {"black", "gray", "white"}
    colourful = {name: count for name, count in names.items() if name not in grays}
    if sum(colourful.values()) * 4 > names.total():
        return max(colourful, key=colourful.__getitem__)
    return names.most_common(1)[0][0]


def _name(red: int, green: int, blue: int) -> str:
    hue, saturation, value = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
    if value < 0.16:
        return "black"
    if saturation < 0.13:
        return "white" if value > 0.8 else "gray"
    name = next(name for limit, name in HUES if hue * 360 < limit)
    if name in ("orange", "yellow") and saturation < 0.4 and value > 0.6:
        return "beige"
    if name in ("red", "orange") and value < (0.75 if name == "orange" else 0.45):
        return "brown"
    return name


def _light(glance: Image.Image) -> str:
    brightness = ImageStat.Stat(glance.convert("L")).mean[0]
    return "dark" if brightness < 75 else "bright" if brightness > 165 else "balanced"


def _warmth(glance: Image.Image) -> str:
    red, _green, blue = ImageStat.Stat(glance).mean
    return "warm" if red - blue > 18 else "cool" if blue - red > 10 else "neutral"


def _background(glance: Image.Image, ring: Image.Image) -> str:
    edges = glance.convert("L").filter(ImageFilter.FIND_EDGES)
    return "busy" if ImageStat.Stat(edges, ring).mean[0] > BUSY_EDGES else "plain"
