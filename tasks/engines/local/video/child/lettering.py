"""Sets texts: large, over the lower part of the picture, inside what players and phones leave free."""

from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .....media.photo import Size
from . import MAX_CAPTION_CHARACTERS
from .accent import Colour
from .fitting import Page, Setting, fitted
from .fonts import is_right_to_left, is_shaping, typeset_with

INK = (255, 255, 255)
SHADE = (6, 7, 10)
#: in parts of a letter's size
SHADOW_BLUR = 0.16
SHADOW_DROP = 0.05
SHADOW_STRENGTH = [min(255, round(0.95 * value)) for value in range(256)]
BAR_WIDTH, BAR_HEIGHT = 0.85, 0.075
#: how much nearer than another line the bar is to the highest one
BAR_NEARER = 0.04
#: of the veil that the text stands on
VEIL_OPACITY, VEIL_RISE = 0.62, 0.65

#: a lower third
WIDE = Page(0.065, 0.8, 0.875, 0.3, 0.45, (0.118, 0.055, 0.042), False)
#: above what apps lay over the lowest fifth
HIGH = Page(0.08, 0.92, 0.79, 0.25, 0.45, (0.115, 0.055, 0.042), True)


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
    if not (found := typeset_with(text[:MAX_CAPTION_CHARACTERS], language)):
        return None
    typeface, shown = found
    page = page_for(size)
    if is_right_to_left(shown):
        page = page._replace(left=1 - page.right, right=1 - page.left)
    setting = fitted(shown, typeface, language, page, size)
    return _drawn(setting, page, size, accent) if setting else None


def veil(size: Size) -> Lettering:
    """A shade that darkens the lower part softly, so that white reads on any picture."""
    begins = round(page_for(size).veil * size.height)
    height = size.height - begins
    rises = (min(1.0, row / (VEIL_RISE * height)) for row in range(height))
    column = bytes(round(255 * VEIL_OPACITY * rise * rise * (3 - 2 * rise)) for rise in rises)
    mask = Image.frombytes("L", (1, height), column).resize((size.width, height), Image.Resampling.NEAREST)
    return Lettering(Image.new("RGB", mask.size, SHADE), mask, (0, begins, size.width, size.height))


def _drawn(setting: Setting, page: Page, size: Size, accent: Colour) -> Lettering:
    font, lines, leading = setting
    letter, lowest = font.size, round(page.bottom * size.height)
    ink, bar = Image.new("L", size), Image.new("L", size)
    draw = ImageDraw.Draw(ink)
    # of the whole text, for a line may begin with a word of the other direction
    right_to_left = is_right_to_left(" ".join(lines))
    direction = ("rtl" if right_to_left else "ltr") if is_shaping() else None
    for number, line in enumerate(reversed(lines)):
        begin = font.getbbox(line, anchor="ls", direction=direction)[0]
        # a comma of Chinese is half empty: what counts is what is seen
        first, _, last, _ = font.getmask(line, direction=direction).getbbox() or (0, 0, 0, 0)
        place = (_across(last - first, page, size, right_to_left) - begin - first, lowest - leading * number)
        draw.text(place, line, fill=255, font=font, anchor="ls", direction=direction)
    width, height = round(letter * BAR_WIDTH), max(1, round(letter * BAR_HEIGHT))
    left = round(_across(width, page, size, right_to_left))
    top = round(lowest - leading * len(lines) + letter * BAR_NEARER)
    ImageDraw.Draw(bar).rectangle((left, top, left + width - 1, top + height - 1), fill=255)
    return _shadowed(ink, bar, letter, accent)


def _across(width: float, page: Page, size: Size, right_to_left: bool) -> float:
    """Where something of this width begins."""
    free = (page.right - page.left) * size.width - width
    return page.left * size.width + (free / 2 if page.centred else free if right_to_left else 0)


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
