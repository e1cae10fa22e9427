"""A phrasebook: the lines of an ad in one language, for the copywriter to choose from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrasebook:
    """Lines that claim nothing and agree with any product: no article, gender, number or particle depends on {name}.

    Each tuple of lines has at least one that is said in the shortest shot it stands in (`copywriting.CUTS`).
    """

    #: BCP 47
    language: str
    #: between two sentences
    joint: str

    # -- what is said, and shown where there is nothing else to show
    #: present {name}
    named_hooks: tuple[str, ...]
    #: when there is no name, or no time to say it
    hooks: tuple[str, ...]
    #: between hook and closing, when nothing is said about the product
    looks: tuple[str, ...]
    #: while an offer is shown that takes too long to be said; it may be a price, a code or a date
    offer_lines: tuple[str, ...]
    #: when nothing says where to buy
    closings: tuple[str, ...]

    # -- what is seen: the moves of our own clip's camera (`video.child.camera`)
    #: over a wide picture, and along a tall one
    opening_picture_wide: str
    opening_picture_tall: str
    #: in turns
    closer_pictures: tuple[str, str]
    closing_picture: str

    # -- the script as text
    #: of an ad whose product has no name; {seconds}
    untitled: str
    shot: str
    call_to_action: str
