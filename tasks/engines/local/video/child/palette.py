"""A clip's colours: of the brand if there is one, else of the product; what is to be read is checked for contrast."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ....pictures.studio.colours import LEAST_CHROMA, WARM_HUE, Look, oklch, rgb
from . import Colour

#: WCAG asks for 4.5; compressing a clip costs a little
LEAST_CONTRAST = 5.2
#: the hue of `bold` for products without a colour: a vivid blue looks good behind black, white and grey
BOLD_HUE = 4.6
#: the hue opposite a product's is as far from it as can be; a little less looks less like a flag
ACROSS = math.pi * 0.9
#: in radians: a product is lost on a ground of nearly its own hue
NEAR_HUE = 0.5
#: brightness of a product's edge from which on it stands before a deep colour, below it before a light one
LIGHT_PRODUCT = 0.34
#: orange and yellow: deep, they would be brown
WARM_HUES = 0.6, 2.1
WHITE: Colour = (255, 255, 255)


class Palette(NamedTuple):
    """Colours by what they are for; every ink can be read on what it stands on."""

    ground: Colour
    #: of the figure behind the product
    figure: Colour
    ink: Colour
    #: of rules and of what the call to action stands on
    accent: Colour
    on_accent: Colour
    #: of offers
    highlight: Colour


def palette(
    template: str, background: str, look: Look, brand: Colour | None = None, brand_accent: Colour | None = None
) -> Palette:
    """The colours of a template on a background (of `formats.BACKGROUNDS`), for a product that looks like this.

    A brand's own colours come first: `bold` stands on the main one, `editorial` has it behind the product.
    """
    hue = look.hue if look.chroma >= LEAST_CHROMA else WARM_HUE
    colour = min(1.0, look.chroma / 0.1)
    dark = background == "dark"
    if template == "bold":
        ground, figure, accent = _bold(background, look, *_apart(look, brand, brand_accent))
    elif template == "editorial":
        ground = _colour(0.205, 0.008, hue) if dark else _colour(0.955, 0.011, hue)
        figure = _colour(0.29, 0.02 + 0.02 * colour, hue) if dark else _colour(0.865, 0.022 + 0.035 * colour, hue)
        figure = brand or figure
        accent = brand_accent or brand or _colour(0.78 if dark else 0.43, 0.05 + 0.06 * colour, hue)
    else:
        ground = _colour(0.205, 0.014, hue) if dark else _colour(0.925, 0.02, hue)
        figure = ground
        accent = brand_accent or brand or _colour(0.80 if dark else 0.42, 0.05 + 0.07 * colour, hue)
    if background == "white" and template != "bold":
        ground = WHITE
    grounds = (ground, figure) if template == "bold" else (ground,)
    ink = _colour(0.97, 0.008, hue) if luminance(ground) < 0.18 else _colour(0.215, 0.02, hue)
    return Palette(
        ground,
        figure,
        readable(ink, *grounds),
        accent,
        readable(ink_on(accent), accent),
        readable(accent, *grounds),
    )


def luminance(colour: Sequence[float]) -> float:
    """Relative luminance (WCAG 2) of a colour, 0-255."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (v / 255 for v in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """The contrast (WCAG 2) of two colours, 1-21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: Colour) -> Colour:
    """Black or white, whichever reads better."""
    return max(((255, 255, 255), (18, 18, 20)), key=lambda ink: contrast(ink, ground))


def readable(ink: Colour, *grounds: Colour) -> Colour:
    """The ink, as much nearer to black or white as it takes to read on all these grounds."""
    worst = min(grounds, key=lambda ground: contrast(ink, ground))
    goal = max(((255, 255, 255), (0, 0, 0)), key=lambda end: min(contrast(end, ground) for ground in grounds))
    for step in range(21):
        mixed = _mixed(ink, goal, step / 20)
        if min(contrast(mixed, ground) for ground in (worst, *grounds)) >= LEAST_CONTRAST:
            return mixed
    return goal


def _apart(look: Look, brand: Colour | None, accent: Colour | None) -> tuple[Colour | None, Colour | None]:
    """The brand's colours; the other way round where the product would be lost on the main one."""
    if not brand or not accent or look.chroma < LEAST_CHROMA:
        return brand, accent
    far, near = (abs(math.remainder(oklch(one)[2] - look.hue, 2 * math.pi)) for one in (accent, brand))
    return (accent, brand) if near < NEAR_HUE < far else (brand, accent)


def _bold(
    background: str, look: Look, brand: Colour | None, brand_accent: Colour | None
) -> tuple[Colour, Colour, Colour]:
    """A flat strong colour that the product stands out from, a figure in a shade of it, and a sharp accent."""
    hue = look.hue + ACROSS if look.chroma >= LEAST_CHROMA * 1.5 else BOLD_HUE
    strong = 0.15
    if brand:
        lightness, strong, hue = oklch(brand)
    if background == "white":
        ground, figure = WHITE, _colour(0.80, min(0.14, strong), hue)
        accent = brand or _colour(0.52, max(0.12, strong), hue)
    elif background == "dark":
        ground, figure = _colour(0.17, 0.02, hue), _colour(0.40, min(0.14, strong), hue)
        accent = _colour(0.84, 0.15, hue + 2.4)
    elif brand:
        # away from the ink, which has to read on both
        is_deep = ink_on(brand) == WHITE
        ground, figure = brand, _colour(lightness + (-0.055 if is_deep else 0.055), strong, hue)
        accent = _colour(0.88, 0.16, _warm(hue)) if is_deep else _colour(0.30, 0.12, hue)
    elif WARM_HUES[0] < hue % (2 * math.pi) < WARM_HUES[1]:
        ground, figure = _colour(0.80, strong, hue), _colour(0.86, strong, hue)
        accent = _colour(0.32, 0.10, look.hue)
    elif look.edge_brightness > LIGHT_PRODUCT:
        ground, figure = _colour(0.41, strong, hue), _colour(0.47, strong, hue)
        accent = _colour(0.88, 0.16, _warm(hue))
    else:
        ground, figure = _colour(0.83, min(0.13, strong), hue), _colour(0.90, min(0.09, strong), hue)
        accent = _colour(0.30, 0.12, hue)
    return ground, figure, brand_accent or accent


def _warm(hue: float) -> float:
    """A yellow, or where all is yellow, a mint."""
    return 1.75 if abs(math.remainder(hue - 1.75, 2 * math.pi)) > 0.7 else 2.9


def _colour(lightness: float, chroma: float, hue: float) -> Colour:
    red, green, blue = (round(255 * float(part)) for part in rgb(lightness, chroma, hue))
    return red, green, blue


def _mixed(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = np.rint(np.array(one) * (1 - part) + np.array(other) * part).astype(int).tolist()
    return red, green, blue
