"""Sets texts: large, over the lower part of the picture, inside what players and phones leave free."""

from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from .....media.photo import Size
from .accent import Colour
from .fonts import Typeface, typeset_with
from .linebreaking import broken

INK = (255, 255, 255)
SHADE = (6, 7, 10)
#: in parts of a letter's size
LEADING = 1.24
SHADOW_BLUR = 0.16
SHADOW_DROP = 0.05
SHADOW_STRENGTH = [min(255, round(0.95 * value)) for value in range(256)]
BAR_WIDTH, BAR_HEIGHT, BAR_ABOVE = 0.85, 0.075, 1.2
#: of the veil that the text stands on
VEIL_OPACITY, VEIL_RISE = 0.62, 0.65


class Page(NamedTuple):
    """Where texts stand, in parts of the picture's width and height."""

    left: float
    right: float
    #: the lowest line's
    bottom: float
    #: where the veil begins
    veil: float
    #: in parts of the shorter side
    letters: tuple[float, float]
    lines: int
    centred: bool


#: a lower third
WIDE = Page(0.065, 0.8, 0.875, 0.45, (0.118, 0.06), 2, False)
#: above what apps lay over the lowest fifth
HIGH = Page(0.08, 0.92, 0.79, 0.45, (0.115, 0.06), 3, True)


class Lettering(NamedTuple):
    """What comes over the picture: colours, how much of them, and where."""

    colours: Image.Image
    opacity: Image.Image
    place: tuple[int, int, int, int]


def page_for(size: Size) -> Page:
    """The page for a picture."""
    return WIDE if size.width >= size.height else HIGH


def lettered(text: str, language: str, size: Size, accent: Colour) -> Lettering | None:
    """The text under a short bar, set for a picture of this size; None if it cannot be shown."""
    page = page_for(size)
    found = typeset_with(text, language)
    if not found:
        return None
    typeface, shown = found
    font, lines = _fitted(shown, typeface, page, size)
    return _drawn(lines, font, page, size, accent) if lines else None


def veil(size: Size) -> Lettering:
    """A shade that darkens the lower part softly, so that white reads on any picture."""
    begins = round(page_for(size).veil * size.height)
    height = size.height - begins
    rises = (min(1.0, row / (VEIL_RISE * height)) for row in range(height))
    column = bytes(round(255 * VEIL_OPACITY * rise * rise * (3 - 2 * rise)) for rise in rises)
    mask = Image.frombytes("L", (1, height), column).resize((size.width, height), Image.Resampling.NEAREST)
    return Lettering(Image.new("RGB", mask.size, SHADE), mask, (0, begins, size.width, size.height))


def _fitted(text: str, typeface: Typeface, page: Page, size: Size) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters with which the text fits, and its lines; what never fits is cut."""
    width = (page.right - page.left) * size.width
    largest, smallest = (max(1, round(part * min(size))) for part in page.letters)
    for pixels in range(largest, smallest - 1, -1):
        font = typeface.sized(pixels)
        lines = broken(text, width, font.getlength)
        if lines is not None and len(lines) <= page.lines:
            return font, lines
    font = typeface.sized(smallest)
    return font, _cut(text, width, font, page.lines)


def _cut(text: str, width: float, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """As much of the text as fits, wherever that cuts it."""
    for length in range(len(text) - 1, 0, -1):
        lines = broken(text[:length].rstrip() + "\u2026", width, font.getlength)
        if lines is not None and len(lines) <= most:
            return lines
    return []


def _drawn(lines: list[str], font: ImageFont.FreeTypeFont, page: Page, size: Size, accent: Colour) -> Lettering:
    letter, lowest = font.size, round(page.bottom * size.height)
    ink, bar = Image.new("L", size), Image.new("L", size)
    draw = ImageDraw.Draw(ink)
    for number, line in enumerate(reversed(lines)):
        place = (_across(font.getlength(line), page, size), lowest - round(letter * LEADING) * number)
        draw.text(place, line, fill=255, font=font, anchor="ls")
    height = max(1, round(letter * BAR_HEIGHT))
    left = round(_across(letter * BAR_WIDTH, page, size))
    top = round(lowest - letter * (LEADING * (len(lines) - 1) + BAR_ABOVE))
    ImageDraw.Draw(bar).rectangle((left, top, left + round(letter * BAR_WIDTH) - 1, top + height - 1), fill=255)
    return _shadowed(ink, bar, letter, accent)


def _across(width: float, page: Page, size: Size) -> float:
    """Where something of this width begins."""
    free = (page.right - page.left) * size.width - width
    return page.left * size.width + (free / 2 if page.centred else 0)


def _shadowed(ink: Image.Image, bar: Image.Image, letter: float, accent: Colour) -> Lettering:
    dropped = Image.new("L", ink.size)
    dropped.paste(ImageChops.lighter(ink, bar), (0, round(letter * SHADOW_DROP)))
    soft = dropped.filter(ImageFilter.GaussianBlur(letter * SHADOW_BLUR)).point(SHADOW_STRENGTH)
    both = Image.new("RGBA", ink.size, (*SHADE, 0))
    for colour, mask in ((SHADE, soft), (accent, bar), (INK, ink)):
        layer = Image.new("RGBA", ink.size, colour)
        layer.putalpha(mask)
        both = Image.alpha_composite(both, layer)
    box = both.getchannel("A").getbbox() or (0, 0, 1, 1)
    cut = both.crop(box)
    return Lettering(cut.convert("RGB"), cut.getchannel("A"), box)
