"""The clip, frame by frame: what moves, and the texts over it."""

from typing import NamedTuple

from PIL import Image

from ....pictures.studio.colours import look_of
from . import FRAMES_PER_SECOND, Colour, Job
from .camera import Camera
from .fonts import is_right_to_left
from .layers import faded
from .layout import Grid, grid
from .lettering import GAP, LOGO_HEIGHT, Line, Stroke, lettered
from .logo import Logo
from .motion import arriving, springing
from .palette import Palette, palette, readable
from .stage import Stage
from .templates import TEMPLATES, Template
from .window import Window

#: texts go so long before their scene ends, and the next ones come so long after it has begun
LEAVE_SECONDS, COME_SECONDS = 0.2, 0.06
#: how far a line rises, in parts of the frame's shorter side
RISE = 0.022
#: a logo's most width, in parts of the text's room
LOGO_WIDTH = 0.5


class Written(NamedTuple):
    """A scene's lines, and when they go."""

    lines: list[Line]
    end_seconds: float
    #: they are there from the first frame on
    is_cover: bool
    is_last: bool


class Lettered(NamedTuple):
    """All texts of a clip, set before its picture is opened: this takes fonts from files."""

    grid: Grid
    written: list[Written]
    logo_height: int

    @classmethod
    def of(cls, job: Job) -> "Lettered":
        """The texts of a job."""
        template = TEMPLATES[job.template]
        words = " ".join(text.text for scene in job.scenes for text in scene.texts)
        is_photo = job.background == "original"
        made = grid(
            job.size, job.picture.size if is_photo else None, mirrored=is_right_to_left(words),
            inset=is_photo and job.template == "editorial",
        )  # fmt: skip
        logo = 0
        if job.logo:
            most = LOGO_HEIGHT * made.end_text.height, LOGO_WIDTH * made.end_text.width
            logo = round(min(most[0], most[1] * job.logo.size.height / job.logo.size.width))
        written = []
        for number, scene in enumerate(job.scenes):
            is_last = number == len(job.scenes) - 1
            box, room = (made.end_text, logo) if scene.kind == "end" else (made.text, 0)
            lines = lettered(scene, template, box, min(job.size), job.language, room)
            written.append(Written(lines, scene.end_seconds, number == 0, is_last))
        return cls(made, written, logo)


class Film:
    """All frames of one clip; each is drawn when it is asked for."""

    def __init__(self, job: Job, texts: Lettered, picture: Image.Image, logo: Image.Image | None) -> None:
        """`picture` is a photo (RGB), or a product (RGBA)."""
        self._template: Template = TEMPLATES[job.template]
        self._size, self._written, self.grid = job.size, texts.written, texts.grid
        self.camera = Camera(job.scenes, self._template)
        is_photo = job.background == "original"
        alpha = Image.new("L", picture.size, 255) if is_photo else picture.getchannel("A")
        look = look_of(picture.convert("RGB"), alpha)
        colours = palette(job.template, job.background, look, job.colour, job.accent_colour)
        self.scenery: Stage | Window
        if is_photo:
            self.scenery = Window(picture, job.size, texts.grid, colours, most_zoom=self.camera.most_zoom)
            behind: tuple[Colour, ...] = (colours.ground,)
        else:
            self.scenery = stage = Stage(
                picture, job.size, texts.grid, job.template, job.background, look, colours,
                cut_below=job.cut_below, most_zoom=self.camera.most_zoom,
            )  # fmt: skip
            behind = stage.behind_text()
        self.colours: Palette = colours._replace(
            ink=readable(colours.ink, *behind), highlight=readable(colours.highlight, *behind)
        )
        self._logo_height = texts.logo_height
        self._logo = Logo(logo, texts.logo_height, behind, self.colours) if logo else None
        self._logo_starts = job.scenes[-1].start_seconds + COME_SECONDS

    def frame(self, number: int) -> Image.Image:
        """The frame of a number, RGB."""
        seconds = number / FRAMES_PER_SECOND
        frame = self.scenery.at(self.camera.at(seconds))
        for written in self._written:
            leaving = 1.0 if written.is_last else min(1.0, (written.end_seconds - seconds) / LEAVE_SECONDS)
            if leaving <= 0:
                continue
            for line in written.lines:
                come = (seconds - line.start_seconds - COME_SECONDS) / self._template.reveal_seconds
                if written.is_cover or come > 0:
                    self._write(frame, line, 1.0 if written.is_cover else min(1.0, come), leaving)
        if self._logo and seconds >= self._logo_starts:
            shown = arriving((seconds - self._logo_starts) / self._template.reveal_seconds)
            box = self.grid.end_text
            centred = self._template.align == "centre"
            self._logo.draw(frame, box, shown, centred=centred, top=self._logo_top())
        return frame

    def _logo_top(self) -> int:
        """Above the end card's texts."""
        box = self.grid.end_text
        tops = [stroke.top for line in self._written[-1].lines for stroke in line.strokes]
        gap = round(GAP * min(self._size))
        return max(box.top, min(tops, default=box.bottom) - gap - self._logo_height)

    def _write(self, frame: Image.Image, line: Line, come: float, strength: float) -> None:
        if come >= 1:
            for stroke in line.strokes:
                self._ink(frame, stroke, strength)
        elif line.reveal == "rise":
            shown = arriving(come)
            for stroke in line.strokes:
                down = round(RISE * min(self._size) * (1 - shown))
                self._ink(frame, stroke._replace(top=stroke.top + down), strength * min(1.0, come * 2.5))
        elif line.reveal == "slide":
            for stroke in line.strokes:
                hidden = round(stroke.mask.height * (1 - arriving(come)))
                part = stroke.mask.crop((0, 0, stroke.mask.width, stroke.mask.height - hidden))
                self._ink(frame, stroke._replace(mask=part, top=stroke.top + hidden), strength)
        elif line.reveal == "wipe":
            self._wipe(frame, line, arriving(come), strength)
        else:
            self._pop(frame, line, come, strength)

    def _wipe(self, frame: Image.Image, line: Line, shown: float, strength: float) -> None:
        """In the direction that the line is read in."""
        left = min(stroke.left for stroke in line.strokes)
        right = max(stroke.left + stroke.mask.width for stroke in line.strokes)
        edge = right - (right - left) * shown if line.right_to_left else left + (right - left) * shown
        for stroke in line.strokes:
            width = stroke.mask.width
            cut = min(width, max(0, round(edge) - stroke.left))
            box = (cut, 0, width, stroke.mask.height) if line.right_to_left else (0, 0, cut, stroke.mask.height)
            if box[0] < box[2]:
                self._ink(frame, stroke._replace(mask=stroke.mask.crop(box), left=stroke.left + box[0]), strength)

    def _pop(self, frame: Image.Image, line: Line, come: float, strength: float) -> None:
        scale = 0.8 + 0.2 * springing(come, self._template.overshoot * 4)
        left = min(stroke.left for stroke in line.strokes)
        right = max(stroke.left + stroke.mask.width for stroke in line.strokes)
        top = min(stroke.top for stroke in line.strokes)
        bottom = max(stroke.top + stroke.mask.height for stroke in line.strokes)
        middle, height = (left + right) / 2, (top + bottom) / 2
        for stroke in line.strokes:
            size = max(1, round(stroke.mask.width * scale)), max(1, round(stroke.mask.height * scale))
            mask = stroke.mask.resize(size, Image.Resampling.BILINEAR)
            place = round(middle + (stroke.left - middle) * scale), round(height + (stroke.top - height) * scale)
            self._ink(frame, Stroke(mask, *place, stroke.colour), strength * min(1.0, come * 4))

    def _ink(self, frame: Image.Image, stroke: Stroke, strength: float) -> None:
        colour: Colour = getattr(self.colours, stroke.colour)
        box = (stroke.left, stroke.top, stroke.left + stroke.mask.width, stroke.top + stroke.mask.height)
        frame.paste(colour, box, faded(stroke.mask, strength))
