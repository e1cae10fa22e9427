"""Sets a scene's texts: lines, rules and buttons, each with its place and when it comes."""

from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw

from . import MAX_CAPTION_CHARACTERS, Scene, Text
from .fitting import Room, Setting, fitted
from .fonts import Face, is_right_to_left, is_shaping, typeset_with
from .layout import Box
from .templates import Template

#: letters that still read well, and the smallest, in parts of the frame's shorter side
READABLE, SMALLEST = 0.05, 0.036
#: the same of buttons and small lines
SMALL_READABLE, SMALL_SMALLEST = 0.03, 0.026
#: more lines than that are set smaller, by so much
FEW_LINES, FEWER = 2, 0.74
#: of the room's height, at most: a call to action, a shop's name, an address, a logo
ACTION_HEIGHT, SHOP_HEIGHT, ADDRESS_HEIGHT, LOGO_HEIGHT = 0.22, 0.12, 0.12, 0.2
#: their largest letters, in parts of the shorter side
ACTION_LETTERS, SHOP_LETTERS, ADDRESS_LETTERS = 0.054, 0.046, 0.036
#: between two texts, in parts of the shorter side
GAP = 0.036
#: what a rule takes of the room, in parts of the shorter side
RULE_ROOM = 0.05
#: how often a text is set until it is as high as its room
FITTINGS = 4
#: shapes are drawn so much larger and made smaller, for smooth edges
SMOOTH = 4


class Stroke(NamedTuple):
    """Something of one colour: where it is (`L`), its upper left corner, and the colour's name in the palette."""

    mask: Image.Image
    left: int
    top: int
    colour: str


class Line(NamedTuple):
    """What comes and goes together."""

    strokes: tuple[Stroke, ...]
    start_seconds: float
    #: how it comes, see `Template.reveal`, or `pop`
    reveal: str
    right_to_left: bool


class Element(NamedTuple):
    """Lines that belong together, placed as if the room began at 0, 0."""

    lines: tuple[Line, ...]
    height: int


def lettered(scene: Scene, template: Template, box: Box, shorter: int, language: str, logo: int = 0) -> list[Line]:
    """All that is written in a scene, in its room; `shorter` is the frame's shorter side.

    `logo` keeps so many pixels free at the top of the room.
    """
    setter = _Setter(template, box, shorter, language)
    gap = round(GAP * shorter)
    fixed = [setter.element(text, scene.kind) for text in scene.texts if text.role not in ("headline", "offer")]
    taken = sum(element.height + gap for element in fixed if element) + (logo + gap if logo else 0)
    made: list[Element] = []
    kept = iter(fixed)
    for text in scene.texts:
        is_main = text.role in ("headline", "offer")
        element = setter.main(text, scene.kind, box.height - taken) if is_main else next(kept)
        made += [element] if element else []
    return _stacked(made, box, gap, template, logo)


def _stacked(elements: Sequence[Element], box: Box, gap: int, template: Template, logo: int) -> list[Line]:
    height = sum(element.height + gap for element in elements) - gap + (logo + gap if logo else 0)
    free = max(0, box.height - height)
    top = box.top + {"top": 0, "middle": free // 2, "bottom": free}[template.stands] + (logo + gap if logo else 0)
    lines = []
    for element in elements:
        lines += [
            line._replace(strokes=tuple(s._replace(left=s.left + box.left, top=s.top + top) for s in line.strokes))
            for line in element.lines
        ]
        top += element.height + gap
    return lines


class _Setter:
    def __init__(self, template: Template, box: Box, shorter: int, language: str) -> None:
        self._template = template
        self._box = box
        self._shorter = shorter
        self._language = language

    def main(self, text: Text, kind: str, height: int) -> Element | None:
        """A hook, a reason or an offer: large, with the template's rule."""
        template, shorter = self._template, self._shorter
        part = {"hook": 1.0, "reason": 0.86, "offer": 1.0, "end": 0.9}[kind] * template.letters
        rule = round(RULE_ROOM * shorter) if template.rule and kind != "end" else 0
        colour = "highlight" if text.role == "offer" else "ink"
        largest = part * shorter
        for _ in range(FITTINGS):
            found = self._set(text.text, template.face, self._box.width, height - rule, largest)
            if not found:
                return None
            setting, rtl = found
            lines, tall = self._lines(setting, text.start_seconds, rtl, colour, template.reveal)
            if tall > height - rule:  # marks piled up over the letters
                largest = setting.font.size * (height - rule) / tall
            elif len(setting.lines) > FEW_LINES and largest == part * shorter:
                largest *= FEWER  # rather a little smaller than many short lines
            else:
                break
        if rule:
            lines = [self._rule(lines, text.start_seconds, rtl, tall, shorter), *lines]
            if template.rule == "long":
                lines = [lines[0], *(_moved(line, 0, rule) for line in lines[1:])]
            tall += rule
        return Element(tuple(lines), tall)

    def element(self, text: Text, kind: str) -> Element | None:
        """A button, a shop's name or an address: small."""
        shorter, room = self._shorter, self._box
        part, most, colour = {
            "action": (ACTION_LETTERS, ACTION_HEIGHT, "on_accent"),
            "shop": (SHOP_LETTERS, SHOP_HEIGHT, "ink"),
            "address": (ADDRESS_LETTERS, ADDRESS_HEIGHT, "ink"),
        }[text.role]
        is_button = text.role == "action" and self._template.action != "underline"
        pad = round(0.036 * shorter) if is_button else 0
        width = room.width - 2 * pad
        found = self._set(text.text, self._template.small_face, width, most * room.height, part * shorter)
        if not found:
            return None
        setting, rtl = found
        ink = colour if is_button else "ink"
        lines, tall = self._lines(setting, text.start_seconds, rtl, ink, "pop" if is_button else "rise", pad)
        if is_button:
            return self._button(lines, tall, pad, text.start_seconds, rtl)
        if text.role == "action":
            return self._underlined(lines, tall, text.start_seconds, rtl)
        return Element(tuple(lines), tall)

    def _set(self, text: str, face: Face, width: float, height: float, largest: float) -> tuple[Setting, bool] | None:
        found = typeset_with(text[:MAX_CAPTION_CHARACTERS], self._language, face)
        if not found:
            return None
        typeface, shown = found
        parts = (READABLE, SMALLEST) if face == self._template.face else (SMALL_READABLE, SMALL_SMALLEST)
        largest = min(largest, height)  # one line always counts as fitting
        readable, smallest = (min(largest, part * self._shorter) for part in parts)
        letters = largest, readable, smallest
        setting = fitted(shown, typeface, face, self._language, Room(width, height, letters))
        return (setting, is_right_to_left(shown)) if setting else None

    def _lines(
        self, setting: Setting, start: float, rtl: bool, colour: str, reveal: str, pad: int = 0
    ) -> tuple[list[Line], int]:
        """Each line for itself, the ink of the first at height 0; and how high all are together."""
        direction = ("rtl" if rtl else "ltr") if is_shaping() else None
        made, first = [], 0
        bottom = 0
        for number, text in enumerate(setting.lines):
            mask, above = _inked(text, setting, direction)
            first = first if number else above
            top = setting.leading_pixels * number + first - above
            left = pad + self._across(mask.width, self._box.width - 2 * pad, rtl)
            when = start + number * self._template.stagger_seconds
            made.append(Line((Stroke(mask, left, top, colour),), when, reveal, rtl))
            bottom = max(bottom, top + mask.height)
        return made, bottom

    def _across(self, width: int, room: int, rtl: bool) -> int:
        free = room - width
        return free // 2 if self._template.align == "centre" else free if rtl else 0

    def _rule(self, lines: Sequence[Line], start: float, rtl: bool, tall: int, shorter: int) -> Line:
        """A hairline over all of the room above the text, or a short bar under it."""
        if self._template.rule == "long":
            width, thick, top = self._box.width, max(2, round(0.0022 * shorter)), 0
        else:
            width, thick = round(0.065 * shorter), max(2, round(0.0055 * shorter))
            top = tall + round(RULE_ROOM * shorter) - thick
        mask = Image.new("L", (width, thick), 255)
        return Line((Stroke(mask, self._across(width, self._box.width, rtl), top, "accent"),), start, "wipe", rtl)

    def _button(self, lines: Sequence[Line], tall: int, pad: int, start: float, rtl: bool) -> Element:
        strokes = [stroke for line in lines for stroke in line.strokes]
        left = min(stroke.left for stroke in strokes)
        right = max(stroke.left + stroke.mask.width for stroke in strokes)
        above = round(0.68 * pad)
        size = (right - left + 2 * pad, tall + 2 * above)
        radius = size[1] / 2 if self._template.action == "pill" and len(lines) == 1 else 0.008 * self._shorter
        ground = Stroke(rounded(size, radius), 0, 0, "accent")
        shift = self._across(size[0], self._box.width, rtl)
        moved = [s._replace(left=s.left - left + pad + shift, top=s.top + above) for s in strokes]
        return Element((Line((ground._replace(left=shift), *moved), start, "pop", rtl),), size[1])

    def _underlined(self, lines: Sequence[Line], tall: int, start: float, rtl: bool) -> Element:
        strokes = tuple(stroke for line in lines for stroke in line.strokes)
        left = min(stroke.left for stroke in strokes)
        right = max(stroke.left + stroke.mask.width for stroke in strokes)
        thick = max(3, round(0.0038 * self._shorter))
        top = tall + round(0.014 * self._shorter)
        under = Stroke(Image.new("L", (right - left, thick), 255), left, top, "accent")
        return Element((Line((*strokes, under), start, "wipe", rtl),), top + thick)


def _inked(text: str, setting: Setting, direction: str | None) -> tuple[Image.Image, int]:
    """The line's ink and nothing around it, and how far it rises above the baseline."""
    font = setting.font
    left, top, right, bottom = (round(side) for side in font.getbbox(text, anchor="ls", direction=direction))
    edge = 4
    mask = Image.new("L", (max(1, right - left) + 2 * edge, max(1, bottom - top) + 2 * edge))
    origin = (edge - left, edge - top)
    ImageDraw.Draw(mask).text(origin, text, fill=255, font=font, anchor="ls", direction=direction)
    box = mask.getbbox() or (0, 0, 1, 1)
    return mask.crop(box), origin[1] - box[1]


def rounded(size: tuple[int, int], radius: float) -> Image.Image:
    large = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * SMOOTH, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _moved(line: Line, across: int, down: int) -> Line:
    return line._replace(strokes=tuple(s._replace(left=s.left + across, top=s.top + down) for s in line.strokes))
