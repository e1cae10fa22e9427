"""A photo that is not cut out: it moves inside its window, beside a panel of a colour of its own."""

from PIL import Image, ImageChops, ImageFilter, ImageStat

from .....media.photo import Size
from .camera import View
from .layers import SMOOTH
from .layout import Grid
from .palette import Palette

#: at rest the photo is a little larger than its window; it moves less than a product does
LEAST_ZOOM, ZOOMS = 1.03, 0.55
#: how far a sway goes, in parts of what the photo has beyond its window
SWAYS = 6.0
#: how much further than the middle the place with most to see may pull the crop
MOST_FOCUS = 0.75


class Window:
    """Draws the photo's part of a clip's frames."""

    def __init__(self, photo: Image.Image, size: Size, grid: Grid, colours: Palette, *, most_zoom: float) -> None:
        self._size, self._box, self._colours = size, grid.window, colours
        scale = max(self._box.width / photo.width, self._box.height / photo.height) * _zoomed(most_zoom)
        whole = (round(photo.width * scale), round(photo.height * scale))
        self._photo = photo.resize(whole, Image.Resampling.LANCZOS)
        if scale > 1:  # what is enlarged is soft
            self._photo = self._photo.filter(ImageFilter.UnsharpMask(radius=1.6, percent=60, threshold=2))
        #: to the end card's texts
        self._gives_way = grid.end_text.bottom - grid.text.bottom
        self._most = _zoomed(most_zoom)
        self._focus = focus(photo)

    def at(self, view: View) -> Image.Image:
        """The frame without its texts; RGB."""
        frame = Image.new("RGB", self._size, self._colours.ground)
        part = self._most / _zoomed(view.zoom)
        shown = self._box._replace(top=self._box.top + round(view.closing * self._gives_way))
        width, height = shown.width * part, shown.height * part
        across, down = self._focus
        left = _start(across + SWAYS * view.sway * 0.1, width, self._photo.width)
        top = _start(down, height, self._photo.height)
        box = (left, top, min(left + width, self._photo.width), min(top + height, self._photo.height))
        seen = self._photo.resize((shown.width, shown.height), SMOOTH, box)
        frame.paste(seen, shown[:2])
        return frame


def focus(picture: Image.Image) -> tuple[float, float]:
    """Where there is most to see, in parts of width and height: the middle of all edges."""
    small = picture.convert("L").resize((64, 64), Image.Resampling.BOX)
    edges = ImageChops.difference(small, small.filter(ImageFilter.GaussianBlur(2)))
    ramp = Image.frombytes("L", (64, 1), bytes(4 * place + 2 for place in range(64))).resize((64, 64))
    total = ImageStat.Stat(edges).sum[0] or 1.0
    middles = []
    for direction in (ramp, ramp.transpose(Image.Transpose.ROTATE_270)):
        weighed = ImageStat.Stat(ImageChops.multiply(edges, direction)).sum[0] / total
        middles.append(0.5 + max(-0.5, min(0.5, (2 * weighed - 1) * MOST_FOCUS)))
    return middles[0], middles[1]


def _zoomed(zoom: float) -> float:
    return LEAST_ZOOM + ZOOMS * max(0.0, zoom - 0.92)


def _start(middle: float, length: float, whole: int) -> float:
    return max(0.0, min(middle * whole - length / 2, whole - length))
