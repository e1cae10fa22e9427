"""The three templates: how each sets type, and how it moves."""

from typing import NamedTuple

from .fonts import Face


class Template(NamedTuple):
    """What differs between the templates beside their colours."""

    #: of hooks and offers, and of the small lines
    face: Face
    small_face: Face
    #: `left` means where a line begins, also from right to left
    align: str
    #: where in its room a text stands: `top`, `middle` or `bottom`
    stands: str
    #: largest letters of a hook, in parts of the frame's shorter side
    letters: float
    #: how lines come: `rise`, `slide` from behind an edge, or `wipe` in reading direction
    reveal: str
    reveal_seconds: float
    #: between two lines
    stagger_seconds: float
    #: a line beside the headline: `short`, `long` or none
    rule: str
    #: what the call to action stands on: `pill`, `block` or `underline`
    action: str
    #: the product's size at the beginning of each scene, 1 at rest: hook, reasons in turn, offer, end
    hook_zoom: float
    reason_zooms: tuple[float, ...]
    offer_zoom: float
    end_zoom: float
    #: how far reasons move the product sideways, in parts of its room's width
    sway: float
    #: growth of the product in a second
    drift: float
    #: seconds that a cut's movement takes, and how far it goes beyond its end
    move_seconds: float
    overshoot: float


CALM = Template(
    Face("Inter", 600, leading=1.18), Face("Inter", 500, leading=1.25), "centre", "middle", 0.118,
    "rise", 0.6, 0.09, "short", "pill",
    1.0, (1.16, 1.1), 1.0, 0.92, 0.03, 0.012, 1.0, 0.0,
)  # fmt: skip
BOLD = Template(
    Face("NotoSans", 900, 68, leading=1.02), Face("NotoSans", 800, 80, leading=1.15), "left", "middle", 0.185,
    "slide", 0.45, 0.07, "", "block",
    1.1, (1.42, 1.24), 1.02, 0.94, 0.07, 0.022, 0.6, 0.05,
)  # fmt: skip
EDITORIAL = Template(
    Face("SourceSerif4", 420, leading=1.1), Face("SourceSerif4", 440, leading=1.25), "left", "bottom", 0.17,
    "wipe", 0.8, 0.14, "long", "underline",
    0.98, (1.22, 1.12), 0.96, 0.92, -0.06, 0.010, 1.3, 0.0,
)  # fmt: skip
TEMPLATES = {"calm": CALM, "bold": BOLD, "editorial": EDITORIAL}
