"""The brand's logo on the end card, on a plate where it would not be seen."""

import numpy as np
from PIL import Image

from . import Colour
from .layers import faded
from .layout import Box
from .lettering import rounded
from .palette import Palette, contrast, ink_on

#: less than that, and a logo is lost on its ground
LEAST_CONTRAST = 1.7
#: of the plate, in parts of the logo's height
PAD, RADIUS = 0.25, 0.12


class Logo:
    """A logo, as high as the room it has."""

    def __init__(self, logo: Image.Image, height: int, behind: tuple[Colour, ...], colours: Palette) -> None:
        """`logo` is RGBA; `behind` are the ground's lightest and darkest colour."""
        pixels = np.asarray(logo.resize((48, 48), Image.Resampling.BOX)).reshape(-1, 4)
        solid = pixels[pixels[:, 3] > 128][:, :3]
        mean = solid.mean(0).tolist() if len(solid) else [0.0, 0.0, 0.0]
        needs_plate = min(contrast(mean, ground) for ground in behind) < LEAST_CONTRAST
        pad = round(height * PAD) if needs_plate else 0
        inner = height - 2 * pad
        size = max(1, round(logo.width * inner / logo.height)), max(1, inner)
        made = logo.resize(size, Image.Resampling.LANCZOS)
        self._colours, self._mask = made.convert("RGB"), made.getchannel("A")
        if needs_plate:
            red, green, blue = (round(part) for part in mean)
            plate = Image.new("RGB", (size[0] + 2 * pad, height), ink_on((red, green, blue)))
            plate.paste(self._colours, (pad, pad), self._mask)
            self._colours, self._mask = plate, rounded(plate.size, RADIUS * height)

    def draw(self, frame: Image.Image, box: Box, shown: float, *, centred: bool, top: int) -> None:
        """Draw it at the top of the text's room."""
        left = box.left + (box.width - self._mask.width) // 2 if centred else box.left
        frame.paste(self._colours, (left, top), faded(self._mask, shown))
