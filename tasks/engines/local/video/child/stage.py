"""A cut-out product on its stage: backdrop, figure, shadow and product, each moving in its own way."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .....media.photo import Size
from ....pictures.studio.backdrops import BACKDROPS, Spot
from ....pictures.studio.colours import Look
from ....pictures.studio.composing import COARSE, MOST_ENLARGED, grained
from ....pictures.studio.pixels import to_image
from ....pictures.studio.shadows import shade_around, shadow_under
from . import Colour
from .camera import View
from .layers import Layer, Rect
from .layout import Grid
from .palette import Palette

#: part of the frame by which the backdrop is larger on each side, so that it can move
ROOM = 0.05
#: how much of the product's way the backdrop and the figure go
BACKDROP_FOLLOWS, FIGURE_FOLLOWS = 0.35, 0.55
#: between text and product, in parts of the shorter side
GAP = 0.035
#: how deep shadows are, by background
SHADOWS = {"studio": 0.62, "white": 0.36, "dark": 0.80}
#: of the figure's size, at which it fills the frame
FILLS = 2.6


class Stage:
    """Draws the product's part of a clip's frames."""

    def __init__(
        self, product: Image.Image, size: Size, grid: Grid, template: str, background: str, look: Look,
        colours: Palette, *, cut_below: bool, most_zoom: float,
    ) -> None:  # fmt: skip
        """`product` is RGBA."""
        self._size, self._grid, self._colours = size, grid, colours
        self._cut_below = cut_below
        room = grid.product
        width, height = float(room.width), float(room.height)
        if cut_below:
            height = size.height - room.top
        scale = min(width / product.width, height / product.height, MOST_ENLARGED * min(size) / 1080)
        self._width, self._height = product.width * scale, product.height * scale
        self._left = (room.left + room.right - self._width) / 2
        self._top = size.height - self._height if cut_below else (room.top + room.bottom - self._height) / 2
        if not cut_below and not grid.is_beside:  # closer to its text than to the lower edge
            self._top = room.top + (room.height - self._height) * 0.42
        self._product = _prepared(product, Size(round(self._width * most_zoom), round(self._height * most_zoom)))
        self._shadow, self._shadow_place = self._shaded(product, background, look)
        self._backdrop = self._hung(template, background, look)
        self._figure, self._figure_rect = self._figured(template, look)
        self._fills = template == "bold"

    def at(self, view: View) -> Image.Image:
        """The frame without its texts; RGB."""
        product = self.placed(view)
        moved = product[0] + product[2] / 2 - self._left - self._width / 2, product[1] - self._top
        frame = self._ground(view, moved)
        across, down = product[2] / self._width, product[3] / self._height
        left, top, width, height = self._shadow_place
        shadow = (
            product[0] + (left - self._left) * across, product[1] + (top - self._top) * down, width * across,
            height * down,
        )  # fmt: skip
        self._shadow.draw(frame, shadow)
        self._product.draw(frame, product)
        return frame

    def behind_text(self) -> tuple[Colour, Colour]:
        """The lightest and the darkest colour behind the texts."""
        if self._backdrop is None:
            return self._colours.ground, self._colours.figure if self._fills else self._colours.ground
        part = np.asarray(self._backdrop.crop(self._grid.end_text)).reshape(-1, 3)
        order = part.astype(np.int32).sum(1).argsort()
        light, dark = (part[order[place]].tolist() for place in (-1 - len(part) // 500, len(part) // 500))
        return (light[0], light[1], light[2]), (dark[0], dark[1], dark[2])

    def placed(self, view: View) -> Rect:
        """The product, nearer but never over its text."""
        text, end = self._grid.text, self._grid.end_text
        gap = GAP * min(self._size)
        zoom = view.zoom
        if not self._cut_below and end != text:  # smaller, under the end card's texts
            free = self._grid.product.bottom - end.bottom - gap
            zoom *= 1 - view.closing * (1 - min(1.0, free / (self._height * view.zoom)))
        width, height = self._width * zoom, self._height * zoom
        left = self._left + self._width / 2 - width / 2 + view.sway * self._grid.product.width
        top = self._top + self._height / 2 - height / 2
        if self._cut_below:
            top = self._size.height - height + min(0.0, self._top - self._size.height + self._height)
            top = max(top, self._size.height - height)
        if not self._grid.is_beside:
            top = max(top, text.bottom + gap + view.closing * (end.bottom - text.bottom))
        elif text.left < self._left:
            left = max(left, text.right + gap)
        else:
            left = min(left, text.left - gap - width)
        return left, top, width, height

    def _ground(self, view: View, moved: tuple[float, float]) -> Image.Image:
        if self._backdrop is not None:
            spare = self._backdrop.width - self._size.width, self._backdrop.height - self._size.height
            left, top = (
                round(min(max(room / 2 - BACKDROP_FOLLOWS * way, 0), room))
                for room, way in zip(spare, moved, strict=True)
            )
            return self._backdrop.crop((left, top, left + self._size.width, top + self._size.height))
        frame = Image.new("RGB", self._size, self._colours.ground)
        x, y, width, height = self._figure_rect
        if self._fills:
            grown = (1 + (view.zoom - 1) * 0.35) * (1 + (FILLS - 1) * view.closing)
            if view.closing >= 1:
                frame.paste(self._colours.figure, (0, 0, *self._size))
                return frame
        else:
            grown = 1 + (view.zoom - 1) * 0.12
        x += FIGURE_FOLLOWS * moved[0] - width * (grown - 1) / 2
        y += FIGURE_FOLLOWS * moved[1] * 0.3 - height * (grown - 1) / 2
        rect = x, y, width * grown, height * grown
        self._figure.draw(frame, rect)
        return frame

    def _hung(self, template: str, background: str, look: Look) -> Image.Image | None:
        """The backdrop of `calm`, larger than the frame; the others have a flat ground."""
        if template != "calm":
            return None
        whole = Size(*(round(side * (1 + 2 * ROOM)) for side in self._size))
        coarse = Size(*(math.ceil(side / COARSE) for side in whole))
        middle = (self._left + self._width / 2) / self._size.width, (self._top + self._height / 2) / self._size.height
        ground = (self._top + self._height) / self._size.height
        across, down, ground = ((ROOM + part) / (1 + 2 * ROOM) for part in (*middle, ground))
        backdrop = BACKDROPS[background](coarse, Spot(across, down, 2.0 if self._cut_below else ground), look)
        return grained(backdrop.pixels, whole)

    def _figured(self, template: str, look: Look) -> tuple[Layer, Rect]:
        """A disc behind the product, or a panel that it stands before."""
        width, height = self._size
        if template == "bold":
            side = 1.5 * max(self._width, self._height)
            middle = self._left + self._width / 2, self._top + self._height * 0.5
            disc = Image.new("L", (1200, 1200))
            ImageDraw.Draw(disc).ellipse((0, 0, 1199, 1199), fill=255)
            disc = disc.resize((600, 600), Image.Resampling.BOX)
            rect = middle[0] - side / 2, middle[1] - side / 2, side, side
            return Layer(disc, self._colours.figure), rect
        bleed = 0.03 * width
        text = self._grid.text
        if not self._grid.is_beside:
            top = self._top + 0.36 * self._height
            left = -bleed if text.left > 0 and self._cut_below else text.left + 0.0
            return _panel(self._colours.figure, (left, top, width + bleed - left, height + bleed - top))
        half = self._left + self._width * 0.5
        rect = (half, -bleed, width + bleed - half, height + 2 * bleed)
        if text.left > self._left:
            rect = (-bleed, -bleed, half + bleed, height + 2 * bleed)
        return _panel(self._colours.figure, rect)

    def _shaded(self, product: Image.Image, background: str, look: Look) -> tuple[Layer, Rect]:
        """The shadow in the product's place at rest, small; it is soft, so that does not show."""
        part = 1 / COARSE
        shape = product.getchannel("A").resize(
            (max(1, round(self._width * part)), max(1, round(self._height * part))), Image.Resampling.BOX
        )
        margin = max(shape.size) // 2
        canvas = Size(shape.width + 2 * margin, shape.height + 2 * margin)
        shade = np.zeros((canvas.height, canvas.width), np.float32)
        if not self._cut_below:
            shade = SHADOWS[background] * shadow_under(shape, (margin, margin), canvas)
        if background == "white":
            outline = 0.85 * min(1.0, max(0.0, (look.edge_brightness - 0.7) / 0.22))
            shade = 1 - (1 - shade) * (1 - outline * shade_around(shape, (margin, margin), canvas))
        mask = to_image(shade.astype(np.float32))
        # shadows take the ground's colour along: grey ones look like dirt
        ground = self._colours.figure if self._colours.figure != self._colours.ground else self._colours.ground
        red, green, blue = (round(0.22 * value) for value in ground)
        corner = self._left - margin * COARSE, self._top - margin * COARSE
        return Layer(mask, (red, green, blue)), (*corner, canvas.width * COARSE, canvas.height * COARSE)


def _panel(colour: Colour, rect: Rect) -> tuple[Layer, Rect]:
    """A rectangle with edges that are sharp also between two pixels."""
    return Layer(Image.new("L", (round(rect[2]), round(rect[3])), 255), colour), rect


def _prepared(product: Image.Image, size: Size) -> Layer:
    """The product as large as it is ever seen, but not much larger than it is."""
    most = max(1.0, min(size.width / product.width, 1.5))
    wanted = (round(product.width * min(most, size.width / product.width)),) * 2
    wanted = wanted[0], max(1, round(product.height * wanted[0] / product.width))
    colours = product.convert("RGB").resize(wanted, Image.Resampling.LANCZOS)
    if wanted[0] > product.width:
        colours = colours.filter(ImageFilter.UnsharpMask(radius=1.6, percent=70, threshold=2))
    return Layer(product.getchannel("A").resize(wanted, Image.Resampling.LANCZOS), colours)
