"""What a copywriter needs to know of a language: the lines of an ad, ready to be chosen from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrasebook:
    """Lines by what the photo shows (the keys are those of `picture_child.facts`); voice lines longest first."""

    #: BCP 47
    language: str
    colours: Mapping[str, str]

    # -- what is said; {name}, {colour}
    #: between two sentences
    joint: str
    named_openings: tuple[str, ...]
    #: when there is no name to say, by light
    openings: Mapping[str, str]
    #: when there is no benefit to say: for a colourful product, and for a black, gray or white one
    colourful_detail: str
    plain_detail: str
    #: by warmth
    moods: Mapping[str, str]
    #: calls to action, each spoken in at most 1.5 seconds
    closings: tuple[str, ...]

    # -- what is written into the picture when there is no name or benefit
    opening_title: str
    detail_title: str
    #: by warmth
    mood_titles: Mapping[str, str]

    # -- what is seen; {light}, {background}, {colour}
    #: by orientation
    opening_pictures: Mapping[str, str]
    detail_picture: str
    mood_picture: str
    closing_picture: str
    #: by light, then by warmth
    lights: Mapping[str, Mapping[str, str]]
    #: by plain or busy
    backgrounds: Mapping[str, str]

    # -- the script as text
    title: Callable[[str, int], str]
    shot: str
    call_to_action: str
    #: says that {asked} is not among the languages
    fallback_note: str
